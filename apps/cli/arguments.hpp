#pragma once

namespace gradus::cli {

/// Reads the command line, runs what it asks for, and gives the exit code. Wrong usage is told on standard
/// error; other errors are thrown.
int run_command_line(int argc, char** argv);

}  // namespace gradus::cli
