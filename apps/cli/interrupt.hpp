#pragma once

namespace gradus::cli {

/// From now on Ctrl-C only sets what interrupted() says: work ends at its next report of progress, so that no
/// file is left half-written and what is done stays.
void end_gently_on_interrupt();

bool interrupted();

/// Says on standard error that it was, and what that means; returns train::interrupted_status.
int tell_interrupted();

}  // namespace gradus::cli
