#pragma once

namespace gradus::cli {

/// How the program ends.
enum ExitCode : int { done = 0, work_failed = 1, wrong_usage = 2 };

}  // namespace gradus::cli
