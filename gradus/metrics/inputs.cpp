#include "gradus/metrics/inputs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

#include "gradus/base/error.hpp"

namespace gradus::metrics::detail {
namespace {

/// More classes than this are taken for a mistake rather than allocated.
constexpr int64_t max_classes = int64_t{1} << 24;

void check_defined(const char* op, const char* which, const Tensor& x) {
  if (!x.defined()) fail(fmt::format("{}: {} is undefined", op, which));
}

}  // namespace

Weights::Weights(const char* op, const Tensor& sample_weight, size_t n) {
  if (!sample_weight.defined()) return;
  if (sample_weight.dim() != 1 || sample_weight.size(0) != static_cast<int64_t>(n)) {
    fail(fmt::format("{}: sample_weight must have one weight for each of the {} rows, got {}", op, n,
                     to_string(sample_weight.shape())));
  }
  std::vector<double> values = sample_weight.to_vector();
  Sum sum;
  for (size_t i = 0; i < n; ++i) {
    if (!std::isfinite(values[i]) || values[i] < 0) {
      fail(fmt::format("{}: sample_weight[{}] is {}; weights are finite and not negative", op, i, values[i]));
    }
    sum.add(values[i]);
  }
  if (sum.value() == 0) fail(fmt::format("{}: all of sample_weight is 0", op));
  checked_finite(op, sum.value());
  values_ = std::move(values);
}

std::string kind_of(const Tensor& x) { return fmt::format("{} {}", name(x.dtype()), to_string(x.shape())); }

Labels read_labels(const char* op, const char* which, const Tensor& y) {
  check_defined(op, which, y);
  if (is_floating_point(y.dtype())) {
    fail(fmt::format("{}: {} must be labels (int64), got {}; of scores take argmax(scores, 1)", op, which,
                     kind_of(y)));
  }
  if (y.dim() != 1) fail(fmt::format("{}: {} must have one dimension, got {}", op, which, kind_of(y)));
  if (y.numel() == 0) fail(fmt::format("{}: there are no labels", op));
  return y.to_vector<int64_t>();
}

Labels whole_labels(std::string_view op, const char* which, const Tensor& y) {
  if (!is_floating_point(y.dtype())) return y.to_vector<int64_t>();
  constexpr double largest = 9007199254740992;  // 2^53, up to which float64 has every whole number
  Labels labels;
  for (const double label : y.to_vector()) {
    if (!(std::abs(label) <= largest) || label != std::floor(label)) {
      fail(fmt::format("{}: classes are whole numbers, but {} holds {} in row {} (counted from 0)", op, which,
                       label, labels.size()));
    }
    labels.push_back(static_cast<int64_t>(label));
  }
  return labels;
}

void check_same_length(const char* op, const char* first, size_t n, const char* second, size_t m) {
  if (n != m) fail(fmt::format("{}: {} has {} rows, {} has {}", op, first, n, second, m));
}

Rows read_rows(const char* op, const char* which, const Tensor& x) {
  check_defined(op, which, x);
  if ((x.dim() != 1 && x.dim() != 2) || x.numel() == 0) {
    fail(fmt::format("{}: {} must be [n] or [n, d] with something in it, got {}", op, which, kind_of(x)));
  }
  Rows rows{x.to_vector(), static_cast<size_t>(x.size(0)), x.dim() == 1 ? 1 : static_cast<size_t>(x.size(1))};
  for (size_t i = 0; i < rows.values.size(); ++i) {
    if (std::isfinite(rows.values[i])) continue;
    const std::string column = x.dim() == 1 ? "" : fmt::format(", column {}", i % rows.columns);
    fail(fmt::format("{}: {} holds {} in row {}{} (counted from 0)", op, which, rows.values[i],
                     i / rows.columns, column));
  }
  return rows;
}

std::vector<double> read_column(const char* op, const char* which, const Tensor& x) {
  Rows rows = read_rows(op, which, x);
  if (rows.columns != 1) fail(fmt::format("{}: {} must be [n], got {}", op, which, kind_of(x)));
  return std::move(rows.values);
}

Rows read_matrix(const char* op, const char* which, const Tensor& x) {
  check_defined(op, which, x);
  if (x.dim() != 2) fail(fmt::format("{}: {} must be [n, d], got {}", op, which, kind_of(x)));
  return read_rows(op, which, x);
}

std::vector<double> read_probabilities(const char* op, const char* which, const Tensor& x) {
  std::vector<double> values = read_column(op, which, x);
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i] < 0 || values[i] > 1) {
      fail(fmt::format("{}: {}[{}] = {} is no probability; of logits take sigmoid or softmax", op, which, i,
                       values[i]));
    }
  }
  return values;
}

