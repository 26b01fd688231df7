#pragma once

#include <csignal>

namespace gradus::cli {

inline constexpr int interrupted_code = 128 + SIGINT;

/// From now on Ctrl-C only sets what interrupted() says: work ends at its next report of progress, so that no
/// file is left half-written and what is done stays.
void end_gently_on_interrupt();

bool interrupted();

/// Says on standard error that it was, and what that means; returns interrupted_code.
int tell_interrupted();

}  // namespace gradus::cli
