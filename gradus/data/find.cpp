#include "gradus/data/find.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>

#include "gradus/base/error.hpp"

namespace gradus::data {
namespace {

namespace fs = std::filesystem;

std::string environment(const char* variable) {
  const char* value = std::getenv(variable);
  return value == nullptr ? "" : value;
}

std::string cache_directory() {
  if (const std::string cache = environment("XDG_CACHE_HOME"); !cache.empty()) return cache + "/gradus";
  if (const std::string home = environment("HOME"); !home.empty()) return home + "/.cache/gradus";
  return "";
}

std::string shipped_directory() {
  if (const std::string share = environment("GRADUS_SHARE"); !share.empty()) return share + "/data";
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  return error ? "" : (program.parent_path().parent_path() / "share/gradus/data").string();
}

}  // namespace

std::string_view name(Origin origin) {
  switch (origin) {
    case Origin::directory:
      return "directory";
    case Origin::environment:
      return "environment";
    case Origin::cache:
      return "cache";
    case Origin::shipped:
      break;
  }
  return "shipped";
}

std::vector<Place> places(const FindOptions& options) {
  std::vector<Place> result;
  const auto add = [&](std::string directory, Origin origin) {
    if (!directory.empty()) result.push_back({std::move(directory), origin});
  };
  add(options.directory, Origin::directory);
  add(environment("GRADUS_DATA"), Origin::environment);
  add(cache_directory(), Origin::cache);
  add(shipped_directory(), Origin::shipped);
  return result;
}

std::optional<Found> try_find(const std::string& file, const FindOptions& options) {
  std::error_code error;
  if (!options.directory.empty() && !fs::is_directory(options.directory, error)) {
    fail(fmt::format("find: the data folder {} does not exist", options.directory));
  }
  for (const Place& place : places(options)) {
    const fs::path path = fs::path(place.directory) / file;
    if (fs::is_regular_file(path, error)) return Found{path.string(), place.origin};
  }
  return std::nullopt;
}

Found find(const std::string& file, const FindOptions& options) {
  if (std::optional<Found> found = try_find(file, options)) return *std::move(found);
  std::string looked;
  for (const Place& place : places(options)) {
    looked += fmt::format("{}{}", looked.empty() ? "" : ", ", place.directory);
  }
  fail(fmt::format("find: {} was not found; looked in {}; name its folder with --data or $GRADUS_DATA", file,
                   looked.empty() ? "no folder" : looked));
}

}  // namespace gradus::data
