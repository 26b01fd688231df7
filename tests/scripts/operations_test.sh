#!/usr/bin/env bash
# Runs scripts/operations.sh over a small tree and looks for the lines that its headers should become.
set -euo pipefail
script=$(cd "$(dirname "$0")/../.." && pwd)/scripts/operations.sh
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
failures=0
complain() {
  printf 'FAILED %s\n' "$1"
  failures=$((failures + 1))
}

put() {
  mkdir -p "$root/$(dirname "$1")"
  cat >"$root/$1"
}
has() {
  grep -qxF -- "$1" "$root/docs/operations.md" || complain "the page lacks the line: $1"
}
has_not() {
  if grep -qF -- "$1" "$root/docs/operations.md"; then complain "the page should not hold: $1"; fi
}
# fails TEXT: the script fails and says so; the page stays.
fails() {
  local output status=0
  output=$("$script" "$root" 2>&1) || status=$?
  if [ $status -ne 1 ] || [[ $output != *"$1"* ]]; then
    complain "expected status 1 and \"$1\", got status $status and: $output"
  fi
}

put gradus/gradus.hpp <<'H'
#include "gradus/core/autograd/modes.hpp"
#include "gradus/core/ops/activation.hpp"
#include "gradus/core/ops/math.hpp"
#include "gradus/core/ops/solve.hpp"
#include "gradus/core/ops/words.hpp"
#include "gradus/nn/init.hpp"
#include "gradus/nn/layers.hpp"
#include "gradus/nn/losses.hpp"
#include "gradus/nn/module.hpp"
#include "gradus/optim/rules.hpp"
#include "gradus/optim/schedule_steps.hpp"
#include <vector>
H
put gradus/core/ops/math.hpp <<'H'
#pragma once
#include <span>

/// Sums | products. A second sentence
/// of the introduction.
namespace gradus {

/* Tensor hidden(const Tensor& x); */
struct SumOptions {
  std::optional<Axes> dim = std::nullopt;  ///< where; not a comment of what follows
  bool keepdim{false};
  int64_t count() const { return 1; }
};
/// x + y, wherever |x| < 2 * `a < b`. More words.
///
///     add(x, y);  // an example
Tensor add(const Tensor& x, const Tensor& y);
Tensor add(const Tensor& x, Scalar y = {1, 2});

/// All elements, on
/// two lines.
Tensor sum(const Tensor& x, const SumOptions& options = {}, Generator& generator = default_generator());
inline Tensor operator+(const Tensor& x, const Tensor& y) { return add(x, y); }
/// No counterpart.
/// PyTorch: none
[[nodiscard]] inline std::vector<Tensor> parts(std::span<const Tensor> list, int64_t n = -1) {
  if (n < 0) { return {}; }
  return {};
}
inline std::vector<Tensor> parts(std::initializer_list<Tensor> list, int64_t n = -1) { return parts({}, n); }
/// A window.
/// PyTorch: torch.Tensor.unfold
template <class T, std::size_t n>
auto window(const T (&sizes)[n], const char* word = "a, b; {c}") -> T;
/// One and two dimensions.
Tensor pool1d(const Tensor& x);
Tensor pool2d(const Tensor& x, std::optional<int64_t> at = std::nullopt);

namespace detail {
Tensor secret(const Tensor& x);
}  // namespace detail
inline constexpr int limit = 8;
extern template Tensor window<int>(int);
using other::name;

/// An overload far from its sisters.
Tensor add(const Tensor& x);
}  // namespace gradus
H
put gradus/core/ops/activation.hpp <<'H'
namespace gradus {
/// x above 0.
Tensor relu6(const Tensor& x);
}
H
put gradus/core/ops/solve.hpp <<'H'
namespace gradus::linalg {
/// The inverse.
Tensor inv(const Tensor& x);
}  // namespace gradus::linalg

namespace gradus {
/// The same.
Tensor inverse(const Tensor& x);
}  // namespace gradus
H
put gradus/core/ops/words.hpp <<'H'
/// Named at the top.
/// PyTorch: torch.special.*
namespace gradus {
/// Gamma.
Tensor gammaln(const Tensor& x);
}  // namespace gradus
H
put gradus/core/ops/parts.hpp <<'H'
namespace gradus {
Tensor not_public(const Tensor& x);
}  // namespace gradus
H
put gradus/core/autograd/modes.hpp <<'H'
namespace gradus {
/// Off.
/// PyTorch: torch.no_grad
class NoGrad : public SetGradEnabled {
 public:
  NoGrad() : SetGradEnabled(false) {}
  NoGrad(const NoGrad&) = delete;
};
/// Not listed: no counterpart is named.
class GradMode {
 public:
  GradMode(int hidden);
};
}  // namespace gradus
H
put gradus/nn/layers.hpp <<'H'
#include "gradus/nn/layers/linear.hpp"
H
put gradus/nn/layers/linear.hpp <<'H'
namespace gradus::nn {
struct LinearOptions {
  bool bias = true;
};
/// A base.
class Base : public Layer {
 public:
  Base(int64_t n);
};
/// y = x W^T + b. Example:
class Linear final : public Base {
 public:
  explicit Linear(int64_t in, int64_t out, const LinearOptions& options = {}) : Base(in), sizes_{in, out} {
    if (in < 0) { fail("Linear(a, b)"); }
  }
  Linear(Linear&&) = default;
  Tensor forward(const Tensor& x) override;

