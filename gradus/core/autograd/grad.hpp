#pragma once

#include <functional>
#include <initializer_list>
#include <span>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"

/// Gradients as values, and checks of them.
namespace gradus {

struct GradOptions {
  Tensor gradient{};          ///< to start from; ones when the output has one element
  bool retain_graph = false;  ///< keep what was saved, so that the graph can be used again
  bool create_graph = false;  ///< record the gradients' own computation, for second derivatives
  bool allow_unused = false;  ///< an input that plays no part has an undefined gradient instead of an Error
};

/// d(output)/d(input) for each input, leaf or not; no tensor's own gradient changes.
std::vector<Tensor> grad(const Tensor& output, std::span<const Tensor> inputs,
                         const GradOptions& options = {});
inline std::vector<Tensor> grad(const Tensor& output, std::initializer_list<Tensor> inputs,
                                const GradOptions& options = {}) {
  return grad(output, std::span<const Tensor>(inputs.begin(), inputs.size()), options);
}

struct GradcheckOptions {
  double eps = 1e-6;   ///< step of the central difference
  double atol = 1e-5;  ///< |analytical - numerical| <= atol + rtol |numerical|
  double rtol = 1e-3;
};

/// Compares the gradients of `f` with central differences, for float64 inputs that require gradients; every
/// element of the output with respect to every element of each input.
///
/// True when they agree; an Error that names the first place where they do not.
bool gradcheck(const std::function<Tensor(std::span<const Tensor>)>& f, std::span<const Tensor> inputs,
               const GradcheckOptions& options = {});
/// The same for the gradients themselves as functions of the inputs.
bool gradgradcheck(const std::function<Tensor(std::span<const Tensor>)>& f, std::span<const Tensor> inputs,
                   const GradcheckOptions& options = {});

}  // namespace gradus
