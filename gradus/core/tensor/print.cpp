// Tensors as text, in PyTorch's layout and by its rules: when numbers are printed as integers, with how many
// digits, when in scientific notation, and what is left out of large tensors.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ostream>

#include "gradus/core/autograd/capture_log.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/autograd/node.hpp"
#include "gradus/core/tensor/tensor.hpp"

namespace gradus {
namespace {

constexpr int precision = 4;         // digits after the point
constexpr int64_t threshold = 1000;  // more elements are summarised
constexpr int64_t edge_items = 3;    // what a summary shows at each end
constexpr size_t line_width = 80;

/// How every element of one tensor is printed.
class Format {
 public:
  Format(const std::vector<Tensor>& shown, DType type) : type_(type) {
    if (is_floating_point(type)) choose_notation(shown);
    for (const Tensor& element : shown) {
      if (counts(element)) width_ = std::max(width_, text(element).size());
    }
  }

  std::string padded(const Tensor& element) const { return fmt::format("{:>{}}", text(element), width_); }
  size_t width() const { return width_; }

 private:
  /// Zeros, infinities and NaNs do not decide how wide a floating-point column is.
  bool counts(const Tensor& element) const {
    const auto value = element.item<double>();
    return !is_floating_point(type_) || (std::isfinite(value) && value != 0);
  }

  void choose_notation(const std::vector<Tensor>& shown) {
    double low = INFINITY, high = 0;
    for (const Tensor& element : shown) {
      if (!counts(element)) continue;
      const auto value = element.item<double>();
      low = std::min(low, std::fabs(value));
      high = std::max(high, std::fabs(value));
      whole_ = whole_ && value == std::ceil(value);
    }
    scientific_ = high > 0 && (high / low > 1000.0 || high > 1.0e8 || (!whole_ && low < 1.0e-4));
  }

  std::string text(const Tensor& element) const {
    if (type_ == DType::bool_) return element.item<bool>() ? "True" : "False";
    if (is_integral(type_)) return fmt::format("{}", element.item<int64_t>());
    const auto value = element.item<double>();
    if (std::isnan(value)) return "nan";
    if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
    if (scientific_) return fmt::format("{:.{}e}", value, precision);
    if (whole_) return fmt::format("{:.0f}.", value);
    return fmt::format("{:.{}f}", value, precision);
  }

  DType type_;
  bool whole_ = true, scientific_ = false;
  size_t width_ = 1;
};

class Printer {
 public:
  explicit Printer(const Tensor& x) : x_(x), summarised_(x.numel() > threshold) {}

  std::string body(size_t indent) {
    std::vector<Tensor> shown;
    collect(x_, shown);
    const Format format(shown, x_.dtype());
    return print(x_, indent, format);
  }

 private:
  /// The positions along the first dimension that are shown; -1 stands for the dots.
  std::vector<int64_t> positions(int64_t n) const {
    std::vector<int64_t> result;
    for (int64_t i = 0; i < n; ++i) {
      if (summarised_ && n > 2 * edge_items && i == edge_items) {
        result.push_back(-1);
        i = n - edge_items;
      }
      result.push_back(i);
    }
    return result;
  }

  void collect(const Tensor& x, std::vector<Tensor>& shown) const {
    if (x.dim() == 0) return shown.push_back(x);
    for (int64_t i : positions(x.shape()[0])) {
      if (i >= 0) collect(x[i], shown);
    }
  }

  std::string print(const Tensor& x, size_t indent, const Format& format) const {
    if (x.dim() == 0) return format.padded(x);
    if (x.dim() == 1) return print_vector(x, indent, format);
    std::vector<std::string> parts;
    for (int64_t i : positions(x.shape()[0]))
      parts.push_back(i < 0 ? "..." : print(x[i], indent + 1, format));
    const std::string gap = fmt::format(",{}{}", std::string(static_cast<size_t>(x.dim() - 1), '\n'),
                                        std::string(indent + 1, ' '));
    return fmt::format("[{}]", fmt::join(parts, gap));
  }

  std::string print_vector(const Tensor& x, size_t indent, const Format& format) const {
    const auto room = static_cast<double>(line_width) - static_cast<double>(indent);
    const auto each = static_cast<double>(format.width() + 2);
    const auto per_line = static_cast<size_t>(std::max(1.0, std::floor(room / each)));
    std::vector<std::string> lines, line;
    for (int64_t i : positions(x.shape()[0])) {
      line.push_back(i < 0 ? " ..." : format.padded(x[i]));
      if (line.size() == per_line) {
        lines.push_back(fmt::format("{}", fmt::join(line, ", ")));
        line.clear();
      }
    }
    if (!line.empty()) lines.push_back(fmt::format("{}", fmt::join(line, ", ")));
    return fmt::format("[{}]", fmt::join(lines, fmt::format(",\n{}", std::string(indent + 1, ' '))));
  }

  const Tensor& x_;
  bool summarised_;
};

}  // namespace

std::string to_string(const Tensor& tensor) {
  detail::refuse_capture("printing");
  if (!tensor.defined()) return "tensor(undefined)";
  const NoGrad guard;
  constexpr std::string_view head = "tensor(";
  const bool empty = tensor.numel() == 0;
  std::string text(head);
  text += empty ? "[]" : Printer(tensor).body(head.size());
  size_t line = text.size() - (text.rfind('\n') + 1) + 2;  // PyTorch counts two more
  const auto append = [&](const std::string& suffix) {
    const bool fits = line + suffix.size() + 2 <= line_width;
    text +=
        fits ? fmt::format(", {}", suffix) : fmt::format(",\n{}{}", std::string(head.size(), ' '), suffix);
    line = suffix.size() + (fits ? line + 2 : head.size());
  };
  if (empty && tensor.dim() != 1) append(fmt::format("size={}", to_string(tensor.shape())));
  const bool told_by_look = tensor.dtype() == DType::int64 || tensor.dtype() == DType::bool_;
  const bool plain = tensor.dtype() == default_dtype() || (!empty && told_by_look);
  if (!plain) append(fmt::format("dtype={}", name(tensor.dtype())));
  if (!tensor.is_leaf()) {
    append(fmt::format("grad_fn=<{}>", tensor.impl()->grad_fn->name()));
  } else if (tensor.requires_grad()) {
    append("requires_grad=True");
  }
  return text + ")";
}

std::ostream& operator<<(std::ostream& stream, const Tensor& tensor) { return stream << to_string(tensor); }

}  // namespace gradus
