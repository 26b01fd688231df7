#pragma once

#include "gradus/nn/module.hpp"

namespace gradus::train::detail {

/// Puts a model into a mode, and afterwards back into the one it was in.
class ModeOf {
 public:
  ModeOf(nn::Module& model, bool training) : model_(model), before_(model.is_training()) {
    model.train(training);
  }
  ~ModeOf() { model_.train(before_); }
  ModeOf(const ModeOf&) = delete;
  ModeOf& operator=(const ModeOf&) = delete;

 private:
  nn::Module& model_;
  bool before_;
};

}  // namespace gradus::train::detail
