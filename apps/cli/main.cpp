#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <new>
#include <string>

#include "arguments.hpp"
#include "exit_code.hpp"
#include "told.hpp"

namespace {

int fail_with(const std::string& sentence) {
  std::fflush(stdout);
  fmt::print(stderr, "gradus: {}\n", gradus::cli::shown(sentence));  // one line, whatever an error quotes
  return gradus::cli::work_failed;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const int code = gradus::cli::run_command_line(argc, argv);
    // An earlier flush may have failed: the stream remembers it, although it has nothing left to write.
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
      return fail_with("cannot write to standard output");
    }
    return code;
  } catch (const std::bad_alloc&) {
    return fail_with("out of memory");
  } catch (const std::exception& error) {
    return fail_with(error.what());
  }
}
