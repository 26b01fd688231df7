#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "gradus/base/random/generator.hpp"
#include "gradus/core/tensor/tensor.hpp"
#include "gradus/data/held.hpp"

/// Samples by their number: what a DataLoader makes batches of.
namespace gradus::data {

/// One example, or a batch of them: what goes into a model, what should come out (undefined where nothing is
/// to be predicted), and whatever else belongs to it, such as weights.
struct Sample {
  Tensor x;
  Tensor y = {};
  std::vector<Tensor> more = {};
};

/// The same parts with a first dimension that counts the samples.
using Batch = Sample;

/// A number of samples. Two methods make a dataset:
///
///     struct Squares : data::Dataset {
///       int64_t size() const override { return 100; }
///       data::Sample get(int64_t i) const override { return {tensor(1.0 * i), tensor(1.0 * i * i)}; }
///     };
///
/// A loader with workers calls get() from several threads at once. Random numbers drawn from the default
/// generator inside get() depend on the pass and the batch, never on the thread.
class Dataset {
 public:
  virtual ~Dataset() = default;

  virtual int64_t size() const = 0;

  /// Sample `index`, 0 <= index < size().
  virtual Sample get(int64_t index) const = 0;

  /// These samples as one batch: collate() of each get(). Override it where a batch is cheaper made at once.
  virtual Batch get_batch(std::span<const int64_t> indices) const;

 protected:
  Dataset() = default;
  Dataset(const Dataset&) = default;
  Dataset(Dataset&&) = default;
  Dataset& operator=(const Dataset&) = default;
  Dataset& operator=(Dataset&&) = default;
};

/// The samples stacked part by part along a new first dimension: x [n, ...], y [n, ...]. An Error for no
/// samples and for parts that differ in shape, type or number; it names the first sample that does, by
/// `indices` where given.
Batch collate(std::span<const Sample> samples, std::span<const int64_t> indices = {});

/// The rows of tensors with the same number of rows: sample i is (x[i], y[i], more[i] ...). Samples and
/// batches are copies; a batch is copied in one go. An Error for tensors without rows to count and for
/// different numbers of rows.
///
///     data::TensorDataset train(x_train, y_train);
class TensorDataset : public Dataset {
 public:
  explicit TensorDataset(const Tensor& x, const Tensor& y = {}, const std::vector<Tensor>& more = {});

  int64_t size() const override { return rows_; }
  Sample get(int64_t index) const override;
  Batch get_batch(std::span<const int64_t> indices) const override;

 private:
  Sample tensors_;
  int64_t rows_;
};

/// Some samples of a dataset, in this order: sample i is dataset[indices[i]]. An Error for an index outside
/// of it.
class Subset : public Dataset {
 public:
  Subset(Held<const Dataset> dataset, std::vector<int64_t> indices);

  int64_t size() const override { return static_cast<int64_t>(indices_.size()); }
  Sample get(int64_t index) const override;
  Batch get_batch(std::span<const int64_t> indices) const override;

  const std::vector<int64_t>& indices() const { return indices_; }

 private:
  Held<const Dataset> dataset_;
  std::vector<int64_t> indices_;
};

/// Datasets one after the other. An Error for none.
class ConcatDataset : public Dataset {
 public:
  explicit ConcatDataset(std::vector<Held<const Dataset>> datasets);

  int64_t size() const override { return ends_.back(); }
  Sample get(int64_t index) const override;

 private:
  std::vector<Held<const Dataset>> datasets_;
  std::vector<int64_t> ends_;  // of each dataset's samples
};

/// A dataset whose samples pass through a function: sample i is transform(dataset[i]). With a loader's
/// workers the function runs in several threads at once.
///
///     data::TransformedDataset noisy(train, [](data::Sample s) {
///       s.x = s.x + 0.1 * randn(s.x.shape());
///       return s;
///     });
class TransformedDataset : public Dataset {
 public:
  TransformedDataset(Held<const Dataset> dataset, std::function<Sample(Sample)> transform);

  int64_t size() const override { return dataset_->size(); }
  Sample get(int64_t index) const override;

 private:
  Held<const Dataset> dataset_;
  std::function<Sample(Sample)> transform_;
};

/// Parts of these sizes, which sum up to the dataset's, its samples dealt out at random as PyTorch's
/// random_split does.
std::vector<Subset> random_split(const Held<const Dataset>& dataset, const std::vector<int64_t>& sizes,
                                 Generator& generator = default_generator());

}  // namespace gradus::data
