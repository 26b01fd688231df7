#include "gradus/data/split.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/indexing.hpp"
#include "gradus/data/split_parts.hpp"

namespace gradus::data {
namespace {

constexpr const char* op = "train_test_split";

detail::Sizes sizes_of(int64_t n, const SplitOptions& options) {
  return detail::sizes_of(op, n, options.test_size, options.train_size, 0.25);
}

}  // namespace

void detail::check_rows(const char* name, const Tensor& x, const Tensor& y) {
  if (!x.defined() || !y.defined()) fail(fmt::format("{}: an undefined tensor was given", name));
  if (x.dim() == 0 || y.dim() == 0 || x.size(0) != y.size(0)) {
    fail(fmt::format("{}: x and y differ in their number of rows: {} and {}", name, to_string(x.shape()),
                     to_string(y.shape())));
  }
}

detail::Indices detail::labels_to_stratify(const char* name, const Tensor& y) {
  if (y.dim() != 1 || y.dtype() != int64) {
    fail(fmt::format("{}: to stratify, y must be labels, int64 of one dimension, got {} {}", name,
                     gradus::name(y.dtype()), to_string(y.shape())));
  }
  return y.to_vector<int64_t>();
}

Tensor detail::take_rows(const Tensor& x, const Indices& rows) {
  return index_select(x, 0, from_data(rows, {static_cast<int64_t>(rows.size())}));
}

SplitIndices train_test_split(std::span<const int64_t> labels, const SplitOptions& options,
                              random::NumpyRandom& rng) {
  const auto n = static_cast<int64_t>(labels.size());
  const detail::Sizes sizes = sizes_of(n, options);
  if (!options.stratify) return detail::plain(op, n, sizes, options.shuffle, rng);
  if (!options.shuffle) fail("train_test_split: a stratified split is a shuffled one; drop one of the two");
  const std::vector<detail::Indices> classes = detail::rows_by_class(labels);
  detail::check_classes(op, classes, labels, sizes);
  return detail::stratified(classes, sizes, rng);
}

SplitIndices train_test_split(int64_t n, const SplitOptions& options, random::NumpyRandom& rng) {
  if (options.stratify) fail("train_test_split: a stratified split needs the labels");
  return detail::plain(op, n, sizes_of(n, options), options.shuffle, rng);
}

Split train_test_split(const Tensor& x, const Tensor& y, const SplitOptions& options,
                       random::NumpyRandom& rng) {
  detail::check_rows(op, x, y);
  const SplitIndices rows = options.stratify
                                ? train_test_split(detail::labels_to_stratify(op, y), options, rng)
                                : train_test_split(x.size(0), options, rng);
  return {detail::take_rows(x, rows.train), detail::take_rows(x, rows.test), detail::take_rows(y, rows.train),
          detail::take_rows(y, rows.test)};
}

Split train_test_split(const Tensor& x, const Tensor& y, const SplitOptions& options, int64_t seed) {
  random::NumpyRandom rng(seed);
  return train_test_split(x, y, options, rng);
}

}  // namespace gradus::data
