#include "output_files.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "gradus/base/error.hpp"

namespace gradus::cli {
namespace {

namespace fs = std::filesystem;

/// Whether two names are of one file, which need not be there yet; devices take from many.
bool is_one_file(const std::string& a, const std::string& b) {
  std::error_code error;
  if (fs::exists(a, error) && fs::exists(b, error)) {
    return fs::is_regular_file(a, error) && fs::equivalent(a, b, error);
  }
  return fs::weakly_canonical(fs::absolute(a, error), error) ==
         fs::weakly_canonical(fs::absolute(b, error), error);
}

}  // namespace

void check_outputs(const std::string& table, const std::vector<std::string>& outputs) {
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (outputs[i].empty()) continue;
    if (is_one_file(outputs[i], table))
      fail(fmt::format("{} is the table that is read; give what is written another name", outputs[i]));
    for (size_t j = 0; j < i; ++j) {
      if (outputs[j].empty() || !is_one_file(outputs[i], outputs[j])) continue;
      fail(fmt::format("{} is written twice, as a table and as a report; give them two names", outputs[i]));
    }
  }
}

}  // namespace gradus::cli