Labels different(Labels labels) {
  std::sort(labels.begin(), labels.end());
  labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
  return labels;
}

Labels chosen_classes(const char* op, const std::optional<int64_t>& classes, const Labels& labels,
                      const Labels& present) {
  if (classes && !labels.empty()) fail(fmt::format("{}: give classes or labels, not both", op));
  if (!labels.empty()) {
    if (different(labels).size() != labels.size()) {
      fail(fmt::format("{}: labels names a class twice: {}", op, list_of(labels)));
    }
    return labels;
  }
  if (!classes) return present;
  if (*classes < 1) fail(fmt::format("{}: classes must be at least 1, got {}", op, *classes));
  const int64_t outside = present.front() < 0 ? present.front() : present.back();
  if (outside < 0 || outside >= *classes) {
    fail(fmt::format("{}: label {} is not one of {} classes", op, outside, *classes));
  }
  if (*classes > max_classes) {
    fail(fmt::format("{}: {} classes are more than {}; name those of interest in labels", op, *classes,
                     max_classes));
  }
  Labels all(static_cast<size_t>(*classes));
  std::iota(all.begin(), all.end(), int64_t{0});
  return all;
}

Places::Places(const Labels& labels) {
  sorted_.reserve(labels.size());
  for (size_t i = 0; i < labels.size(); ++i) {
    sorted_.emplace_back(labels[i], i);
    counts_up_ = counts_up_ && labels[i] == static_cast<int64_t>(i);
  }
  std::sort(sorted_.begin(), sorted_.end());
}

size_t Places::of(int64_t label) const {
  if (counts_up_) return label >= 0 && static_cast<size_t>(label) < sorted_.size() ? size_t(label) : none;
  const auto found = std::lower_bound(sorted_.begin(), sorted_.end(), std::pair(label, size_t{0}));
  return found != sorted_.end() && found->first == label ? found->second : none;
}

std::vector<size_t> encode(const char* op, const Labels& y, const Labels& classes) {
  const Places places(classes);
  std::vector<size_t> encoded;
  encoded.reserve(y.size());
  for (int64_t label : y) {
    encoded.push_back(places.of(label));
    if (encoded.back() == Places::none) {
      fail(fmt::format("{}: label {} is none of the classes {}", op, label, list_of(classes)));
    }
  }
  return encoded;
}

int64_t positive_label(const char* op, const Labels& present, const std::optional<int64_t>& given) {
  if (given) return *given;
  if (present.size() > 2) {
    fail(fmt::format("{}: y_true has more than two classes, {}; name the positive one in pos_label", op,
                     list_of(present)));
  }
  const bool usual = present == Labels{0, 1} || present == Labels{-1, 1} ||
                     (present.size() == 1 && std::abs(present[0]) <= 1);
  if (!usual) {
    fail(fmt::format("{}: which of {} is the positive class? Name it in pos_label", op, list_of(present)));
  }
  return 1;
}

std::string list_of(const Labels& labels) {
  constexpr size_t shown = 10;
  if (labels.size() <= shown) return fmt::format("{{{}}}", fmt::join(labels, ", "));
  return fmt::format("{{{}, ... ({} in all)}}", fmt::join(labels.begin(), labels.begin() + shown, ", "),
                     labels.size());
}

double checked_finite(const char* op, double value) {
  if (!std::isfinite(value)) {
    fail(fmt::format("{}: the numbers are too large: the result is beyond float64", op));
  }
  return value;
}

}  // namespace gradus::metrics::detail
