#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "gradus/base/random/generator.hpp"
#include "gradus/core/tensor/tensor.hpp"

/// In which order a pass visits the samples of a dataset.
namespace gradus::data {

/// The order in which PyTorch's DataLoader(shuffle=True) visits n samples in one pass.
///
/// Two 64-bit numbers come from `generator`: the first would seed workers, the second seeds a new generator,
/// whose randperm(n) is the order. Each pass draws anew.
std::vector<int64_t> shuffled_order(Generator& generator, int64_t n);

/// Chooses the samples of each pass. Two methods make a sampler:
///
///     struct EverySecond : data::Sampler {
///       int64_t size() const override { return 50; }
///       std::vector<int64_t> order() override {
///         std::vector<int64_t> indices;
///         for (int64_t i = 0; i < 100; i += 2) indices.push_back(i);
///         return indices;
///       }
///     };
class Sampler {
 public:
  virtual ~Sampler() = default;

  /// How many indices a pass has.
  virtual int64_t size() const = 0;

  /// The indices of the next pass; called once as it starts.
  virtual std::vector<int64_t> order() = 0;

 protected:
  Sampler() = default;
  Sampler(const Sampler&) = default;
  Sampler(Sampler&&) = default;
  Sampler& operator=(const Sampler&) = default;
  Sampler& operator=(Sampler&&) = default;
};

/// 0, 1, ... n-1.
class SequentialSampler : public Sampler {
 public:
  explicit SequentialSampler(int64_t n);
  int64_t size() const override { return n_; }
  std::vector<int64_t> order() override;

 private:
  int64_t n_;
};

struct RandomSamplerOptions {
  bool replacement = false;                           ///< an index may come more than once
  std::optional<int64_t> num_samples = std::nullopt;  ///< none: n
  Generator* generator = nullptr;  ///< none: a new one for each pass, seeded from the default generator
};

/// Indices of 0 ... n-1 at random, PyTorch's draws. More than n without replacement are several
/// permutations. An Error unless n and num_samples are positive.
class RandomSampler : public Sampler {
 public:
  explicit RandomSampler(int64_t n, const RandomSamplerOptions& options = {});
  int64_t size() const override { return options_.num_samples.value_or(n_); }
  std::vector<int64_t> order() override;

 private:
  int64_t n_;
  RandomSamplerOptions options_;
};

struct SamplerOptions {
  Generator* generator = nullptr;  ///< none: the default generator
};

/// The given indices in random order, PyTorch's draws.
class SubsetRandomSampler : public Sampler {
 public:
  explicit SubsetRandomSampler(std::vector<int64_t> indices, const SamplerOptions& options = {});
  int64_t size() const override { return static_cast<int64_t>(indices_.size()); }
  std::vector<int64_t> order() override;

 private:
  std::vector<int64_t> indices_;
  Generator* generator_;
};

struct WeightedSamplerOptions {
  bool replacement = true;
  Generator* generator = nullptr;  ///< none: the default generator
};

/// num_samples indices, each drawn with probability weights[i] / sum(weights); PyTorch's draws. An Error for
/// weights that are negative, infinite, NaN or all zero, and without replacement for more samples than
/// positive weights.
class WeightedRandomSampler : public Sampler {
 public:
  WeightedRandomSampler(std::vector<double> weights, int64_t num_samples,
                        const WeightedSamplerOptions& options = {});
  int64_t size() const override { return num_samples_; }
  std::vector<int64_t> order() override;

 private:
  std::vector<double> weights_;
  int64_t num_samples_;
  WeightedSamplerOptions options_;
};

/// Every sample once, in an order that keeps the shares of the classes all the way: each batch holds each
/// class as often as its share asks for, give or take one or two. Random within a class.
///
/// Sample k of the m of a class, shuffled, stands at (k + u) / m of the pass, u of [0, 1) one number for each
/// class and pass.
class StratifiedSampler : public Sampler {
 public:
  /// `labels` [n], int64: the class of each sample.
  explicit StratifiedSampler(const Tensor& labels, const SamplerOptions& options = {});
  explicit StratifiedSampler(std::span<const int64_t> labels, const SamplerOptions& options = {});
  int64_t size() const override { return size_; }
  std::vector<int64_t> order() override;

 private:
  std::vector<std::vector<int64_t>> classes_;  // the samples of each
  int64_t size_;
  Generator* generator_;
};

}  // namespace gradus::data
