#pragma once

#include <map>
#include <optional>
#include <string>

#include "gradus/core/tensor/tensor.hpp"

/// The files of checkpoints, whatever they hold.
namespace gradus::train::detail {

/// What a checkpoint holds: tensors by name, and everything else as JSON.
struct CheckpointData {
  std::map<std::string, Tensor> tensors;
  std::string state;
};

/// Writes it as one file that is there as a whole or not at all, flushed to the disk.
void write_checkpoint(const CheckpointData& data, const std::string& path);

/// An Error, with the path, for a file that is none, is of another version, or is damaged.
CheckpointData read_checkpoint(const std::string& path);

/// The folder's file of the newest step that is whole, read; an Error when there are only broken ones.
struct FoundCheckpoint {
  std::string path;
  CheckpointData data;
};
std::optional<FoundCheckpoint> read_newest_checkpoint(const std::string& folder);

std::string step_path(const std::string& folder, int64_t step);
std::string best_path(const std::string& folder);
/// Makes the folder where it is not there, and takes away what killed processes left half-written in it.
void prepare_folder(const std::string& folder);
/// Removes all but the newest `keep` files of steps; none when 0.
void remove_old(const std::string& folder, int64_t keep);

}  // namespace gradus::train::detail
