#include "gradus/data/loader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "gradus/base/error.hpp"
#include "gradus/base/random/fill.hpp"
#include "gradus/core/autograd/autocast.hpp"
#include "gradus/core/autograd/capture_log.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/data/prefetch.hpp"

namespace gradus::data {
namespace {

/// More threads than any machine has; a larger number is a slip.
constexpr int most_workers = 1024;
constexpr int most_ahead = 1 << 20;  // batches

void check_between(const char* what, int64_t value, int64_t least, int64_t most) {
  if (value < least) fail(fmt::format("DataLoader: {} must be at least {}, got {}", what, least, value));
  if (value > most) fail(fmt::format("DataLoader: {} must be at most {}, got {}", what, most, value));
}

}  // namespace

/// What a loader was made with; the workers hold it as well.
struct DataLoader::Recipe {
  Held<const Dataset> dataset;
  LoaderOptions options;

  int64_t batches(int64_t samples) const {
    return samples / options.batch_size + (!options.drop_last && samples % options.batch_size != 0 ? 1 : 0);
  }

  /// Batch `number` of a pass; the same on every thread.
  Batch make(const LoaderState& pass, int64_t number) const {
    const NoGrad no_grad;
    const Autocast in_full(false);
    const GeneratorScope draws(static_cast<uint64_t>(pass.base_seed) + static_cast<uint64_t>(number));
    const auto begin = static_cast<size_t>(number * options.batch_size);
    const std::span<const int64_t> order = pass.order;
    const auto indices =
        order.subspan(begin, std::min(static_cast<size_t>(options.batch_size), order.size() - begin));
    Batch batch = options.collate ? options.collate(samples(indices)) : dataset->get_batch(indices);
    return options.transform ? options.transform(std::move(batch)) : batch;
  }

  std::vector<Sample> samples(std::span<const int64_t> indices) const {
    std::vector<Sample> samples;
    samples.reserve(indices.size());
    for (const int64_t index : indices) samples.push_back(dataset->get(index));
    return samples;
  }

  /// Every index must name a sample.
  void check_order(const char* who, const std::vector<int64_t>& order) const {
    const int64_t size = dataset->size();
    for (const int64_t index : order) {
      if (index < 0 || index >= size) {
        fail(fmt::format("DataLoader: {} names sample {}, the dataset has {}", who, index, size));
      }
    }
  }
};

/// A pass under way.
struct DataLoader::Pass {
  std::shared_ptr<const Recipe> recipe;
  LoaderState state;
  int64_t end;
  std::unique_ptr<Prefetcher> prefetcher = nullptr;  // last: its threads read what stands above

  Batch make_next() {
    if (recipe->options.num_workers == 0) return recipe->make(state, state.next_batch);
    if (!prefetcher) {
      const LoaderOptions& options = recipe->options;
      const auto left = static_cast<int>(std::min<int64_t>(end - state.next_batch, most_ahead));
      prefetcher = std::make_unique<Prefetcher>(
          [this](int64_t number) { return recipe->make(state, number); }, state.next_batch, end,
          PrefetchOptions{.workers = std::min(options.num_workers, left),
                          .ahead = std::min(options.num_workers * options.prefetch_factor, left)});
    }
    return prefetcher->next();
  }
};

DataLoader::DataLoader(Held<const Dataset> dataset, const LoaderOptions& options) {
  if (!dataset) fail("DataLoader: there is no dataset, the pointer is null");
  if (dataset->size() < 1) fail("DataLoader: the dataset is empty");
  check_between("batch_size", options.batch_size, 1, INT64_MAX);
  check_between("num_workers", options.num_workers, 0, most_workers);
  check_between("prefetch_factor", options.prefetch_factor, 1, most_ahead / most_workers);
  if (options.shuffle && options.sampler) {
    fail("DataLoader: shuffle and a sampler exclude each other; let the sampler shuffle");
  }
  auto recipe = std::make_shared<Recipe>(Recipe{std::move(dataset), options});
  Held<Sampler>& sampler = recipe->options.sampler;
  if (!sampler && options.shuffle) {
    sampler = RandomSampler(recipe->dataset->size(), {.generator = options.generator});
  } else if (!sampler) {
    sampler = SequentialSampler(recipe->dataset->size());
  }
  if (sampler->size() < 1) fail("DataLoader: the sampler gives no samples");
  if (recipe->batches(sampler->size()) == 0) {
    fail(fmt::format("DataLoader: drop_last leaves no batch: {} samples, batch_size {}", sampler->size(),
                     options.batch_size));
  }
  recipe_ = std::move(recipe);
}

DataLoader::~DataLoader() = default;
DataLoader::DataLoader(DataLoader&&) noexcept = default;
DataLoader& DataLoader::operator=(DataLoader&&) noexcept = default;

int64_t DataLoader::size() const { return recipe_->batches(recipe_->options.sampler->size()); }
const Dataset& DataLoader::dataset() const { return *recipe_->dataset; }

LoaderState DataLoader::new_pass() const {
  const LoaderOptions& options = recipe_->options;
  std::array<int64_t, 1> base_seed{};
  random::fill_random(options.generator ? *options.generator : default_generator(), base_seed);
  LoaderState state{
      .order = options.sampler->order(), .batch_size = options.batch_size, .base_seed = base_seed[0]};
  if (static_cast<int64_t>(state.order.size()) != options.sampler->size()) {
    fail(fmt::format("DataLoader: the sampler promised {} samples and gave {}", options.sampler->size(),
                     state.order.size()));
  }
  recipe_->check_order("the sampler", state.order);
  return state;
}

void DataLoader::start() {
  gradus::detail::refuse_capture("a DataLoader");
  if (std::exchange(resumed_, false)) return;
  pass_.reset();
  LoaderState state = new_pass();
  const int64_t end = recipe_->batches(static_cast<int64_t>(state.order.size()));
  pass_ = std::make_unique<Pass>(Pass{recipe_, std::move(state), end});
}

bool DataLoader::next(Batch& batch) {
  gradus::detail::refuse_capture("a DataLoader");
  if (!pass_ || pass_->state.next_batch == pass_->end) {
    pass_.reset();
    batch = {};
    return false;
  }
  try {
    batch = pass_->make_next();
  } catch (...) {
    pass_.reset();
    throw;
  }
  ++pass_->state.next_batch;
  return true;
}

LoaderState DataLoader::state() const {
  LoaderState state = pass_ ? pass_->state : LoaderState{.batch_size = recipe_->options.batch_size};
  if (const Generator* own = recipe_->options.generator) state.generator = own->state();
  return state;
}

void DataLoader::load_state(const LoaderState& state) {
  if (state.batch_size != recipe_->options.batch_size) {
    fail(fmt::format("DataLoader: the state is of batches of {}, the loader's batch_size is {}",
                     state.batch_size, recipe_->options.batch_size));
  }
  recipe_->check_order("the state", state.order);
  const int64_t end = recipe_->batches(static_cast<int64_t>(state.order.size()));
  check_between("the state's next_batch", state.next_batch, 0, end);
  Generator* own = recipe_->options.generator;
  if (!state.generator.empty() && !own) {
    fail("DataLoader: the state holds a generator, the loader has none of its own");
  }
  if (!state.generator.empty()) own->set_state(state.generator);
  pass_.reset();
  resumed_ = !state.order.empty();
  if (!resumed_) return;
  pass_ = std::make_unique<Pass>(Pass{recipe_, state, end});
  pass_->state.generator.clear();  // told by the generator itself from now on
}

}  // namespace gradus::data
