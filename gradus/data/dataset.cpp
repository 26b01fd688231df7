#include "gradus/data/dataset.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "gradus/base/error.hpp"
#include "gradus/base/random/fill.hpp"
#include "gradus/data/rows.hpp"

namespace gradus::data {
namespace {

/// "x", "y", "more[0]": the parts of a sample by their place.
std::string part_name(size_t part) {
  if (part < 2) return part == 0 ? "x" : "y";
  return fmt::format("more[{}]", part - 2);
}

size_t part_count(const Sample& sample) { return 2 + sample.more.size(); }

const Tensor& part_of(const Sample& sample, size_t part) {
  if (part < 2) return part == 0 ? sample.x : sample.y;
  return sample.more[part - 2];
}

Tensor& part_of(Sample& sample, size_t part) {
  return const_cast<Tensor&>(part_of(std::as_const(sample), part));
}

std::string described(const Tensor& tensor) {
  if (!tensor.defined()) return "nothing";
  return fmt::format("{} {}", to_string(tensor.shape()), name(tensor.dtype()));
}

/// Stacks samples that come one by one: only the batch and one sample are in memory.
class Stack {
 public:
  Stack(size_t samples, std::span<const int64_t> indices) : count_(samples), indices_(indices) {}

  void add(const Sample& sample) {
    if (place_ == 0) prepare(sample);
    if (part_count(sample) != part_count(batch_)) {
      fail(fmt::format("collate: {} has {} parts beyond y, {} has {}", named(0), batch_.more.size(),
                       named(place_), sample.more.size()));
    }
    for (size_t part = 0; part < part_count(sample); ++part) {
      add_part(part, part_of(sample, part), part_of(batch_, part));
    }
    ++place_;
  }

  Batch batch() && { return std::move(batch_); }

 private:
  /// Makes room for samples like this one.
  void prepare(const Sample& first) {
    if (!first.x.defined()) fail(fmt::format("collate: {} has no x", named(0)));
    batch_.more.resize(first.more.size());
    for (size_t part = 0; part < part_count(first); ++part) {
      const Tensor& tensor = part_of(first, part);
      if (!tensor.defined()) continue;
      if (tensor.dim() == max_rank) {
        fail(fmt::format("collate: {} of {} has shape {}, a batch of such has too many dimensions",
                         part_name(part), named(0), to_string(tensor.shape())));
      }
      part_of(batch_, part) =
          detail::new_rows("collate", static_cast<int64_t>(count_), tensor.shape(), tensor.dtype());
    }
  }

  void add_part(size_t part, const Tensor& tensor, const Tensor& stacked) {
    const bool fits = tensor.defined() == stacked.defined() &&
                      (!tensor.defined() || (tensor.dtype() == stacked.dtype() &&
                                             tensor.shape() == detail::row_shape(stacked.shape())));
    if (!fits) {
      const std::string first =
          stacked.defined()
              ? fmt::format("{} {}", to_string(detail::row_shape(stacked.shape())), name(stacked.dtype()))
              : "nothing";
      fail(fmt::format(
          "collate: {} of {} is {}, of {} it is {}; bring the samples to one shape or give the loader a "
          "collate function",
          part_name(part), named(0), first, named(place_), described(tensor)));
    }
    if (tensor.defined()) detail::put_row(stacked, static_cast<int64_t>(place_), tensor.contiguous());
  }

  /// "sample 17", by its number in the dataset where that is known.
  std::string named(size_t place) const {
    return fmt::format("sample {}", place < indices_.size() ? indices_[place] : static_cast<int64_t>(place));
  }

