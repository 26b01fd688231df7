#include "gradus/metrics/clustering.hpp"

#include <cmath>

#include "gradus/base/random/numpy_random.hpp"
#include "gradus/base/threads.hpp"
#include "support.hpp"

namespace gradus::metrics {
namespace {

MutualInfoOptions info_options(const Case& c) {
  const auto name = c.option<std::string>("average_method", "arithmetic");
  return {.average_method = name == "geometric" ? EntropyAverage::geometric
                            : name == "min"     ? EntropyAverage::min
                            : name == "max"     ? EntropyAverage::max
                                                : EntropyAverage::arithmetic};
}

TEST(Distances, EqualScikitLearns) {
  expect_all_equal("silhouette_samples", 10,
                   [](const Case& c) { return silhouette_samples(c.arg(0), c.arg(1)).to_vector(); });
  expect_all_equal("silhouette_score", 12, [](const Case& c) {
    SilhouetteOptions options;
    if (c.options.contains("sample_size")) {
      options = {.sample_size = c.options.at("sample_size").get<int64_t>(),
                 .seed = c.options.at("random_state").get<int64_t>()};
    }
    return Doubles{silhouette_score(c.arg(0), c.arg(1), options)};
  });
  expect_all_equal("davies_bouldin_score", 10,
                   [](const Case& c) { return Doubles{davies_bouldin_score(c.arg(0), c.arg(1))}; });
  expect_all_equal("calinski_harabasz_score", 10,
                   [](const Case& c) { return Doubles{calinski_harabasz_score(c.arg(0), c.arg(1))}; });
  expect_all_equal("inertia", 3, [](const Case& c) {
    return Doubles{inertia(c.arg(0), c.arg(1), {.sample_weight = c.weight()})};
  });
}

TEST(Distances, HaveTheSameBitsForAnyNumberOfThreads) {
  random::NumpyRandom rng(3);
  const Tensor x = from_data(rng.randn(2000 * 7), {2000, 7}),
               labels = from_data(rng.randint(0, 5, 2000), {2000});
  const int before = num_threads();
  set_num_threads(1);
  const Doubles one = silhouette_samples(x, labels).to_vector();
  set_num_threads(4);
  const Doubles four = silhouette_samples(x, labels).to_vector();
  set_num_threads(before);
  EXPECT_EQ(one, four);
}

TEST(Distances, KeepTheirDigitsFarFromZero) {
  // Differences are exact here; products of numbers of 1e9 have no digit left for distances of 1.
  const Tensor near = tensor({{0.0}, {1.0}, {4.0}, {6.0}}, {.dtype = float64}), labels = tensor({0, 0, 1, 1});
  const Tensor far = tensor({{1e9}, {1e9 + 1}, {1e9 + 4}, {1e9 + 6}}, {.dtype = float64});
  EXPECT_EQ(silhouette_samples(near, labels).to_vector(), silhouette_samples(far, labels).to_vector());
}

TEST(Agreement, EqualsScikitLearn) {
  expect_all_equal("rand_score", 16, [](const Case& c) { return Doubles{rand_score(c.arg(0), c.arg(1))}; });
  expect_all_equal("adjusted_rand_score", 16,
                   [](const Case& c) { return Doubles{adjusted_rand_score(c.arg(0), c.arg(1))}; });
  expect_all_equal("mutual_info_score", 16,
                   [](const Case& c) { return Doubles{mutual_info_score(c.arg(0), c.arg(1))}; });
  expect_all_equal("normalized_mutual_info_score", 64, [](const Case& c) {
    return Doubles{normalized_mutual_info_score(c.arg(0), c.arg(1), info_options(c))};
  });
  expect_all_equal("adjusted_mutual_info_score", 62, [](const Case& c) {
    return Doubles{adjusted_mutual_info_score(c.arg(0), c.arg(1), info_options(c))};
  });
}

TEST(Agreement, OfManyRandomRowsIsThatOfChance) {
  random::NumpyRandom rng(4);
  const int64_t n = 100000;
  const Tensor a = from_data(rng.randint(0, 8, n), {n}), b = from_data(rng.randint(-3, 3, n), {n});
  EXPECT_NEAR(adjusted_mutual_info_score(a, b), 0, 1e-3);
  EXPECT_NEAR(adjusted_rand_score(a, b), 0, 1e-3);
  EXPECT_NEAR(adjusted_mutual_info_score(a, a), 1, 1e-12);
  EXPECT_EQ(adjusted_rand_score(a, a), 1);
}

TEST(Clustering, RefusesWhatDoesNotFit) {
  const Tensor x = ones({4, 2}), labels = tensor({0, 0, 1, 1});
  EXPECT_EQ(message_of([&] { silhouette_score(x, zeros_like(labels)); }),
            "silhouette_score: 1 clusters of 4 rows; there must be 2 to 3");
  EXPECT_EQ(message_of([&] {
              davies_bouldin_score(x, tensor({0, 1, 2, 3}));
            }),
            "davies_bouldin_score: 4 clusters of 4 rows; there must be 2 to 3");
  EXPECT_EQ(message_of([&] {
              calinski_harabasz_score(x, tensor({0, 1}));
            }),
            "calinski_harabasz_score: x has 4 rows, labels has 2");
  EXPECT_EQ(message_of([&] { silhouette_samples(ones({4}), labels); }),
            "silhouette_samples: x must be [n, d], got float32 (4,)");
  EXPECT_EQ(message_of([&] {
              silhouette_samples(full({4, 2}, double(NAN)), labels);
            }),
            "silhouette_samples: x holds nan in row 0, column 0 (counted from 0)");
  const Tensor large = tensor({{1e200}, {-1e200}, {3e200}, {0.0}}, {.dtype = float64});
  EXPECT_EQ(message_of([&] { silhouette_samples(large, labels); }),
            "silhouette_samples: the numbers are too large: the result is beyond float64");
  EXPECT_EQ(message_of([&] {
              inertia(x, ones({2, 3}));
            }),
            "inertia: x and centers differ in their columns: (4, 2) and (2, 3)");
  EXPECT_EQ(message_of([&] { silhouette_score(x, labels, {.sample_size = 0}); }),
            "silhouette_score: sample_size must be at least 1, got 0");
  EXPECT_EQ(message_of([&] {
              rand_score(labels, tensor({0, 1}));
            }),
            "rand_score: labels_true has 4 rows, labels_pred has 2");
}

}  // namespace
}  // namespace gradus::metrics