 private:
  Linear(int64_t secret);
  std::vector<int64_t> sizes_;
};
/// max(x, 0).
class ReLU final : public Layer {};
/// A helper that is no layer.
Tensor helper(const Tensor& x);
}  // namespace gradus::nn
H
put gradus/nn/losses.hpp <<'H'
namespace gradus::nn {
/// (x - y)^2.
Tensor mse_loss(const Tensor& input, const Tensor& target);
struct MSELossOptions {
  Reduction reduction = Reduction::mean;
};
/// What losses share.
template <class Self, class Options, auto function>
class Criterion : public Module {
 public:
  explicit Criterion(const Options& options = {}) : options_(options) {}
};
/// The same as a layer.
class MSELoss final
    : public Criterion<MSELoss, MSELossOptions, mse_loss> {
 public:
  using Criterion::Criterion;
};
}  // namespace gradus::nn
H
put gradus/nn/init.hpp <<'H'
namespace gradus::nn::init {
/// Zeros.
void zeros_(Tensor& x);
}  // namespace gradus::nn::init
H
put gradus/nn/module.hpp <<'H'
namespace gradus::nn {
Tensor nobody_asks();
}  // namespace gradus::nn
H
put gradus/kernels/update.hpp <<'H'
struct SGDOptions {
  double lr = 1e-3, momentum = 0;
};
H
put gradus/optim/rules.hpp <<'H'
namespace gradus::optim {
using kernels::SGDOptions;
/// Descent (He et al. 2016). More.
class SGD final : public RuleOptimizer<SGDOptions> {
 public:
  explicit SGD(const std::vector<Tensor>& parameters, const SGDOptions& options = {});
};
/// Cuts gradients.
void clip_grad_value_(std::span<const Tensor> parameters, double clip_value);
}  // namespace gradus::optim
H
put gradus/optim/schedule_steps.hpp <<'H'
namespace gradus::optim {
/// Down.
class StepLR final : public LRScheduler {
 public:
  StepLR(Optimizer& optimizer, int64_t step_size, double gamma = 0.1);
};
}  // namespace gradus::optim
H

"$script" "$root" >/dev/null || complain "the tree is in order"
has '`gradus/core/ops/math.hpp`: Sums \| products. A second sentence of the introduction.'
has '| `add(x, y)`<br>`add(x, y = {1, 2})` | x + y, wherever \|x\| \< 2 \* `a < b`. | `torch.add` |'
has '| `add(x)` | An overload far from its sisters. | `torch.add` |'
has '| `sum(x, {.dim, .keepdim})` | All elements, on two lines. | `torch.sum` |'
has '| `parts(list, n = -1) -> std::vector<Tensor>` | No counterpart. |  |'
has '| `window(sizes, word = "a, b; {c}") -> auto` | A window. | `torch.Tensor.unfold` |'
has '| `pool1d(x)` | One and two dimensions. | `torch.pool1d` |'
has '| `pool2d(x, at = none)` | One and two dimensions. | `torch.pool2d` |'
has '| `relu6(x)` | x above 0. | `torch.nn.functional.relu6` |'
has '| `inv(x)` | The inverse. | `torch.linalg.inv` |'
has '| `inverse(x)` | The same. | `torch.inverse` |'
has '| `gammaln(x)` | Gamma. | `torch.special.gammaln` |'
has '| `NoGrad()` | Off. | `torch.no_grad` |'
has '| `Linear(in, out, {.bias})` | y = x W^T + b. | `torch.nn.Linear` |'
has '| `ReLU()` | max(x, 0). | `torch.nn.ReLU` |'
has '| `mse_loss(input, target)` | (x - y)^2. | `torch.nn.functional.mse_loss` |'
has '| `MSELoss({.reduction})` | The same as a layer. | `torch.nn.MSELoss` |'
has '| `zeros_(x)` | Zeros. | `torch.nn.init.zeros_` |'
has '| `SGD(parameters, {.lr, .momentum})` | Descent (He et al. 2016). | `torch.optim.SGD` |'
has '| `clip_grad_value_(parameters, clip_value)` | Cuts gradients. | `torch.nn.utils.clip_grad_value_` |'
has '| `StepLR(optimizer, step_size, gamma = 0.1)` | Down. | `torch.optim.lr_scheduler.StepLR` |'
for hidden in operator secret limit hidden not_public GradMode Base Criterion helper nobody_asks; do has_not "$hidden"; done
[ "$(grep -c '^| `parts' "$root/docs/operations.md")" = 1 ] || complain "one row for a span and a list"

# What the headers say and what the page says.
"$script" --check "$root" >/dev/null || complain "a fresh page passes the check"
sed -i 's/Zeros\./Ones./' "$root/docs/operations.md"
if output=$("$script" --check "$root" 2>&1); then complain "a page that is out of date passes the check"; fi
[[ $output == *"-| \`zeros_(x)\` | Ones."* ]] || complain "the check shows the difference, not: $output"
grep -q 'Ones\.' "$root/docs/operations.md" || complain "the check leaves the page alone"
rm "$root/docs/operations.md"
if "$script" --check "$root" >/dev/null 2>&1; then complain "a page that is not there passes the check"; fi

# A declaration without a comment, after another and after a blank line.
put gradus/core/ops/words.hpp <<'H'
namespace gradus {
/// One.
Tensor one(const Tensor& x);
Tensor two(
    const Tensor& x);
}  // namespace gradus
H
fails "gradus/core/ops/words.hpp:4: two has no comment"
put gradus/core/ops/words.hpp <<'H'
namespace gradus {
/// A note on what follows.

Tensor one(const Tensor& x);
}  // namespace gradus
H
fails "gradus/core/ops/words.hpp:4: one has no comment"
rm "$root/gradus/core/ops/words.hpp"
fails "gradus/gradus.hpp: includes gradus/core/ops/words.hpp, which is not there"

[ $failures -eq 0 ] && echo "operations.sh writes what the headers say"
exit $((failures > 0))
