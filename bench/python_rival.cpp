#include "bench/python_rival.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

namespace bench {
namespace {

constexpr const char* python = "/usr/bin/python3";

/// Whether it is installed; to import it would take a second at every start.
bool has_scikit_learn() {
  constexpr const char* look =
      "from importlib.util import find_spec; raise SystemExit(not find_spec(\"sklearn\"))";
  static const bool found = std::system(fmt::format("{} -c '{}' 2>/dev/null", python, look).c_str()) == 0;
  return found;
}

/// Runs the script, which prints the processor seconds that the work took and its number.
Timed ask(const std::string& key) {
  FILE* answer = popen(fmt::format("{} '{}' {}", python, GRADUS_LEARN_RIVALS, key).c_str(), "r");
  Timed timed{};
  const bool understood = answer && std::fscanf(answer, "%lf %lf", &timed.seconds, &timed.number) == 2;
  if (!answer || pclose(answer) != 0 || !understood) {
    fmt::print(stderr, "gradus_bench: {} {} failed\n", GRADUS_LEARN_RIVALS, key);
    std::exit(2);
  }
  return timed;
}

}  // namespace

void add_python_rival(std::vector<Variant>& variants, const std::string& name, const std::string& key,
                      int64_t units) {
  if (!has_scikit_learn()) return;
  variants.push_back({.name = name, .units = units, .itself = [key] { return ask(key); }});
}

}  // namespace bench