  size_t count_, place_ = 0;
  std::span<const int64_t> indices_;
  Batch batch_;
};

void check_index(const char* op, int64_t index, int64_t size) {
  if (index < 0 || index >= size) {
    fail(fmt::format("{}: there is no sample {}, the dataset has {}", op, index, size));
  }
}

void require_dataset(const char* op, const Held<const Dataset>& dataset) {
  if (!dataset) fail(fmt::format("{}: there is no dataset, the pointer is null", op));
}

}  // namespace

Batch Dataset::get_batch(std::span<const int64_t> indices) const {
  if (indices.empty()) fail("collate: there are no samples");
  Stack stack(indices.size(), indices);
  for (const int64_t index : indices) stack.add(get(index));
  return std::move(stack).batch();
}

Batch collate(std::span<const Sample> samples, std::span<const int64_t> indices) {
  if (samples.empty()) fail("collate: there are no samples");
  Stack stack(samples.size(), indices);
  for (const Sample& sample : samples) stack.add(sample);
  return std::move(stack).batch();
}

TensorDataset::TensorDataset(const Tensor& x, const Tensor& y, const std::vector<Tensor>& more)
    : tensors_{.x = x, .y = y, .more = more} {
  if (!x.defined()) fail("TensorDataset: x is undefined");
  for (size_t part = 0; part < part_count(tensors_); ++part) {
    Tensor& tensor = part_of(tensors_, part);
    if (!tensor.defined()) continue;
    if (tensor.dim() == 0) {
      fail(fmt::format("TensorDataset: {} has no rows, it is a 0-d tensor", part_name(part)));
    }
    if (tensor.size(0) != x.size(0)) {
      fail(fmt::format("TensorDataset: x has {} rows, {} has {}: {} x {}", x.size(0), part_name(part),
                       tensor.size(0), to_string(x.shape()), to_string(tensor.shape())));
    }
    tensor = tensor.detach().contiguous();
  }
  rows_ = x.size(0);
}

Sample TensorDataset::get(int64_t index) const {
  check_index("TensorDataset", index, rows_);
  Sample sample;
  sample.more.resize(tensors_.more.size());
  for (size_t part = 0; part < part_count(sample); ++part) {
    const Tensor& tensor = part_of(tensors_, part);
    if (tensor.defined()) part_of(sample, part) = detail::copy_of_row(tensor, index);
  }
  return sample;
}

Batch TensorDataset::get_batch(std::span<const int64_t> indices) const {
  for (const int64_t index : indices) check_index("TensorDataset", index, rows_);
  Batch batch;
  batch.more.resize(tensors_.more.size());
  for (size_t part = 0; part < part_count(batch); ++part) {
    const Tensor& tensor = part_of(tensors_, part);
    if (tensor.defined()) part_of(batch, part) = detail::copy_of_rows(tensor, indices);
  }
  return batch;
}

Subset::Subset(Held<const Dataset> dataset, std::vector<int64_t> indices)
    : dataset_(std::move(dataset)), indices_(std::move(indices)) {
  require_dataset("Subset", dataset_);
  const int64_t size = dataset_->size();
  for (const int64_t index : indices_) check_index("Subset", index, size);
}

Sample Subset::get(int64_t index) const {
  check_index("Subset", index, size());
  return dataset_->get(indices_[static_cast<size_t>(index)]);
}

Batch Subset::get_batch(std::span<const int64_t> indices) const {
  std::vector<int64_t> inner;
  inner.reserve(indices.size());
  for (const int64_t index : indices) {
    check_index("Subset", index, size());
    inner.push_back(indices_[static_cast<size_t>(index)]);
  }
  return dataset_->get_batch(inner);
}

ConcatDataset::ConcatDataset(std::vector<Held<const Dataset>> datasets) : datasets_(std::move(datasets)) {
  if (datasets_.empty()) fail("ConcatDataset: there are no datasets");
  int64_t end = 0;
  for (const Held<const Dataset>& dataset : datasets_) {
    require_dataset("ConcatDataset", dataset);
    if (__builtin_add_overflow(end, dataset->size(), &end)) fail("ConcatDataset: too many samples");
    ends_.push_back(end);
  }
}

Sample ConcatDataset::get(int64_t index) const {
  check_index("ConcatDataset", index, size());
  const auto which = static_cast<size_t>(std::upper_bound(ends_.begin(), ends_.end(), index) - ends_.begin());
  return datasets_[which]->get(index - (which == 0 ? 0 : ends_[which - 1]));
}

TransformedDataset::TransformedDataset(Held<const Dataset> dataset, std::function<Sample(Sample)> transform)
    : dataset_(std::move(dataset)), transform_(std::move(transform)) {
  require_dataset("TransformedDataset", dataset_);
  if (!transform_) fail("TransformedDataset: the function is empty");
}

Sample TransformedDataset::get(int64_t index) const { return transform_(dataset_->get(index)); }

std::vector<Subset> random_split(const Held<const Dataset>& dataset, const std::vector<int64_t>& sizes,
                                 Generator& generator) {
  require_dataset("random_split", dataset);
  int64_t sum = 0;
  for (const int64_t size : sizes) {
    if (size < 0) fail(fmt::format("random_split: a size must not be negative, got {}", size));
    if (__builtin_add_overflow(sum, size, &sum)) fail("random_split: the sizes are too large to add up");
  }
  if (sum != dataset->size()) {
    fail(fmt::format("random_split: the sizes add up to {}, the dataset has {} samples", sum,
                     dataset->size()));
  }
  std::vector<int64_t> order(static_cast<size_t>(sum));
  random::fill_randperm(generator, order);
  std::vector<Subset> parts;
  parts.reserve(sizes.size());
  auto begin = order.begin();
  for (const int64_t size : sizes) {
    parts.emplace_back(dataset, std::vector<int64_t>(begin, begin + size));
    begin += size;
  }
  return parts;
}

}  // namespace gradus::data
