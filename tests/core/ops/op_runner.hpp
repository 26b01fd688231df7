#pragma once

#include <string>
#include <vector>

#include "op_table.hpp"
#include "tests/message_of.hpp"

/// What the tests of the op table share: running a row with gradients, other layouts of the same numbers,
/// comparing.
namespace gradus::test {

/// Outputs and gradients of one call.
struct Evaluated {
  std::vector<Tensor> outputs;
  std::vector<Tensor> gradients;  ///< one for each input; undefined where there is none
};

/// Calls the row on these inputs; gradients are those of sum(upstream * output) over the outputs that carry
/// one, `upstream` made by weights() when empty.
Evaluated evaluate(const OpRow& row, const Inputs& inputs, const Attributes& attributes,
                   const std::vector<Tensor>& upstream = {});
/// The same for the gradients: the gradient of sum(second * gradient).
std::vector<Tensor> second_gradients(const OpRow& row, const Inputs& inputs, const Attributes& attributes,
                                     const std::vector<Tensor>& upstream, const std::vector<Tensor>& second);

/// The gradient of a leaf, zeros where there is none.
Tensor gradient_of(const Tensor& x);

/// Copies that are leaves and require gradients where they can.
Inputs leaves(const Inputs& inputs);
/// Different numbers like x in shape and type, to weight outputs with.
Tensor weights(const Tensor& x);

/// The same numbers in other places: with the dimensions in reverse order in memory, or with gaps between
/// neighbours, or both.
enum class Layout : uint8_t { reversed, gaps, reversed_gaps };
Tensor laid_out(const Tensor& x, Layout layout);

/// "" when both have one type, one shape and the same bits; otherwise what differs. NaNs equal one another.
std::string bit_difference(const Tensor& found, const Tensor& expected);
/// "" when they are within relative * max(1, |expected|).
std::string difference(const Tensor& found, const Tensor& expected, double relative);

}  // namespace gradus::test
