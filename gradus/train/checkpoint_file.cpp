#include "gradus/train/checkpoint_file.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include "gradus/base/error.hpp"
#include "gradus/core/tensor/bytes.hpp"
#include "gradus/io/safetensors.hpp"
#include "gradus/train/checkpoint.hpp"

namespace gradus::train {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view version = "1";
constexpr const char* version_key = "gradus.checkpoint";
constexpr const char* state_key = "gradus.state";
constexpr const char* checksum_key = "gradus.checksum";
constexpr std::string_view step_prefix = "step-";
constexpr std::string_view suffix = ".safetensors";

/// XXH3 over names, types, shapes and elements of all tensors, in order of their names, and the state.
std::string checksum(const detail::CheckpointData& data) {
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> hash(XXH3_createState(), XXH3_freeState);
  if (!hash) fail("checkpoint: no memory for its checksum");
  XXH3_64bits_reset(hash.get());
  const auto add = [&](std::string_view text) {
    const uint64_t size = text.size();  // so that no two lists of texts are one
    XXH3_64bits_update(hash.get(), &size, sizeof(size));
    XXH3_64bits_update(hash.get(), text.data(), text.size());
  };
  for (const auto& [name, tensor] : data.tensors) {
    add(name);
    add(fmt::format("{} {}", gradus::name(tensor.dtype()), to_string(tensor.shape())));
    const Tensor dense = tensor.contiguous();
    const auto bytes = element_bytes("checkpoint", dense);
    add({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }
  add(data.state);
  return fmt::format("xxh3:{:016x}", XXH3_64bits_digest(hash.get()));
}

/// The number in step-<number>.safetensors.
std::optional<int64_t> step_of(const std::string& name) {
  if (!name.starts_with(step_prefix) || !name.ends_with(suffix)) return std::nullopt;
  const char* begin = name.data() + step_prefix.size();
  const char* end = name.data() + (name.size() - suffix.size());
  int64_t step = 0;
  const auto [stop, fault] = std::from_chars(begin, end, step);
  if (begin >= end || stop != end || fault != std::errc() || step < 0) return std::nullopt;
  return step;
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code fault;
  for (fs::directory_iterator at(folder, fault), end; !fault && at != end; at.increment(fault)) {
    names.push_back(at->path().filename().string());
  }
  if (fault && fault != std::errc::no_such_file_or_directory) {
    fail(fmt::format("checkpoint: cannot list {}: {}", folder, fault.message()));
  }
  return names;
}

/// Steps of which the folder has a file, newest first.
std::vector<int64_t> steps_in(const std::string& folder) {
  std::vector<int64_t> steps;
  for (const std::string& name : names_in(folder)) {
    if (const auto step = step_of(name)) steps.push_back(*step);
  }
  std::sort(steps.rbegin(), steps.rend());
  return steps;
}

/// Whether the name is one of NewFile's, "<ours>.<process>-<count>.part", and its process is gone.
bool is_left_over(const std::string& name) {
  const size_t place = name.find(suffix);
  if (place == std::string::npos || !name.ends_with(".part")) return false;
  const std::string ours = name.substr(0, place + suffix.size());
  if (ours != "best.safetensors" && !step_of(ours)) return false;
  if (name.size() <= ours.size() + 1) return false;
  pid_t process = 0;
  const char* begin = name.data() + ours.size() + 1;
  const auto [stop, fault] = std::from_chars(begin, name.data() + name.size(), process);
  return fault == std::errc() && *stop == '-' && process > 0 && ::kill(process, 0) != 0 && errno == ESRCH;
}

}  // namespace

void detail::write_checkpoint(const CheckpointData& data, const std::string& path) {
  io::save_safetensors(data.tensors, path,
                       {.metadata = {{version_key, std::string(version)},
                                     {state_key, data.state},
                                     {checksum_key, checksum(data)}},
                        .durability = Durability::of_power});
}

detail::CheckpointData detail::read_checkpoint(const std::string& path) {
  io::Safetensors file = io::load_safetensors(path);
  const auto words = [&](const char* key) {
    const auto place = file.metadata.find(key);
    if (place == file.metadata.end()) {
      fail(fmt::format("checkpoint: {} is a safetensors file, but no checkpoint of a training: it has no {}",
                       path, key));
    }
    return place->second;
  };
  if (words(version_key) != version) {
    fail(fmt::format("checkpoint: {} is of version '{}'; this gradus reads version {}", path,
                     words(version_key), version));
  }
  CheckpointData data{std::move(file.tensors), words(state_key)};
  const std::string seen = checksum(data), written = words(checksum_key);
  if (seen != written) {
    fail(fmt::format("checkpoint: {} was changed or damaged: its checksum is {}, not {}", path, seen,
                     written));
  }
  return data;
}

std::optional<detail::FoundCheckpoint> detail::read_newest_checkpoint(const std::string& folder) {
  std::vector<std::string> faults;
  for (const int64_t step : steps_in(folder)) {
    std::string path = step_path(folder, step);
    try {
      CheckpointData data = read_checkpoint(path);
      return FoundCheckpoint{std::move(path), std::move(data)};
    } catch (const Error& error) {
      faults.emplace_back(error.what());
    }
  }
  if (faults.empty()) return std::nullopt;
  fail(fmt::format("checkpoint: none of the {} in {} is whole: {}", faults.size(), folder,
                   fmt::join(faults, "; ")));
}

std::string detail::step_path(const std::string& folder, int64_t step) {
  return fmt::format("{}/{}{:09}{}", folder, step_prefix, step, suffix);
}

std::string detail::best_path(const std::string& folder) { return folder + "/best.safetensors"; }

void detail::prepare_folder(const std::string& folder) {
  if (folder.empty()) fail("checkpoint: no folder is named");
  std::error_code fault;
  fs::create_directories(folder, fault);
  if (fault) fail(fmt::format("checkpoint: cannot make the folder {}: {}", folder, fault.message()));
  for (const std::string& name : names_in(folder)) {
    if (is_left_over(name)) fs::remove(fs::path(folder) / name, fault);
  }
}

void detail::remove_old(const std::string& folder, int64_t keep) {
  if (keep == 0) return;
  const std::vector<int64_t> steps = steps_in(folder);
  for (size_t i = static_cast<size_t>(keep); i < steps.size(); ++i) {
    std::error_code fault;
    fs::remove(step_path(folder, steps[i]), fault);
    if (fault) {
      fail(fmt::format("checkpoint: cannot remove {}: {}", step_path(folder, steps[i]), fault.message()));
    }
  }
}

std::optional<std::string> newest_checkpoint(const std::string& folder) {
  auto found = detail::read_newest_checkpoint(folder);
  return found ? std::optional(std::move(found->path)) : std::nullopt;
}

nn::StateDict checkpoint_weights(const std::string& path) {
  constexpr std::string_view prefix = "model.";
  nn::StateDict weights;
  for (auto& [name, tensor] : detail::read_checkpoint(path).tensors) {
    if (name.starts_with(prefix)) weights.push_back({name.substr(prefix.size()), tensor});
  }
  return weights;
}

}  // namespace gradus::train
