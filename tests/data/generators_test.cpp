#include "gradus/data/generators.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "gradus/core/ops/creation.hpp"
#include "gradus/data/toys.hpp"
#include "support.hpp"

namespace gradus::data {
namespace {

using Json = nlohmann::json;

/// The numbers of nested arrays, row by row.
std::vector<double> row_by_row(const Json& values) {
  if (!values.is_array()) return {values.get<double>()};
  std::vector<double> result;
  for (const Json& value : values) {
    const std::vector<double> part = row_by_row(value);
    result.insert(result.end(), part.begin(), part.end());
  }
  return result;
}

void expect_near(const Tensor& tensor, const Json& expected, const std::string& what) {
  const std::vector<double> values = tensor.to_vector(), golden_values = row_by_row(expected);
  ASSERT_EQ(values.size(), golden_values.size()) << what;
  for (size_t i = 0; i < values.size(); ++i) {
    EXPECT_NEAR(values[i], golden_values[i], 1e-12 * std::max(1.0, std::abs(golden_values[i])))
        << what << " " << i;
  }
}

/// Runs make(options, rng) for every case of a generator and compares.
void compare(const char* name, auto make) {
  const Json content = golden("generators.json").at(name);
  EXPECT_GE(content.size(), 6u);
  for (const Json& expected : content) {
    random::NumpyRandom rng(expected.at("seed").get<int64_t>());
    const std::string what = name + expected.at("options").dump();
    const auto made = make(expected.at("options"), rng);
    expect_near(made.x, expected.at("x"), what + " x");
    EXPECT_EQ(made.x.size(0), static_cast<int64_t>(expected.at("x").size()));
    expect_near(made.y, expected.at("y"), what + " y");
    if constexpr (requires { made.coef; }) expect_near(made.coef, expected.at("coef"), what + " coef");
    EXPECT_EQ(rng.random_sample(), expected.at("next").get<double>()) << what << ": the stream afterwards";
  }
}

template <class T>
void read(const Json& options, const char* name, T& value) {
  if (options.contains(name)) value = options.at(name).get<T>();
}

TEST(MakeBlobs, IsScikitLearns) {
  compare("blobs", [](const Json& given, random::NumpyRandom& rng) {
    BlobsOptions o;
    read(given, "n_samples", o.n_samples);
    read(given, "n_features", o.n_features);
    read(given, "shuffle", o.shuffle);
    if (given.contains("centers") && given.at("centers").is_array()) {
      o.center_points = from_data(row_by_row(given.at("centers")), {2, 2});
    } else {
      read(given, "centers", o.centers);
    }
    if (given.contains("cluster_std")) o.cluster_std = row_by_row(given.at("cluster_std"));
    if (given.contains("center_box")) {
      o.center_low = given.at("center_box")[0].get<double>();
      o.center_high = given.at("center_box")[1].get<double>();
    }
    return make_blobs(o, rng);
  });
}

TEST(MakeMoons, IsScikitLearns) {
  compare("moons", [](const Json& given, random::NumpyRandom& rng) {
    MoonsOptions o;
    read(given, "n_samples", o.n_samples);
    read(given, "noise", o.noise);
    read(given, "shuffle", o.shuffle);
    return make_moons(o, rng);
  });
}

TEST(MakeCircles, IsScikitLearns) {
  compare("circles", [](const Json& given, random::NumpyRandom& rng) {
    CirclesOptions o;
    read(given, "n_samples", o.n_samples);
    read(given, "noise", o.noise);
    read(given, "factor", o.factor);
    read(given, "shuffle", o.shuffle);
    return make_circles(o, rng);
  });
}

TEST(MakeClassification, IsScikitLearns) {
  compare("classification", [](const Json& given, random::NumpyRandom& rng) {
    ClassificationOptions o;
    read(given, "n_samples", o.n_samples);
    read(given, "n_features", o.n_features);
    read(given, "n_informative", o.n_informative);
    read(given, "n_redundant", o.n_redundant);
    read(given, "n_repeated", o.n_repeated);
    read(given, "n_classes", o.n_classes);
    read(given, "n_clusters_per_class", o.n_clusters_per_class);
    read(given, "weights", o.weights);
    read(given, "flip_y", o.flip_y);
    read(given, "class_sep", o.class_sep);
    read(given, "hypercube", o.hypercube);
    read(given, "shuffle", o.shuffle);
    if (given.contains("shift")) o.shift = std::nullopt;
    if (given.contains("scale")) o.scale = std::nullopt;
    return make_classification(o, rng);
  });
}

TEST(MakeRegression, IsScikitLearns) {
  compare("regression", [](const Json& given, random::NumpyRandom& rng) {
    RegressionOptions o;
    read(given, "n_samples", o.n_samples);
    read(given, "n_features", o.n_features);
    read(given, "n_informative", o.n_informative);
    read(given, "n_targets", o.n_targets);
    read(given, "bias", o.bias);
    read(given, "noise", o.noise);
    read(given, "shuffle", o.shuffle);
    return make_regression(o, rng);
  });
}

TEST(Generators, ASeedIsAGeneratorWithIt) {
  random::NumpyRandom rng(7);
  EXPECT_EQ(make_blobs({}, 7).x.to_vector(), make_blobs({}, rng).x.to_vector());
  const Points points = make_blobs({}, 7);
  EXPECT_EQ(points.x.shape(), (Shape{100, 2}));
  EXPECT_EQ(points.x.dtype(), DType::float64);
  EXPECT_EQ(points.y.dtype(), DType::int64);
  EXPECT_EQ(make_regression({}, 7).y.shape(), (Shape{100}));
  EXPECT_EQ(make_regression({.n_targets = 3}, 7).coef.shape(), (Shape{100, 3}));
}

TEST(Generators, CheckTheirOptions) {
  const auto blobs = [](const BlobsOptions& o) { return message_of([&] { make_blobs(o, 0); }); };
  EXPECT_EQ(blobs({.n_samples = 0}), "make_blobs: n_samples must be at least 1, got 0");
  EXPECT_EQ(blobs({.centers = 0}), "make_blobs: centers must be at least 1, got 0");
  EXPECT_EQ(blobs({.cluster_std = {1, 2}}),
            "make_blobs: 2 values of cluster_std for 3 centres; give one, or one for each");
  EXPECT_EQ(blobs({.cluster_std = {-1}}), "make_blobs: cluster_std must be finite and not negative, got -1");
  EXPECT_EQ(blobs({.center_points = zeros({3})}),
            "make_blobs: center_points must be [k, d], its shape is (3,)");
  EXPECT_EQ(blobs({.center_low = 1, .center_high = 0}),
            "make_blobs: center_low must be at most center_high, got 1 and 0");
  EXPECT_NE(blobs({.n_samples = INT64_MAX}), "no error");
  EXPECT_EQ(message_of([] { make_moons({.noise = -1}, 0); }),
            "make_moons: noise must be finite and not negative, got -1");
  EXPECT_EQ(message_of([] { make_circles({.factor = 1}, 0); }),
            "make_circles: factor must be from 0 to below 1, got 1");
  const auto classes = [](const ClassificationOptions& o) {
    return message_of([&] { make_classification(o, 0); });
  };
  EXPECT_EQ(
      classes({.n_features = 3}),
      "make_classification: 2 informative, 2 redundant and 0 repeated features do not fit into n_features 3");
  EXPECT_EQ(classes({.n_classes = 3}),
            "make_classification: 3 classes of 2 clusters need more corners than the 2^2 of n_informative 2");
  EXPECT_EQ(classes({.weights = {0.1, 0.2, 0.3}}), "make_classification: 3 weights for 2 classes");
  EXPECT_EQ(classes({.weights = {0.8, 0.5}}), "make_classification: the weights add up to 1.3, more than 1");
  EXPECT_EQ(classes({.flip_y = 2}), "make_classification: flip_y must be between 0 and 1, got 2");
  EXPECT_EQ(message_of([] { make_regression({.n_targets = 0}, 0); }),
            "make_regression: n_targets must be at least 1, got 0");
}

// --- The notebooks' own.

TEST(Toys, RingsAreTheNotebooks) {
  random::NumpyRandom rng(100), same(100);
  const Points points = make_rings({}, rng);
  EXPECT_EQ(points.x.shape(), (Shape{2000, 2}));
  EXPECT_NEAR(points.x[0][0].item(), -0.09634986716944209, 1e-15);
  EXPECT_NEAR(points.x[1][1].item(), -2.835056691095316, 1e-14);
  EXPECT_NEAR(points.x.sum().item(), 24.419457944563707, 1e-10);
  EXPECT_EQ(points.y.slice(0, 0, 3).to_vector<int64_t>(), (std::vector<int64_t>{0, 1, 0}));
  same.rand(4000);
  EXPECT_EQ(rng, same);
}

TEST(Toys, XorIsTheNotebooks) {
  const Points points = make_xor(500, 0);
  EXPECT_EQ(points.x[1].to_vector(), (std::vector<double>{0.6027633760716439, 0.5448831829968969}));
  EXPECT_EQ(points.y.slice(0, 0, 10).to_vector<int64_t>(),
            (std::vector<int64_t>{0, 0, 1, 1, 1, 0, 0, 0, 1, 0}));
  EXPECT_EQ(points.y.sum().item<int64_t>(), 245);
}

TEST(Toys, GridsAreTheNotebooks) {
  const double w = 1 / std::sqrt(3.0);
  const Points plane = make_hyperplane(5, {w, w, w});
  EXPECT_EQ(plane.x.shape(), (Shape{125, 3}));
  EXPECT_EQ(plane.x[1].to_vector(), (std::vector<double>{-1, -1, -0.5}));
  EXPECT_EQ(plane.x[5].to_vector(), (std::vector<double>{-0.5, -1, -1})) << "meshgrid counts x before y";
  EXPECT_EQ(plane.x[25].to_vector(), (std::vector<double>{-1, -0.5, -1}));
  EXPECT_EQ(2 * plane.y.sum().item<int64_t>() - 125, 19) << "the notebook's labels are 1 and -1";
  const Points saddle = make_paraboloid(12);
  EXPECT_EQ(saddle.x[1].to_vector(), (std::vector<double>{-0.8181818181818181, -1}));
  EXPECT_EQ(saddle.y.slice(0, 0, 3).to_vector(),
            (std::vector<double>{0, 0.33057851239669434, 0.5950413223140496}));
  EXPECT_EQ(saddle.y.size(0), 144);
}

TEST(Toys, DampedSineIsTheNotebooks) {
  const Points wave = make_damped_sine();
  EXPECT_EQ(wave.x.shape(), (Shape{200, 1}));
  EXPECT_EQ(wave.x[199].item(), 9.899999999999928);
  const std::vector<double> y{3.448569220902106, 3.410747352249312, 3.0724457851356743};
  for (int64_t i = 0; i < 3; ++i) EXPECT_NEAR(wave.y[i].item(), y[static_cast<size_t>(i)], 1e-14);
}

TEST(Toys, SpiralsWindOutOfTheOrigin) {
  const Points points = make_spirals({.n_samples = 50, .arms = 4, .noise = 0}, 3);
  EXPECT_EQ(points.x.shape(), (Shape{200, 2}));
  EXPECT_EQ(points.y.sum().item<int64_t>(), 50 * (0 + 1 + 2 + 3));
  for (const int64_t arm : {0, 1, 2, 3}) {
    EXPECT_EQ(points.x[50 * arm].to_vector(), (std::vector<double>{0, 0}));
    const std::vector<double> end = points.x[50 * arm + 49].to_vector();
    EXPECT_NEAR(std::hypot(end[0], end[1]), 1, 1e-15);
  }
  EXPECT_EQ(make_spirals({.n_samples = 1}, 0).x.size(0), 3);
}

TEST(Toys, CheckTheirOptions) {
  EXPECT_EQ(message_of([] { make_rings({.radii = {}}, 0); }),
            "make_rings: the number of radii must be at least 1, got 0");
  EXPECT_EQ(message_of([] { make_rings({.radii = {NAN}}, 0); }),
            "make_rings: a radius must be finite and not negative, got nan");
  EXPECT_EQ(message_of([] { make_spirals({.arms = 0}, 0); }), "make_spirals: arms must be at least 1, got 0");
  EXPECT_EQ(message_of([] { make_spirals({.n_samples = INT64_MAX}, 0); }),
            "make_spirals: 3 x 9223372036854775807 samples are too many");
  EXPECT_EQ(message_of([] { make_xor(0, 0); }), "make_xor: n_samples must be at least 1, got 0");
  EXPECT_EQ(message_of([] { make_hyperplane(5, {1}); }),
            "make_hyperplane: the normal must have 2 to 8 entries, it has 1");
  EXPECT_EQ(message_of([] {
              make_hyperplane(5, {0, 0});
            }),
            "make_hyperplane: the normal must be finite and not all zero");
  EXPECT_EQ(message_of([] {
              make_hyperplane(int64_t{1} << 40, {1, 1});
            }),
            "make_hyperplane: a grid of 1099511627776 points on each of 2 axes is too large");
  EXPECT_EQ(message_of([] { make_paraboloid(1); }), "make_paraboloid: per_axis must be at least 2, got 1");
  EXPECT_EQ(message_of([] { make_damped_sine({.step = -1}); }),
            "make_damped_sine: from -10 to 10 by -1 there are no samples, or too many");
  EXPECT_EQ(message_of([] { make_damped_sine({.decay = 0}); }),
            "make_damped_sine: frequency and decay must be finite, decay not 0; got 3 and 0");
}

}  // namespace
}  // namespace gradus::data
