#include "gradus/data/loader.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <map>
#include <thread>

#include "gradus/base/memory_pool.hpp"
#include "gradus/core/autograd/capture.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/random.hpp"
#include "support.hpp"

namespace gradus::data {
namespace {

using Indices = std::vector<int64_t>;

/// Sample i is the number i.
TensorDataset numbers(int64_t n) { return TensorDataset(arange(n)); }

/// The numbers of each batch of a pass.
std::vector<Indices> pass_of(DataLoader& loader) {
  std::vector<Indices> batches;
  for (const Batch& batch : loader) batches.push_back(batch.x.to_vector<int64_t>());
  return batches;
}

/// A loader for each case of loaders.json; generators outlive it.
class PyTorchsLoader : public testing::Test {
 protected:
  DataLoader make(const std::string& name) {
    own_ = Generator(5);
    const std::vector<double> weights{0.1, 0.0, 2.5, 0.7, 3.0, 0.6, 1e-3, 40.0, 0.25};
    const auto with = [](int64_t n, int64_t batch_size, Held<Sampler> sampler) {
      return DataLoader(numbers(n), {.batch_size = batch_size, .sampler = std::move(sampler)});
    };
    if (name == "sequential") return DataLoader(numbers(10), {.batch_size = 4});
    if (name == "sequential drop_last") {
      return DataLoader(numbers(10), {.batch_size = 4, .drop_last = true});
    }
    if (name == "shuffle") return DataLoader(numbers(23), {.batch_size = 5, .shuffle = true});
    if (name == "shuffle drop_last") {
      return DataLoader(numbers(23), {.batch_size = 5, .shuffle = true, .drop_last = true});
    }
    if (name == "shuffle generator") {
      return DataLoader(numbers(23), {.batch_size = 5, .shuffle = true, .generator = &own_});
    }
    if (name == "replacement") return with(23, 16, RandomSampler(23, {.replacement = true}));
    if (name == "replacement 70") {
      return with(23, 50, RandomSampler(23, {.replacement = true, .num_samples = 70}));
    }
    if (name == "random 7") return with(23, 5, RandomSampler(23, {.num_samples = 7}));
    if (name == "random 50") return with(23, 25, RandomSampler(23, {.num_samples = 50}));
    if (name == "random generator") return with(23, 5, RandomSampler(23, {.generator = &own_}));
    if (name == "subset") return with(23, 3, SubsetRandomSampler({3, 1, 20, 7, 9, 0, 22}));
    if (name == "weighted") return with(9, 20, WeightedRandomSampler(weights, 40));
    if (name == "weighted one") return with(9, 20, WeightedRandomSampler(weights, 1));
    if (name == "weighted different") {
      return with(9, 20, WeightedRandomSampler(weights, 8, {.replacement = false}));
    }
    throw std::invalid_argument(name);
  }

