// Rows and classes that count by weights: tests/golden/make_weights.py.
#include <limits>

#include "gradus/io/json.hpp"
#include "tests/learn/support.hpp"

namespace gradus::learn {
namespace {

const json& weighed(const std::string& family) {
  static const json content = json::parse(std::ifstream(GRADUS_GOLDEN_DIR "/weights.json"));
  return content.at(family);
}

/// The golden's weights of rows.
Tensor weights_of(int64_t rows, bool gaps = false) {
  Tensor weights = from_data(random::NumpyRandom(3).uniform(0.1, 3, rows), {rows});
  for (int64_t i = 0; gaps && i < rows; i += 7) weights.data<double>()[i] = 0;
  return weights;
}

data::LabelledData standardised(const std::string& name) {
  data::LabelledData data = table(name);
  data.x = data::StandardScaler().fit_transform(data.x);
  return data;
}

Tensor every(const Tensor& t, int64_t stride, int64_t first = 0) {
  if (!t.defined()) return t;
  return index_select(t, 0, arange(first, t.size(0), stride));
}

/// A learner with options as they would come from a file.
template <class Model>
Model made(const json& options) {
  const json file{{"kind", Model::kind_name}, {"params", options}, {"n_features_in", 0}};
  return dynamic_cast<const Model&>(*Estimator::load(io::parse_json(file.dump())));
}

template <class Model>
void expect_planes(const Model& model, const json& c, double tolerance) {
  const std::string what = c.dump().substr(0, 120);
  expect_near(model.coef(), c.at("coef"), tolerance, what + " coef");
  // scikit-learn tells one 0 where there is no intercept.
  if (static_cast<int64_t>(c.at("intercept").size()) == model.intercept().numel()) {
    expect_near(model.intercept(), c.at("intercept"), tolerance, what + " intercept");
  }
}

// --- Rows.

template <class Model>
void expect_linear(const json& c, Model model) {
  const int64_t columns = c.at("columns"), targets = c.at("targets");
  random::NumpyRandom random(columns);
  const Tensor x = from_data(random.randn(30 * columns), {30, columns});
  const Tensor y = from_data(random.randn(30 * targets), {30, targets}), w = weights_of(30, true);
  model.fit(x, y, w);
  expect_planes(model, c, 1e-10);
  EXPECT_NEAR(model.score(x, y, w), c.at("score").get<double>(), 1e-10);
}

TEST(RowWeights, LinearFitsAreScikitLearns) {
  expect_linear(weighed("linear").at(0), LinearRegression());
  expect_linear(weighed("linear").at(1), LinearRegression());
  expect_linear(weighed("linear").at(2), LinearRegression({.fit_intercept = false}));
  for (const json& c : weighed("ridge")) expect_linear(c, Ridge({.alpha = 2.5}));
}

TEST(RowWeights, LogisticFitsAreScikitLearns) {
  for (const json& c : weighed("logistic")) {
    const auto data = standardised(c.at("table"));
    auto model = made<LogisticRegression>(
        {{"C", c.at("C")}, {"max_iter", 1000}, {"class_weight", c.at("class_weight")}});
    const Tensor w = c.at("rows").get<bool>() ? weights_of(data.x.size(0), true) : Tensor();
    model.fit(data.x, data.y, w);
    EXPECT_TRUE(model.converged());
    expect_planes(model, c, 1e-6);
    expect_near(model.predict_proba(every(data.x, 25)), c.at("proba"), 1e-6, "probabilities");
    EXPECT_NEAR(model.score(data.x, data.y, w), c.at("score").get<double>(), 1e-12);
  }
}

template <class Model>
void expect_online(const json& c) {
  const auto data = standardised(c.at("table"));
  json options = c.value("options", json::object());
  options.update({{"shuffle", false}, {"max_iter", 4}, {"n_iter_no_change", 100}, {"tol", 0}});
  options["class_weight"] = c.at("class_weight");
  auto model = made<Model>(options);
  const Tensor w = c.at("rows").get<bool>() ? weights_of(data.x.size(0)) : Tensor();
  const int64_t parts = c.at("parts");
  for (int64_t part = 0; part < parts; ++part) {
    model.partial_fit(every(data.x, parts, part), every(data.y, parts, part), {}, every(w, parts, part));
  }
  if (parts == 0) model.fit(data.x, data.y, w);
  expect_planes(model, c, 1e-6);
  EXPECT_NEAR(model.score(data.x, data.y, w), c.at("score").get<double>(), 1e-12);
}

TEST(RowWeights, StepsOfPlanesAreScikitLearns) {
  for (const json& c : weighed("classifier")) expect_online<SGDClassifier>(c);
  for (const json& c : weighed("perceptron")) expect_online<Perceptron>(c);
}

TEST(RowWeights, StepsOfRegressionsAreScikitLearns) {
  random::NumpyRandom random(11);
  const Tensor x = from_data(random.randn(80 * 3), {80, 3}), noise = from_data(random.randn(80), {80});
  const Tensor y = matmul(x, tensor({1.0, -2.0, 0.5}, {.dtype = float64})) + noise, w = weights_of(80);
  for (const json& c : weighed("regressor")) {
    json options = c.at("options");
    options.update({{"shuffle", false}, {"max_iter", 4}, {"n_iter_no_change", 100}});
    auto model = made<SGDRegressor>(options);
    const int64_t parts = c.at("parts");
    for (int64_t part = 0; part < parts; ++part) {
      model.partial_fit(every(x, parts, part), every(y, parts, part), every(w, parts, part));
    }
    if (parts == 0) model.fit(x, y, w);
    expect_planes(model, c, 1e-9);
    EXPECT_NEAR(model.score(x, y, w), c.at("score").get<double>(), 1e-9);
  }
}

/// The rows that the goldens start from.
Tensor spread_rows(const Tensor& x, int64_t k) { return every(x, x.size(0) / k).slice(0, 0, k).contiguous(); }

template <class Model>
void expect_clusters(const json& c, const Tensor& x, Model model) {
  const std::string name = c.at("table");
  const Tensor w = weights_of(x.size(0));
  model.fit(x, w);
  EXPECT_EQ(model.labels().template to_vector<int64_t>(), c.at("labels").get<std::vector<int64_t>>()) << name;
  expect_near(model.cluster_centers(), c.at("centers"), 1e-9, name);
  EXPECT_NEAR(model.inertia(), c.at("inertia").get<double>(), 1e-9 * model.inertia()) << name;
  const double score = c.at("score");
  EXPECT_NEAR(model.score(every(x, 3), every(w, 3)), score, -1e-9 * score) << name;
}

TEST(RowWeights, ClustersAreScikitLearns) {
  for (const json& c : weighed("kmeans")) {
    const Tensor x = table(c.at("table")).x;
    const int64_t k = c.at("k");
    for (const KMeansAlgorithm algorithm : {KMeansAlgorithm::lloyd, KMeansAlgorithm::hamerly}) {
      expect_clusters(c, x,
                      KMeans({.n_clusters = k, .init_centers = spread_rows(x, k), .algorithm = algorithm}));
    }
  }
  for (const json& c : weighed("mini_batch")) {
    const Tensor x = table(c.at("table")).x;
    const int64_t k = c.at("k");
    expect_clusters(c, x,
                    MiniBatchKMeans({.n_clusters = k,
                                     .init_centers = spread_rows(x, k),
                                     .batch_size = c.at("options").at("batch_size"),
                                     .seed = 2,
                                     .n_init = 1}));
  }
}

/// Each row as often as its weight says.
Tensor repeated(const Tensor& t, const std::vector<int64_t>& times) {
  std::vector<int64_t> rows;
  for (size_t i = 0; i < times.size(); ++i) {
    rows.insert(rows.end(), static_cast<size_t>(times[i]), static_cast<int64_t>(i));
  }
  return index_select(t, 0, from_data(rows, {std::ssize(rows)})).contiguous();
}

/// 0, 1, 2, 3, 0, ...
std::vector<int64_t> cycle(int64_t rows) {
  std::vector<int64_t> times;
  times.reserve(static_cast<size_t>(rows));
  for (int64_t i = 0; i < rows; ++i) times.push_back(i % 4);
  return times;
}

TEST(RowWeights, ClustersAreThoseOfRepeatedRows) {
  const Tensor x = table("wine").x, start = spread_rows(x, 4);
  const std::vector<int64_t> times = cycle(x.size(0));
  const Tensor w = from_data(times, {x.size(0)});
  for (const Metric metric : {Metric::euclidean, Metric::manhattan}) {
    const KMeansOptions options{.n_clusters = 4, .init_centers = start, .metric = metric};
    KMeans weighted(options), plain(options);
    weighted.fit(x, w);
    plain.fit(repeated(x, times));
    expect_near(weighted.cluster_centers(), json(plain.cluster_centers().to_vector()), 1e-10, "centres");
    EXPECT_NEAR(weighted.inertia(), plain.inertia(), 1e-10 * plain.inertia());
    EXPECT_EQ(repeated(weighted.labels(), times).to_vector<int64_t>(), plain.labels().to_vector<int64_t>());
    EXPECT_EQ(weighted.labels().to_vector<int64_t>(), weighted.predict(x).to_vector<int64_t>());
    EXPECT_EQ(weighted.n_iter(), plain.n_iter());
  }
}

TEST(RowWeights, Float32RowsClusterAlike) {
  const Tensor x = table("digits").x, start = spread_rows(x, 10);
  const Tensor w = weights_of(x.size(0));
  KMeans exact({.n_clusters = 10, .init_centers = start}), single({.n_clusters = 10, .init_centers = start});
  exact.fit(x, w);
  single.fit(x.to(float32), w);
  EXPECT_EQ(single.labels().to_vector<int64_t>(), exact.labels().to_vector<int64_t>());
  expect_near(single.cluster_centers(), json(exact.cluster_centers().to_vector()), 1e-5, "centres");
  EXPECT_NEAR(single.inertia(), exact.inertia(), 1e-6 * exact.inertia());
}

// Two far rows of little weight and many near ones: drawn by distance alone, the far ones would start
// clusters.
TEST(RowWeights, StartsAreDrawnByWeight) {
  Doubles rows, weights;
  for (int64_t i = 0; i < 60; ++i) {
    rows.push_back(static_cast<double>(i % 2) * 10 + static_cast<double>(i) * 1e-3);
    weights.push_back(1);
  }
  for (const double far : {500.0, -500.0}) {
    rows.push_back(far);
    weights.push_back(1e-12);
  }
  for (int64_t seed = 0; seed < 5; ++seed) {
    KMeans model({.n_clusters = 2, .n_init = 1, .seed = seed});
    model.fit(from_data(rows, {62, 1}), from_data(weights, {62}));
    const Doubles centers = model.cluster_centers().to_vector();
    EXPECT_NEAR(std::min(centers[0], centers[1]), 0.029, 1e-6);
    EXPECT_NEAR(std::max(centers[0], centers[1]), 10.03, 1e-6);
  }
}

// An empty cluster takes the farthest row with its weight.
TEST(RowWeights, EmptyClustersTakeFarRows) {
  const Tensor x = tensor({{0.0}, {1.0}, {2.0}, {10.0}}, {.dtype = float64});
  const Tensor start = tensor({{0.0}, {1000.0}}, {.dtype = float64});
  KMeans model({.n_clusters = 2, .init_centers = start});
  model.fit(x, tensor({1.0, 2.0, 3.0, 0.5}, {.dtype = float64}));
  expect_near(model.cluster_centers(), json({8.0 / 6, 10.0}), 1e-12, "centres");
}

// Whole coefficients at a condition number of 9e14: weights cost no digits.
TEST(RowWeights, IllConditionedColumnsKeepTheirDigits) {
  constexpr int64_t power = 10;
  Doubles x, y, w;
  for (int64_t i = 1; i <= 20; ++i) {
    double term = 1, sum = 1;
    for (int64_t j = 1; j <= power; ++j) {
      x.push_back(term *= static_cast<double>(i));
      sum += static_cast<double>(j % 3 + 1) * term;
    }
    y.push_back(sum);
    w.push_back(1 / static_cast<double>(i));
  }
  LinearRegression model;
  model.fit(from_data(x, {20, power}), from_data(y, {20}), from_data(w, {20}));
  const Doubles coef = model.coef().to_vector();
  for (int64_t j = 1; j <= power; ++j) {
    EXPECT_NEAR(coef[static_cast<size_t>(j - 1)], static_cast<double>(j % 3 + 1), 1e-7) << j;
  }
}

// --- Classes.

TEST(ClassWeight, IsSavedLoadedAndPrinted) {
  const auto data = standardised("wine");
  const auto keeps = [&](auto model, const std::string& text) {
    EXPECT_EQ(to_string(model), text);
    model.fit(data.x, data.y);
    const auto loaded = Estimator::load(model.save());
    EXPECT_EQ(loaded->save(), model.save());
    EXPECT_EQ(to_string(*loaded), text);
    EXPECT_EQ(to_string(*model.clone()), text);
  };
  keeps(LogisticRegression({.class_weight = balanced}), "LogisticRegression(class_weight='balanced')");
  keeps(Perceptron({.class_weight = {{0, 1.5}, {2, 4.0}}}), "Perceptron(class_weight={0: 1.5, 2: 4.0})");
  keeps(Adaline({.class_weight = balanced}), "Adaline(class_weight='balanced')");
  keeps(SGDClassifier({.class_weight = {{1, 2.0}}}), "SGDClassifier(class_weight={1: 2.0})");
  const auto chosen = with_params(Perceptron(), {{"class_weight", "balanced"}});
  EXPECT_EQ(to_string(*chosen), "Perceptron(class_weight='balanced')");
}

// As it was before there were class weights.
TEST(ClassWeight, IsNoneInOlderFiles) {
  Value::Dict file = LogisticRegression({.C = 2}).save().dict("");
  for (auto& [name, value] : file) {
    if (name != "params") continue;
    Value::Dict params = value.dict("");
    std::erase_if(params, [](const auto& entry) { return entry.first == "class_weight"; });
    value = Value(std::move(params));
  }
  EXPECT_EQ(to_string(*Estimator::load(Value(std::move(file)))), "LogisticRegression(C=2.0)");
}

// Rows that made a centre were counted in whole numbers then.
TEST(RowWeights, OlderFilesOfMiniBatchesAreRead) {
  MiniBatchKMeans model({.n_clusters = 3, .seed = 1});
  model.partial_fit(table("iris").x);
  Value::Dict file = model.save().dict("");
  Value::Dict learned = file.back().second.dict("");
  for (auto& [name, value] : learned) {
    if (name != "counts") continue;
    Value::List whole;
    for (const Value& count : value.list("")) whole.emplace_back(static_cast<int64_t>(count.number("")));
    value = Value(std::move(whole));
  }
  file.back().second = Value(std::move(learned));
  EXPECT_EQ(Estimator::load(Value(std::move(file)))->save(), model.save());
}

// For one plane, a class's weight is that of its rows; batches of Adaline take their weighted mean.
TEST(ClassWeight, OfTwoClassesIsThatOfTheirRows) {
  const auto data = standardised("breast_cancer");
  const Tensor w = (data.y == 1).to(float64) * 2.5 + 0.5;
  const auto same = [&](auto by_class, auto by_row) {
    by_class.fit(data.x, data.y);
    by_row.fit(data.x, data.y, w);
    expect_near(by_class.coef(), json(by_row.coef().to_vector()), 1e-9, by_class.kind());
  };
  const ClassWeight weights{{0, 0.5}, {1, 3.0}};
  same(LogisticRegression({.class_weight = weights}), LogisticRegression());
  same(Perceptron({.max_iter = 5, .class_weight = weights}), Perceptron({.max_iter = 5}));
  same(Adaline({.eta0 = 0.01, .batch_size = 32, .class_weight = weights}),
       Adaline({.eta0 = 0.01, .batch_size = 32}));
  same(SGDClassifier({.loss = SGDClassifierLoss::softmax, .max_iter = 5, .class_weight = weights}),
       SGDClassifier({.loss = SGDClassifierLoss::softmax, .max_iter = 5}));
}

TEST(ClassWeight, FindsMoreOfARareClass) {
  random::NumpyRandom random(4);
  const Tensor x = from_data(random.randn(400 * 2), {400, 2});
  std::vector<int64_t> rare;
  for (int64_t i = 0; i < 400; ++i) rare.push_back(i % 20 == 0 ? 1 : 0);
  const Tensor y = from_data(rare, {400}), moved = x + y.to(float64).reshape({400, 1});
  LogisticRegression plain, weighted({.class_weight = balanced});
  plain.fit(moved, y);
  weighted.fit(moved, y);
  EXPECT_GT(metrics::recall_score(y, weighted.predict(moved)), 0.7);
  EXPECT_LT(metrics::recall_score(y, plain.predict(moved)), 0.3);
}

TEST(ClassWeight, SaysWhatIsWrong) {
  const auto data = standardised("wine");
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(message_of([&] {
              LogisticRegression({.class_weight = {{0, -1.0}}});
            }),
            "LogisticRegression: the weight of class 0 is -1; weights are finite and not negative");
  EXPECT_EQ(message_of([&] {
              Perceptron({.class_weight = {{0, 1.0}, {4, nan}}});
            }),
            "Perceptron: the weight of class 4 is nan; weights are finite and not negative");
  EXPECT_EQ(message_of([&] { Adaline({.class_weight = {{0, 0.0}}}); }), "Adaline: all of class_weight is 0");
  EXPECT_EQ(message_of([&] {
              SGDClassifier({.class_weight = {{0, 2.0}, {7, 1.0}}}).fit(data.x, data.y);
            }),
            "SGDClassifier.fit: class 7 has a weight but no rows, class 2 has rows but no weight");
  EXPECT_EQ(
      message_of([&] {
        LogisticRegression({.class_weight = {{0, 0.0}, {1, 0.0}, {2, 0.0}, {3, 1.0}}}).fit(data.x, data.y);
      }),
      "LogisticRegression.fit: class_weight is 0 for every class of y");
  EXPECT_EQ(
      message_of([&] { Perceptron({.class_weight = balanced}).partial_fit(data.x, data.y); }),
      "Perceptron.partial_fit: class_weight = balanced needs all rows at once: give a weight for each class");
  EXPECT_EQ(
      message_of([] {
        with_params(Perceptron(), {{"class_weight", "even"}});
      }),
      "with_params: Perceptron: params: class_weight: it is null, \"balanced\" or a weight for each class");
  EXPECT_EQ(message_of([] {
              with_params(Perceptron(), {{"class_weight", Value(Value::Dict{{"a", 1.0}})}});
            }),
            "with_params: Perceptron: params: class_weight: classes are whole numbers, not \"a\"");
}

}  // namespace
}  // namespace gradus::learn
