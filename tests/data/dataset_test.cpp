#include "gradus/data/dataset.hpp"

#include <gtest/gtest.h>

#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/views.hpp"
#include "support.hpp"

namespace gradus::data {
namespace {

/// Sample i is the number i and its square.
struct Squares : Dataset {
  explicit Squares(int64_t n) : n_(n) {}
  int64_t size() const override { return n_; }
  Sample get(int64_t i) const override { return {tensor({i}), tensor(i * i)}; }
  int64_t n_;
};

std::vector<int64_t> ints(const Tensor& t) { return t.to_vector<int64_t>(); }

TEST(Dataset, TwoMethodsMakeBatches) {
  const Squares squares(10);
  const Batch batch = squares.get_batch(std::vector<int64_t>{3, 1, 3});
  EXPECT_EQ(batch.x.shape(), (Shape{3, 1}));
  EXPECT_EQ(batch.y.shape(), (Shape{3}));
  EXPECT_EQ(ints(batch.x), (std::vector<int64_t>{3, 1, 3}));
  EXPECT_EQ(ints(batch.y), (std::vector<int64_t>{9, 1, 9}));
  EXPECT_TRUE(batch.more.empty());
}

TEST(Collate, TakesStridedSamplesAndAllParts) {
  const Tensor columns = arange(6).reshape({2, 3}).t();  // rows (0, 3), (1, 4), (2, 5)
  const std::vector<Sample> samples{{.x = columns[2], .more = {tensor(0.5), tensor({true})}},
                                    {.x = columns[0], .more = {tensor(1.5), tensor({false})}}};
  const Batch batch = collate(samples);
  EXPECT_EQ(ints(batch.x), (std::vector<int64_t>{2, 5, 0, 3}));
  EXPECT_FALSE(batch.y.defined());
  ASSERT_EQ(batch.more.size(), 2u);
  EXPECT_EQ(batch.more[0].to_vector(), (std::vector<double>{0.5, 1.5}));
  EXPECT_EQ(batch.more[1].dtype(), DType::bool_);
  EXPECT_EQ(batch.more[1].shape(), (Shape{2, 1}));
}

TEST(Collate, RaggedSamplesAreNamed) {
  const auto error = [](const Sample& a, const Sample& b, std::vector<int64_t> indices = {}) {
    return message_of([&] { collate(std::vector<Sample>{a, b}, indices); });
  };
  const std::string hint = "; bring the samples to one shape or give the loader a collate function";
  EXPECT_EQ(error({zeros({3, 4})}, {zeros({2, 4})}, {17, 5}),
            "collate: x of sample 17 is (3, 4) float32, of sample 5 it is (2, 4) float32" + hint);
  EXPECT_EQ(error({zeros({3}), tensor(1)}, {zeros({3}), tensor(1.0)}),
            "collate: y of sample 0 is () int64, of sample 1 it is () float32" + hint);
  EXPECT_EQ(error({zeros({3}), tensor(1)}, {zeros({3})}),
            "collate: y of sample 0 is () int64, of sample 1 it is nothing" + hint);
  EXPECT_EQ(error({zeros({3})}, {zeros({3}), tensor(1)}),
            "collate: y of sample 0 is nothing, of sample 1 it is () int64" + hint);
  EXPECT_EQ(error({.x = zeros({3}), .more = {zeros({1})}}, {.x = zeros({3}), .more = {zeros({2})}}),
            "collate: more[0] of sample 0 is (1,) float32, of sample 1 it is (2,) float32" + hint);
  EXPECT_EQ(error({.x = zeros({3}), .more = {zeros({1})}}, {.x = zeros({3})}),
            "collate: sample 0 has 1 parts beyond y, sample 1 has 0");
  EXPECT_EQ(error({}, {}), "collate: sample 0 has no x");
  EXPECT_EQ(error({zeros({1, 1, 1, 1, 1, 1, 1, 1})}, {}),
            "collate: x of sample 0 has shape (1, 1, 1, 1, 1, 1, 1, 1), a batch of such has too many "
            "dimensions");
  EXPECT_EQ(message_of([] { collate({}); }), "collate: there are no samples");
}

TEST(TensorDataset, BatchesAreCopiesOfRows) {
  for (const int64_t width : {1, 2, 3, 4, 7}) {
    const Tensor x = arange(5 * width).reshape({5, width});
    const Tensor y = arange(5).to(DType::uint8);
    const TensorDataset dataset(x, y, {arange(5).to(DType::float32)});
    const std::vector<int64_t> chosen{4, 0, 0, 2}, consecutive{1, 2, 3};
    for (const auto& indices : {chosen, consecutive}) {
      const Batch batch = dataset.get_batch(indices);
      const Batch slowly = dataset.Dataset::get_batch(indices);
      EXPECT_EQ(batch.x.shape(), slowly.x.shape());
      EXPECT_EQ(ints(batch.x), ints(slowly.x));
      EXPECT_EQ(ints(batch.y), ints(slowly.y));
      EXPECT_EQ(batch.y.dtype(), DType::uint8);
      EXPECT_EQ(batch.more.at(0).to_vector(), slowly.more.at(0).to_vector());
    }
    dataset.get_batch(consecutive).x.zero_();
    dataset.get(1).x.zero_();
    EXPECT_EQ(ints(dataset.get(1).x), ints(x[1])) << "what is done to a batch must not reach the dataset";
  }
}

TEST(TensorDataset, TakesStridedTensorsAndOnesThatWantGradients) {
  Tensor x = tensor({{1.0, 2.0}, {3.0, 4.0}}, {.requires_grad = true});
  const TensorDataset dataset(x.t());
  EXPECT_EQ(dataset.get(0).x.to_vector(), (std::vector<double>{1, 3}));
  EXPECT_FALSE(dataset.get_batch(std::vector<int64_t>{0}).x.requires_grad());
}

TEST(TensorDataset, ChecksItsTensors) {
  EXPECT_EQ(message_of([] {
              TensorDataset(zeros({5, 2}), zeros({4}));
            }),
            "TensorDataset: x has 5 rows, y has 4: (5, 2) x (4,)");
  EXPECT_EQ(message_of([] {
              TensorDataset(zeros({5, 2}), {}, {zeros({5}), zeros({6})});
            }),
            "TensorDataset: x has 5 rows, more[1] has 6: (5, 2) x (6,)");
  EXPECT_EQ(message_of([] { TensorDataset(tensor(1.0)); }),
            "TensorDataset: x has no rows, it is a 0-d tensor");
  EXPECT_EQ(message_of([] { TensorDataset(Tensor{}); }), "TensorDataset: x is undefined");
  const TensorDataset dataset(zeros({5, 2}));
  EXPECT_EQ(message_of([&] { dataset.get(5); }), "TensorDataset: there is no sample 5, the dataset has 5");
  EXPECT_EQ(message_of([&] {
              dataset.get_batch(std::vector<int64_t>{0, -1});
            }),
            "TensorDataset: there is no sample -1, the dataset has 5");
}

TEST(Subset, NamesSamplesOfAnother) {
  const Subset subset(Squares(10), {7, 2, 7});
  EXPECT_EQ(subset.size(), 3);
  EXPECT_EQ(subset.get(1).y.item<int64_t>(), 4);
  EXPECT_EQ(ints(subset.get_batch(std::vector<int64_t>{2, 1}).y), (std::vector<int64_t>{49, 4}));
  EXPECT_EQ(message_of([] {
              Subset(Squares(10), {7, 10});
            }),
            "Subset: there is no sample 10, the dataset has 10");
  EXPECT_EQ(message_of([&] { subset.get(3); }), "Subset: there is no sample 3, the dataset has 3");
  EXPECT_EQ(message_of([] { Subset(std::shared_ptr<const Dataset>(), {}); }),
            "Subset: there is no dataset, the pointer is null");
}

TEST(ConcatDataset, GoesOnWithTheNext) {
  const ConcatDataset both({Squares(3), Squares(0), TensorDataset(tensor({{5}, {6}}), tensor({25, 36}))});
  EXPECT_EQ(both.size(), 5);
  EXPECT_EQ(ints(both.get_batch(std::vector<int64_t>{0, 1, 2, 3, 4}).y),
            (std::vector<int64_t>{0, 1, 4, 25, 36}));
  EXPECT_EQ(message_of([&] { both.get(5); }), "ConcatDataset: there is no sample 5, the dataset has 5");
  EXPECT_EQ(message_of([] { ConcatDataset({}); }), "ConcatDataset: there are no datasets");
}

TEST(TransformedDataset, PassesSamplesThroughAFunction) {
  const TransformedDataset doubled(Squares(4), [](Sample sample) {
    sample.x = sample.x * 2;
    return sample;
  });
  EXPECT_EQ(doubled.size(), 4);
  EXPECT_EQ(ints(doubled.get_batch(std::vector<int64_t>{1, 3}).x), (std::vector<int64_t>{2, 6}));
  EXPECT_EQ(message_of([] { TransformedDataset(Squares(4), nullptr); }),
            "TransformedDataset: the function is empty");
}

TEST(RandomSplit, IsPyTorchs) {
  const nlohmann::json stored = golden("loaders.json");
  for (const auto& expected : stored.at("random_split")) {
    manual_seed(expected.at("seed").get<uint64_t>());
    const std::vector<Subset> parts = random_split(Squares(12), {7, 0, 5});
    std::vector<std::vector<int64_t>> indices;
    for (const Subset& part : parts) indices.push_back(part.indices());
    EXPECT_EQ(indices, expected.at("parts").get<std::vector<std::vector<int64_t>>>());
    EXPECT_EQ(default_generator().random32() % (1u << 31), expected.at("next").get<uint32_t>());
  }
  EXPECT_EQ(message_of([] {
              random_split(Squares(12), {7, 4});
            }),
            "random_split: the sizes add up to 11, the dataset has 12 samples");
  EXPECT_EQ(message_of([] {
              random_split(Squares(12), {13, -1});
            }),
            "random_split: a size must not be negative, got -1");
}

}  // namespace
}  // namespace gradus::data
