#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "commands.hpp"
#include "gradus/data/catalogue.hpp"
#include "gradus/data/find.hpp"
#include "lessons/numbers.hpp"
#include "progress.hpp"

namespace gradus::cli {
namespace {

using lessons::Json;

std::optional<data::Found> found(const data::KnownFile& file, const DataArguments& arguments) {
  return data::try_find(std::string(file.path), {.directory = arguments.directory});
}

int64_t bytes_of(const data::KnownDataset& dataset) {
  int64_t bytes = 0;
  for (const data::KnownFile& file : dataset.files) bytes += file.bytes;
  return bytes;
}

/// Where all files of a dataset are; "partly" when that is not one place, nothing when one is missing.
std::optional<std::string> place_of(const data::KnownDataset& dataset, const DataArguments& arguments) {
  std::optional<std::string> place;
  for (const data::KnownFile& file : dataset.files) {
    const auto at = found(file, arguments);
    if (!at) return std::nullopt;
    const std::string here(data::name(at->origin));
    place = !place || *place == here ? here : "several";
  }
  return place;
}

std::string readable(int64_t bytes) {
  if (bytes < 1000) return fmt::format("{} bytes", bytes);
  const auto number = static_cast<double>(bytes);
  return bytes < 1'000'000 ? fmt::format("{:.1f} kB", number / 1e3) : fmt::format("{:.1f} MB", number / 1e6);
}

Json to_json(const data::KnownDataset& dataset, const DataArguments& arguments) {
  const auto place = place_of(dataset, arguments);
  return {{"name", dataset.name},
          {"summary", dataset.summary},
          {"bytes", bytes_of(dataset)},
          {"shipped", dataset.shipped()},
          {"place", place ? Json(*place) : Json(nullptr)}};
}

Json file_json(const data::KnownDataset& dataset, const data::KnownFile& file,
               const DataArguments& arguments) {
  const auto at = found(file, arguments);
  return {{"file", file.path},
          {"bytes", file.bytes},
          {"sha256", file.sha256.empty() ? Json(nullptr) : Json(file.sha256)},
          {"path", at ? Json(at->path) : Json(nullptr)},
          {"addresses", data::addresses_of(dataset, file)}};
}

int print_paths(const std::vector<std::string>& paths, const DataArguments& arguments) {
  if (arguments.json) {
    fmt::print("{}\n", lessons::to_line({{"name", arguments.name}, {"files", paths}}));
    return done;
  }
  for (const std::string& path : paths) fmt::print("{}\n", path);
  return done;
}

}  // namespace

int list_datasets(const DataArguments& arguments) {
  if (arguments.json) {
    Json list = Json::array();
    for (const data::KnownDataset& dataset : data::known_datasets())
      list.push_back(to_json(dataset, arguments));
    fmt::print("{}\n", lessons::to_line({{"datasets", list}}));
    return done;
  }
  size_t width = 0;
  for (const data::KnownDataset& dataset : data::known_datasets())
    width = std::max(width, dataset.name.size());
  for (const data::KnownDataset& dataset : data::known_datasets()) {
    const auto place = place_of(dataset, arguments);
    fmt::print("{:<{}}  {}\n{:<{}}  {}\n", dataset.name, width, dataset.summary, "", width,
               place ? "here: " + *place : "to download: " + readable(bytes_of(dataset)));
  }
  return done;
}

int show_dataset(const DataArguments& arguments) {
  const data::KnownDataset& dataset = data::known_dataset(arguments.name);
  if (arguments.json) {
    Json info = to_json(dataset, arguments);
    info["source"] = dataset.source;
    info["files"] = Json::array();
    for (const data::KnownFile& file : dataset.files)
      info["files"].push_back(file_json(dataset, file, arguments));
    fmt::print("{}\n", lessons::to_line(info));
    return done;
  }
  fmt::print("{}: {}\n{}\n", dataset.name, dataset.summary, dataset.source);
  for (const data::KnownFile& file : dataset.files) {
    fmt::print("\n{}, {}\n", file.path, readable(file.bytes));
    const auto at = found(file, arguments);
    fmt::print("  {}\n", at ? "here: " + at->path : "not here");
    if (!file.sha256.empty()) fmt::print("  SHA-256 of the download: {}\n", file.sha256);
    for (const std::string& address : data::addresses_of(dataset, file)) fmt::print("  from {}\n", address);
  }
  return done;
}

int get_dataset(const DataArguments& arguments) {
  Progress progress(stderr, 1);
  const int64_t all = bytes_of(data::known_dataset(arguments.name));
  int64_t before = 0, last = 0;
  std::string_view current;
  data::GetOptions options{.directory = arguments.directory};
  options.progress = [&](const data::KnownFile& file, int64_t now, int64_t) {
    if (file.path != current) before += last;
    current = file.path;
    last = now;
    progress.update(arguments.name, static_cast<double>(before + now) / static_cast<double>(all));
  };
  std::vector<std::string> paths;
  try {
    paths = data::get_dataset(arguments.name, options);
  } catch (...) {
    progress.finish(arguments.name, "");
    throw;
  }
  progress.finish(arguments.name, "");
  return print_paths(paths, arguments);
}

int show_dataset_paths(const DataArguments& arguments) {
  const data::GetOptions options{.directory = arguments.directory, .download = false};
  if (const auto& dataset = data::known_dataset(arguments.name); !place_of(dataset, arguments)) {
    fmt::print(stderr, "gradus: {} is not here; 'gradus data get {}' downloads it\n", arguments.name,
               arguments.name);
    return work_failed;
  }
  return print_paths(data::get_dataset(arguments.name, options), arguments);
}

}  // namespace gradus::cli
