#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gradus/base/random/generator.hpp"
#include "gradus/nn/module.hpp"

/// Files from which a training goes on as if it had never stopped. A checkpoint is one safetensors file, so
/// that it is there as a whole or not at all:
///
///     model.*       weights and buffers
///     optimizer.*   momentum and the like
///     best.*        the best epoch's weights, when they are to be restored
///     generator.*   the random generators
///     loader.*      where the training data's pass is, and the loader's own generator
///
/// and as metadata the numbers (JSON), the format's version and a checksum over all of it.
namespace gradus::train {

struct CheckpointOptions {
  std::string folder;  ///< made when it is not there; holds step-<number>.safetensors and best.safetensors
  std::optional<int64_t> every_steps = std::nullopt;  ///< within an epoch as well
  int64_t every_epochs = 1;                           ///< 0: not after epochs
  int64_t keep = 3;                                   ///< the newest so many stay; 0: all
  bool keep_best = true;                              ///< the best epoch's stays as best.safetensors
  bool resume = false;  ///< fit() goes on from the newest valid one in the folder, if there is one
  std::vector<Generator*> generators{};  ///< generators that are kept besides the default one and the
                                         ///< training loader's own
};

/// The newest checkpoint of a folder that is whole; none when there is none. An Error, with what is wrong
/// with each, when there are only broken ones.
std::optional<std::string> newest_checkpoint(const std::string& folder);

/// The weights and buffers in a checkpoint, for a model's load_state_dict().
nn::StateDict checkpoint_weights(const std::string& path);

}  // namespace gradus::train
