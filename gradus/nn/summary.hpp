#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "gradus/nn/module.hpp"

/// What a model is made of, as a table.
namespace gradus::nn {

struct SummaryOptions {
  /// Element type of the input; that of the first parameter unless given (int64 for a model that begins with
  /// an Embedding).
  std::optional<DType> dtype = std::nullopt;
};

/// One module of a model.
struct SummaryRow {
  std::string path;             ///< "" for the model itself
  std::string name;             ///< the last part of the path
  std::string type;             ///< "Conv2d"
  int depth;                    ///< 0 for the model itself
  std::optional<Shape> output;  ///< of its first run; none when it did not run as a Layer
  int64_t parameters;           ///< its own, without those of the modules below
  int64_t trainable;
};

struct Summary {
  std::vector<SummaryRow> rows;  ///< each module before its children
  Shape input;
  int64_t parameters, trainable;
};

/// Runs the model once on zeros of `input_shape`, in evaluation and without gradients, and tells what every
/// layer gave. Modes, buffers, gradients and the default generator are then as they were.
Summary summary(Layer& model, const Shape& input_shape, const SummaryOptions& options = {});

/// A table of layers (indented), output shapes and parameter counts, with totals below.
std::string to_string(const Summary& summary);
std::ostream& operator<<(std::ostream& stream, const Summary& summary);

}  // namespace gradus::nn
