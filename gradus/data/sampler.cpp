#include "gradus/data/sampler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <numeric>

#include "gradus/base/error.hpp"
#include "gradus/base/random/fill.hpp"
#include "gradus/base/random/multinomial.hpp"
#include "gradus/base/sized.hpp"

namespace gradus::data {
namespace {

/// An int64 random_(), PyTorch's way to a seed.
int64_t draw_seed(Generator& generator) {
  std::array<int64_t, 1> seed{};
  random::fill_random(generator, seed);
  return seed[0];
}

/// Room for an order of n samples, which is asked for before anything is drawn.
std::vector<int64_t> places_for(const char* op, int64_t n) { return sized_vector<int64_t>(op, n); }

std::vector<int64_t> permutation(const char* op, Generator& generator, int64_t n) {
  std::vector<int64_t> order = places_for(op, n);
  random::fill_randperm(generator, order);
  return order;
}

Generator& or_default(Generator* generator) { return generator ? *generator : default_generator(); }

void require_positive(const char* op, const char* what, int64_t n) {
  if (n < 1) fail(fmt::format("{}: {} must be positive, got {}", op, what, n));
}

}  // namespace

std::vector<int64_t> shuffled_order(Generator& generator, int64_t n) {
  if (n < 0) fail(fmt::format("shuffled_order: the number of samples must not be negative, got {}", n));
  std::vector<int64_t> order = places_for("shuffled_order", n);
  draw_seed(generator);
  Generator pass(static_cast<uint64_t>(draw_seed(generator)));
  random::fill_randperm(pass, order);
  return order;
}

SequentialSampler::SequentialSampler(int64_t n) : n_(n) {
  if (n < 0) fail(fmt::format("SequentialSampler: the number of samples must not be negative, got {}", n));
}

std::vector<int64_t> SequentialSampler::order() {
  std::vector<int64_t> order = places_for("SequentialSampler", n_);
  std::iota(order.begin(), order.end(), int64_t{0});
  return order;
}

RandomSampler::RandomSampler(int64_t n, const RandomSamplerOptions& options) : n_(n), options_(options) {
  require_positive("RandomSampler", "the number of samples", n);
  require_positive("RandomSampler", "num_samples", size());
}

std::vector<int64_t> RandomSampler::order() {
  constexpr const char* op = "RandomSampler";
  std::vector<int64_t> order = places_for(op, size());
  if (!options_.replacement) places_for(op, n_);
  std::optional<Generator> own;
  if (!options_.generator) own.emplace(static_cast<uint64_t>(draw_seed(default_generator())));
  Generator& generator = own ? *own : *options_.generator;
  if (options_.replacement) {
    random::fill_randint(generator, order, 0, n_);
    return order;
  }
  // PyTorch draws the permutation of the rest even where nothing is taken of it.
  auto place = order.begin();
  for (int64_t whole = size() / n_; whole >= 0; --whole) {
    const std::vector<int64_t> part = permutation(op, generator, n_);
    place = std::copy_n(part.begin(), std::min<int64_t>(n_, order.end() - place), place);
  }
  return order;
}

SubsetRandomSampler::SubsetRandomSampler(std::vector<int64_t> indices, const SamplerOptions& options)
    : indices_(std::move(indices)), generator_(options.generator) {}

std::vector<int64_t> SubsetRandomSampler::order() {
  std::vector<int64_t> order = permutation("SubsetRandomSampler", or_default(generator_), size());
  for (int64_t& index : order) index = indices_[static_cast<size_t>(index)];
  return order;
}

WeightedRandomSampler::WeightedRandomSampler(std::vector<double> weights, int64_t num_samples,
                                             const WeightedSamplerOptions& options)
    : weights_(std::move(weights)), num_samples_(num_samples), options_(options) {
  require_positive("WeightedRandomSampler", "num_samples", num_samples);
  random::check_multinomial("WeightedRandomSampler", num_samples, weights_, options.replacement);
}

std::vector<int64_t> WeightedRandomSampler::order() {
  std::vector<int64_t> order = places_for("WeightedRandomSampler", num_samples_);
  random::fill_multinomial(or_default(options_.generator), order, weights_, options_.replacement);
  return order;
}

StratifiedSampler::StratifiedSampler(std::span<const int64_t> labels, const SamplerOptions& options)
    : size_(static_cast<int64_t>(labels.size())), generator_(options.generator) {
  std::map<int64_t, std::vector<int64_t>> classes;
  for (size_t i = 0; i < labels.size(); ++i) classes[labels[i]].push_back(static_cast<int64_t>(i));
  for (auto& [label, members] : classes) classes_.push_back(std::move(members));
}

namespace {

std::vector<int64_t> label_values(const Tensor& labels) {
  if (!labels.defined() || labels.dim() != 1 || labels.dtype() != DType::int64) {
    fail(fmt::format("StratifiedSampler: the labels must be int64 [n], got {}",
                     labels.defined() ? fmt::format("{} {}", name(labels.dtype()), to_string(labels.shape()))
                                      : "an undefined tensor"));
  }
  return labels.to_vector<int64_t>();
}

}  // namespace

StratifiedSampler::StratifiedSampler(const Tensor& labels, const SamplerOptions& options)
    : StratifiedSampler(label_values(labels), options) {}

std::vector<int64_t> StratifiedSampler::order() {
  struct Place {
    double at;
    int64_t index;
  };
  Generator& generator = or_default(generator_);
  std::vector<Place> places;
  places.reserve(static_cast<size_t>(size_));
  for (const std::vector<int64_t>& members : classes_) {
    const auto count = static_cast<int64_t>(members.size());
    const std::vector<int64_t> shuffled = permutation("StratifiedSampler", generator, count);
    const double offset = generator.uniform_float64();
    for (int64_t k = 0; k < count; ++k) {
      const int64_t member = shuffled[static_cast<size_t>(k)];
      places.push_back({(static_cast<double>(k) + offset) / static_cast<double>(count),
                        members[static_cast<size_t>(member)]});
    }
  }
  std::stable_sort(places.begin(), places.end(), [](const Place& a, const Place& b) { return a.at < b.at; });
  std::vector<int64_t> order;
  order.reserve(places.size());
  for (const Place& place : places) order.push_back(place.index);
  return order;
}

}  // namespace gradus::data