  Generator own_;
};

TEST_F(PyTorchsLoader, GivesTheSameBatches) {
  const nlohmann::json content = golden("loaders.json");
  int cases = 0;
  for (const auto& [name, seeds] : content.items()) {
    if (name == "random_split" || name == "multinomial") continue;
    for (const auto& expected : seeds) {
      manual_seed(expected.at("seed").get<uint64_t>());
      DataLoader loader = make(name);
      for (const auto& pass : expected.at("passes")) {
        EXPECT_EQ(pass_of(loader), pass.get<std::vector<Indices>>()) << name;
        EXPECT_EQ(loader.size(), static_cast<int64_t>(pass.size())) << name;
      }
      EXPECT_EQ(default_generator().random32() % (1u << 31), expected.at("next").get<uint32_t>())
          << name << ": the stream afterwards";
      ++cases;
    }
  }
  EXPECT_EQ(cases, 14 * 3);
}

// --- Workers.

/// Samples that take their time, each another, with random numbers.
struct Slow : Dataset {
  int64_t size() const override { return 50; }
  Sample get(int64_t i) const override {
    std::this_thread::sleep_for(std::chrono::microseconds((i * 7919) % 300));
    return {.x = tensor(i), .y = randn({3}), .more = {tensor({1.0 * static_cast<double>(i)})}};
  }
};

struct Pass {
  std::vector<Indices> x;
  std::vector<std::vector<double>> y;
  friend bool operator==(const Pass&, const Pass&) = default;
};

TEST(Workers, DoNotChangeAnything) {
  std::map<int, std::vector<Pass>> seen;
  for (const int workers : {0, 1, 2, 4}) {
    for (const int ahead : {1, 3}) {
      manual_seed(11);
      DataLoader loader(Slow(), {.batch_size = 4,
                                 .shuffle = true,
                                 .num_workers = workers,
                                 .prefetch_factor = ahead,
                                 .transform = [](Batch batch) {
                                   batch.y = batch.y + rand(batch.y.shape());
                                   return batch;
                                 }});
      std::vector<Pass> passes(3);
      for (Pass& pass : passes) {
        for (const Batch& batch : loader) {
          pass.x.push_back(batch.x.to_vector<int64_t>());
          pass.y.push_back(batch.y.to_vector());
          EXPECT_EQ(batch.more.at(0).numel(), batch.x.numel());
          rand({2});  // what the caller draws meanwhile is nobody else's
        }
      }
      EXPECT_EQ(seen.try_emplace(workers, passes).first->second, passes) << workers << " workers";
    }
    EXPECT_EQ(seen.at(workers), seen.at(0)) << workers << " workers";
  }
  EXPECT_NE(seen.at(0)[0], seen.at(0)[1]) << "each pass draws anew";
}

struct Failing : Dataset {
  int64_t size() const override { return 40; }
  Sample get(int64_t i) const override {
    if (i == 26) fail("Failing: sample 26 cannot be read");
    return {tensor(i)};
  }
};

TEST(Workers, AnErrorArrivesAtItsBatchAndEndsThePass) {
  for (const int workers : {0, 1, 2, 4}) {
    DataLoader loader(Failing(), {.batch_size = 4, .num_workers = workers});
    for (int pass = 0; pass < 2; ++pass) {
      int64_t batches = 0;
      EXPECT_EQ(message_of([&] {
                  for (const Batch& batch : loader) batches += batch.x.numel() == 4 ? 1 : 0;
                }),
                "Failing: sample 26 cannot be read");
      EXPECT_EQ(batches, 6) << workers << " workers";
      Batch none;
      EXPECT_FALSE(loader.next(none)) << "the pass is over";
    }
  }
}

TEST(Workers, OtherExceptionsKeepTheirType) {
  for (const int workers : {0, 2}) {
    DataLoader loader(TransformedDataset(numbers(8), [](const Sample&) -> Sample { throw 42; }),
                      {.num_workers = workers});
    EXPECT_THROW(pass_of(loader), int);
  }
}

TEST(Workers, EndInTheMiddleOfAPass) {
  for (int stop = 0; stop < 12; ++stop) {
    DataLoader loader(Slow(), {.batch_size = 4, .num_workers = 3, .prefetch_factor = 1 + stop % 3});
    int64_t seen = 0;
    for (const Batch& batch : loader) {
      if (seen++ == stop) break;
      EXPECT_EQ(batch.x.to_vector<int64_t>().front(), 4 * (seen - 1));
    }
    if (stop % 2 != 0) continue;
    EXPECT_EQ(pass_of(loader).size(), 13u) << "a new pass begins at the start";
  }
}

TEST(Workers, MoreThanBatchesAndMovedLoaders) {
  DataLoader first(numbers(5), {.batch_size = 2, .num_workers = 16, .prefetch_factor = 8});
  first.start();
  Batch batch;
  ASSERT_TRUE(first.next(batch));
  DataLoader second = std::move(first);
  ASSERT_TRUE(second.next(batch));
  EXPECT_EQ(batch.x.to_vector<int64_t>(), (Indices{2, 3}));
  ASSERT_TRUE(second.next(batch));
  EXPECT_FALSE(second.next(batch));
  EXPECT_FALSE(batch.x.defined());
}

TEST(Workers, BatchesThatAreKeptStayAsTheyAre) {
  for (const int workers : {0, 2}) {
    DataLoader loader(numbers(40), {.batch_size = 4, .num_workers = workers});
    std::vector<Batch> kept;
    for (const Batch& batch : loader) kept.push_back(batch);
    ASSERT_EQ(kept.size(), 10u);
    for (size_t i = 0; i < kept.size(); ++i) {
      EXPECT_EQ(kept[i].x.to_vector<int64_t>().front(), 4 * static_cast<int64_t>(i));
    }
  }
}

TEST(DataLoader, TakesItsMemoryFromThePool) {
  if (!memory::detail::keeps_blocks) GTEST_SKIP() << "the pool keeps no blocks under this sanitizer";
  for (const int workers : {0, 2}) {
    DataLoader loader(TensorDataset(zeros({64, 100, 100}), arange(64)),
                      {.batch_size = 4, .shuffle = true, .num_workers = workers});
    pass_of(loader);
    const int64_t before = memory::statistics().system_allocations;
    for (int pass = 0; pass < 3; ++pass) {
      for (const Batch& batch : loader) ASSERT_EQ(batch.y.numel(), 4);
    }
    // With workers the first batches of a pass come in the workers' own memory.
    const int64_t system = memory::statistics().system_allocations - before;
    EXPECT_LE(system, workers == 0 ? 0 : 3 * 2 * 4) << workers << " workers";
  }
}

// --- The place inside a pass.

TEST(LoaderState, TheRestOfThePassIsTheSame) {
  for (const int workers : {0, 2}) {
    const LoaderOptions options{.batch_size = 4, .shuffle = true, .num_workers = workers};
    for (const int64_t taken : {0, 1, 5, 12, 13}) {
      manual_seed(3);
      DataLoader whole(Slow(), options);
      whole.start();
      Batch batch;
      for (int64_t i = 0; i < taken; ++i) ASSERT_TRUE(whole.next(batch));
      const LoaderState saved = whole.state();
      EXPECT_EQ(saved.next_batch, taken);
      std::vector<std::vector<double>> rest, again;
      while (whole.next(batch)) rest.push_back(batch.y.to_vector());
      EXPECT_EQ(whole.state(), LoaderState{.batch_size = 4}) << "between two passes";

      manual_seed(99);
      const Generator untouched = default_generator();
      DataLoader resumed(Slow(), options);
      resumed.load_state(saved);
      EXPECT_EQ(resumed.state(), saved);
      for (const Batch& b : resumed) again.push_back(b.y.to_vector());
      EXPECT_EQ(again, rest);
      EXPECT_EQ(default_generator(), untouched) << "the pass had its numbers already";
      EXPECT_EQ(pass_of(resumed).size(), 13u);
    }
  }
}

TEST(LoaderState, HoldsTheGeneratorOfTheLoader) {
  Generator first(5), second(6);
  const auto loader_with = [](Generator& generator) {
    return DataLoader(numbers(10), {.batch_size = 4, .shuffle = true, .generator = &generator});
  };
  DataLoader whole = loader_with(first), resumed = loader_with(second);
  pass_of(whole);
  const LoaderState between = whole.state();
  resumed.load_state(between);
  EXPECT_EQ(resumed.state(), between);
  EXPECT_EQ(pass_of(resumed), pass_of(whole));
  whole.start();
  const LoaderState inside = whole.state();
  second.manual_seed(99);
  resumed.load_state(inside);
  EXPECT_EQ(resumed.state(), inside);
  for (int pass = 0; pass < 2; ++pass) {  // what is left of this pass, and the next one
    std::vector<std::vector<double>> rest, again;
    Batch batch;
    while (whole.next(batch)) rest.push_back(batch.x.to_vector());
    resumed.start();  // goes on, then begins
    while (resumed.next(batch)) again.push_back(batch.x.to_vector());
    EXPECT_EQ(again, rest);
    whole.start();
  }
  DataLoader without(numbers(10), {.batch_size = 4});
  EXPECT_EQ(message_of([&] { without.load_state(inside); }),
            "DataLoader: the state holds a generator, the loader has none of its own");
}

TEST(LoaderState, IsChecked) {
  DataLoader loader(numbers(10), {.batch_size = 4});
  loader.start();
  LoaderState state = loader.state();
  EXPECT_EQ(state.order.size(), 10u);
  const auto error = [&](const LoaderState& s) { return message_of([&] { loader.load_state(s); }); };
  EXPECT_EQ(error(state), "no error");
  state.order[3] = 10;
  EXPECT_EQ(error(state), "DataLoader: the state names sample 10, the dataset has 10");
  state.order[3] = 3;
  state.next_batch = 4;
  EXPECT_EQ(error(state), "DataLoader: the state's next_batch must be at most 3, got 4");
  state.next_batch = -1;
  EXPECT_EQ(error(state), "DataLoader: the state's next_batch must be at least 0, got -1");
  state.batch_size = 5;
  EXPECT_EQ(error(state), "DataLoader: the state is of batches of 5, the loader's batch_size is 4");
  loader.load_state({.batch_size = 4});
  EXPECT_EQ(pass_of(loader).size(), 3u) << "a state between two passes";
}

// --- Bad input.

struct Promising : Sampler {
  Indices given;
  explicit Promising(Indices indices) : given(std::move(indices)) {}
  int64_t size() const override { return 3; }
  Indices order() override { return given; }
};

TEST(DataLoader, ChecksItsOptions) {
  const auto error = [](const LoaderOptions& options, int64_t n = 10) {
    return message_of([&] { DataLoader(numbers(n), options); });
  };
  EXPECT_EQ(error({}, 0), "DataLoader: the dataset is empty");
  EXPECT_EQ(error({.batch_size = 0}), "DataLoader: batch_size must be at least 1, got 0");
  EXPECT_EQ(error({.num_workers = -1}), "DataLoader: num_workers must be at least 0, got -1");
  EXPECT_EQ(error({.num_workers = 5000}), "DataLoader: num_workers must be at most 1024, got 5000");
  EXPECT_EQ(error({.num_workers = 1, .prefetch_factor = 0}),
            "DataLoader: prefetch_factor must be at least 1, got 0");
  EXPECT_EQ(error({.shuffle = true, .sampler = SequentialSampler(10)}),
            "DataLoader: shuffle and a sampler exclude each other; let the sampler shuffle");
  EXPECT_EQ(error({.sampler = SequentialSampler(0)}), "DataLoader: the sampler gives no samples");
  EXPECT_EQ(error({.batch_size = 11, .drop_last = true}),
            "DataLoader: drop_last leaves no batch: 10 samples, batch_size 11");
  EXPECT_EQ(error({.batch_size = INT64_MAX}), "no error");
  EXPECT_EQ(message_of([] { DataLoader(std::shared_ptr<const Dataset>()); }),
            "DataLoader: there is no dataset, the pointer is null");
}

TEST(DataLoader, ChecksWhatASamplerGives) {
  const auto error = [](const Indices& indices) {
    DataLoader loader(numbers(10), {.sampler = Promising(indices)});
    return message_of([&] { loader.start(); });
  };
  EXPECT_EQ(error({0, 9, 3}), "no error");
  EXPECT_EQ(error({0, 10, 3}), "DataLoader: the sampler names sample 10, the dataset has 10");
  EXPECT_EQ(error({0, -1, 3}), "DataLoader: the sampler names sample -1, the dataset has 10");
  EXPECT_EQ(error({0, 1}), "DataLoader: the sampler promised 3 samples and gave 2");
}

TEST(DataLoader, RaggedSamplesNameTheirPlace) {
  struct Ragged : Dataset {
    int64_t size() const override { return 8; }
    Sample get(int64_t i) const override { return {zeros({i == 6 ? 2 : 3})}; }
  };
  for (const int workers : {0, 2}) {
    DataLoader loader(Ragged(), {.batch_size = 4, .num_workers = workers});
    EXPECT_EQ(message_of([&] {
                for (const Batch& batch : loader) ASSERT_TRUE(batch.x.defined());
              }),
              "collate: x of sample 4 is (3,) float32, of sample 6 it is (2,) float32; bring the samples to "
              "one shape or give the loader a collate function");
  }
  DataLoader padded(
      Ragged(), {.batch_size = 4, .collate = [](const std::vector<Sample>& samples) {
                   Tensor x = zeros({static_cast<int64_t>(samples.size()), 3});
                   for (size_t i = 0; i < samples.size(); ++i) {
                     x[static_cast<int64_t>(i)].slice(0, 0, samples[i].x.size(0)).fill_(samples[i].x.size(0));
                   }
                   return Batch{x};
                 }});
  std::vector<double> sums;
  for (const Batch& batch : padded) sums.push_back(batch.x.sum().item());
  EXPECT_EQ(sums, (std::vector<double>{36, 31}));
}

TEST(DataLoader, CannotBeCaptured) {
  DataLoader loader(numbers(10), {.batch_size = 4});
  auto step = capture([&] {
    Batch batch;
    loader.start();
    loader.next(batch);
    return batch.x;
  });
  EXPECT_NE(message_of([&] {
              step();
              step();
            }).find("a DataLoader"),
            std::string::npos);
}

TEST(DataLoader, ABatchIsNotMadeByACapturedFunction) {
  auto noisy = capture([](const Tensor& x) { return x + rand({4}); });
  DataLoader loader(TensorDataset(zeros({8, 4})), {.transform = [&](Batch batch) {
                      batch.x = noisy(batch.x);
                      return batch;
                    }});
  EXPECT_EQ(message_of([&] { pass_of(loader); }),
            "capture: a captured function cannot run while a loader makes a batch; transform batches without "
            "it");
}

TEST(GeneratorScope, DrawsFromAGeneratorOfItsOwn) {
  manual_seed(1);
  const Generator before = default_generator();
  {
    const GeneratorScope outer(7);
    const Tensor first = rand({2});
    {
      const GeneratorScope inner(7);
      EXPECT_EQ(rand({2}).to_vector(), first.to_vector());
    }
    Generator expected(7);
    expected.random32();
    expected.random32();
    EXPECT_EQ(default_generator(), expected);
  }
  EXPECT_EQ(default_generator(), before);
}

}  // namespace
}  // namespace gradus::data
