// What every learner must do, whichever it is: scikit-learn's checks of estimators, restated.
#include "gradus/learn/estimator.hpp"

#include <functional>
#include <limits>
#include <sstream>

#include "gradus/io/json.hpp"
#include "tests/learn/support.hpp"

namespace gradus::learn {
namespace {

/// A learner, and how it is used, whatever its family.
struct Subject {
  std::string name;
  std::function<std::unique_ptr<Estimator>()> make;
  bool depends_on_order;  ///< of the rows it learns from

  friend void PrintTo(const Subject& subject, std::ostream* out) { *out << subject.name; }
};

void fit(Estimator& learner, const Tensor& x, const Tensor& y) { learner.fit_any(x, y); }

/// What it makes of rows: the most telling of its outputs.
Tensor output(const Estimator& learner, const Tensor& x) {
  if (const auto* classifier = dynamic_cast<const Classifier*>(&learner)) return classifier->predict(x);
  if (const auto* regressor = dynamic_cast<const Regressor*>(&learner)) return regressor->predict(x);
  if (const auto* pca = dynamic_cast<const PCA*>(&learner)) return pca->transform(x);
  return dynamic_cast<const internal::CenterModel&>(learner).transform(x);
}

class EveryLearner : public testing::TestWithParam<Subject> {
 protected:
  EveryLearner() {
    // Three groups of ten rows.
    Doubles rows = random::NumpyRandom(5).randn(30 * 4);
    std::vector<int64_t> labels;
    for (size_t i = 0; i < 30; ++i) {
      for (size_t j = 0; j < 4; ++j) rows[i * 4 + j] += (j == i % 3 ? 4.0 : 0.0);
      labels.push_back(static_cast<int64_t>(i % 3) * 2 - 1);  // -1, 1, 3
    }
    x = from_data(rows, {30, 4});
    y = from_data(labels, {30});
  }

  std::unique_ptr<Estimator> make() const { return GetParam().make(); }
  std::unique_ptr<Estimator> fitted() const {
    auto learner = make();
    fit(*learner, x, y);
    return learner;
  }

  Tensor x, y;
};

TEST_P(EveryLearner, FitsTwiceTheSame) {
  const auto learner = fitted();
  const Doubles once = output(*learner, x).to_vector();
  const Value kept = learner->save();
  fit(*learner, x, y);
  EXPECT_EQ(output(*learner, x).to_vector(), once);
  EXPECT_EQ(learner->save(), kept);
}

TEST_P(EveryLearner, ForgetsWhatItLearnedBefore) {
  const auto learner = make();
  fit(*learner, x.slice(1, 0, 2).contiguous() * 3.0, y);
  fit(*learner, x, y);
  EXPECT_EQ(learner->save(), fitted()->save());
}

TEST_P(EveryLearner, LeavesItsInputAlone) {
  const Doubles before = x.to_vector();
  output(*fitted(), x);
  EXPECT_EQ(x.to_vector(), before);
}

TEST_P(EveryLearner, ClonesAreEqualAndApart) {
  const auto learner = fitted();
  const auto copy = learner->clone();
  EXPECT_EQ(copy->save(), learner->save());
  fit(*copy, x * 2.0 + 1.0, y);
  EXPECT_EQ(learner->save(), fitted()->save());
}

TEST_P(EveryLearner, IsSavedAndLoaded) {
  const auto learner = fitted();
  const Value value = learner->save();
  const auto loaded = Estimator::load(value);
  EXPECT_EQ(loaded->save(), value);
  EXPECT_EQ(loaded->kind(), learner->kind());
  EXPECT_EQ(loaded->n_features_in(), 4);
  EXPECT_EQ(output(*loaded, x).to_vector(), output(*learner, x).to_vector());
  const auto fresh = Estimator::load(make()->save());
  EXPECT_FALSE(fresh->is_fitted());
  EXPECT_EQ(fresh->params(), learner->params());
}

TEST_P(EveryLearner, RefusesWhatIsNotItsOwn) {
  Value::Dict dict = fitted()->save().dict("");
  for (auto& [name, value] : dict) {
    if (name == "n_features_in") value = 3;
  }
  const std::string words = message_of([&] { Estimator::load(Value(dict), "model"); });
  EXPECT_TRUE(words.starts_with("model: " + make()->kind() + ": ")) << words;
  dict.front().second = "NoSuchLearner";
  EXPECT_TRUE(message_of([&] {
                Estimator::load(Value(dict), "model");
              }).starts_with("model: there is no learner of the kind \"NoSuchLearner\""));
}

TEST_P(EveryLearner, PrintsItself) {
  std::ostringstream text;
  text << *make();
  EXPECT_TRUE(text.str().starts_with(make()->kind() + "(")) << text.str();
  EXPECT_TRUE(text.str().ends_with(")")) << text.str();
  EXPECT_EQ(text.str().find('\n'), std::string::npos) << text.str();
}

TEST_P(EveryLearner, WantsToBeFittedFirst) {
  const auto learner = make();
  const std::string words = message_of([&] { output(*learner, x); });
  EXPECT_TRUE(words.ends_with(": call fit() first")) << words;
  EXPECT_TRUE(words.starts_with(learner->kind() + ".")) << words;
}

TEST_P(EveryLearner, WantsTheColumnsItKnows) {
  const std::string words = message_of([&] { output(*fitted(), x.slice(1, 0, 3)); });
  EXPECT_TRUE(words.ends_with(": x has 3 columns, fitted were 4: (30, 3)")) << words;
}

TEST_P(EveryLearner, NamesTheRowAndColumnOfWhatIsNoNumber) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  constexpr double infinity = std::numeric_limits<double>::infinity();
  for (const double bad : {nan, infinity, -infinity}) {
    Tensor broken = x.clone();
    broken.data<double>()[7 * 4 + 2] = bad;
    const auto learner = fitted();
    const Value before = learner->save();
    for (const std::string& words :
         {message_of([&] { fit(*learner, broken, y); }), message_of([&] { output(*learner, broken); })}) {
      EXPECT_NE(words.find("in row 7, column 2 (counted from 0)"), std::string::npos) << words;
    }
    EXPECT_EQ(learner->save(), before);
  }
}

TEST_P(EveryLearner, RefusesOtherShapes) {
  const auto learner = make();
  EXPECT_NE(message_of([&] { fit(*learner, x.reshape({120}), y); }), "no error");
  EXPECT_NE(message_of([&] { fit(*learner, zeros({0, 4}), zeros({0})); }), "no error");
  EXPECT_NE(message_of([&] { fit(*learner, Tensor(), y); }), "no error");
  EXPECT_FALSE(learner->is_fitted());
  if (!dynamic_cast<Classifier*>(learner.get()) && !dynamic_cast<Regressor*>(learner.get())) return;
  for (const Tensor& wrong : {y.slice(0, 0, 29), y.reshape({30, 1, 1}), Tensor()}) {
    const std::string words = message_of([&] { fit(*learner, x, wrong); });
    EXPECT_TRUE(words.starts_with(learner->kind() + ".fit: ")) << words;
  }
}

// One row is learned from or refused with a sentence, never worse.
TEST_P(EveryLearner, OneRowIsNoAccident) {
  const auto learner = make();
  const std::string words = message_of([&] { fit(*learner, x.slice(0, 0, 1), y.slice(0, 0, 1)); });
  if (words == "no error") {
    for (const double value : output(*learner, x).to_vector()) EXPECT_TRUE(std::isfinite(value));
  } else {
    EXPECT_TRUE(words.starts_with(learner->kind() + ".fit: ")) << words;
    EXPECT_FALSE(learner->is_fitted());
  }
}

// What is said of a row depends on that row alone, up to rounding.
TEST_P(EveryLearner, OutputsDependOnTheirRowAlone) {
  const auto learner = fitted();
  const Tensor all = output(*learner, x);
  const int64_t width = all.numel() / 30;
  const Doubles whole = all.to_vector();
  for (int64_t i = 29; i >= 0; --i) {
    const Doubles row = output(*learner, x.slice(0, i, i + 1)).to_vector();
    ASSERT_EQ(static_cast<int64_t>(row.size()), width);
    for (int64_t j = 0; j < width; ++j) {
      EXPECT_NEAR(row[static_cast<size_t>(j)], whole[static_cast<size_t>(i * width + j)], 1e-12);
    }
  }
}

TEST_P(EveryLearner, TheOrderOfRowsDoesNotMatter) {
  if (GetParam().depends_on_order) GTEST_SKIP() << "learns row by row, in the order given or drawn";
  const Tensor backwards = arange(29, -1, -1);
  const auto learner = make();
  fit(*learner, index_select(x, 0, backwards), index_select(y, 0, backwards));
  const Doubles ours = output(*learner, x).to_vector(), usual = output(*fitted(), x).to_vector();
  for (size_t i = 0; i < usual.size(); ++i) EXPECT_NEAR(ours[i], usual[i], 1e-6);
}

TEST_P(EveryLearner, Float32AndIntegersAreTaken) {
  const auto learner = make();
  fit(*learner, x.to(float32), y.to(int32));
  EXPECT_EQ(output(*learner, x.to(float32)).size(0), 30);
  fit(*learner, x.to(int64), y);
  EXPECT_EQ(output(*learner, x.to(int64)).size(0), 30);
}

TEST_P(EveryLearner, OneClassIsRefusedOrLearned) {
  const auto learner = make();
  const auto* classifier = dynamic_cast<Classifier*>(learner.get());
  if (!classifier) GTEST_SKIP() << "learns no classes";
  const std::string words = message_of([&] { fit(*learner, x, full({30}, 7)); });
  if (words == "no error") {
    EXPECT_EQ(classifier->predict(x).to_vector<int64_t>(), std::vector<int64_t>(30, 7));
  } else {
    EXPECT_EQ(words, learner->kind() + ".fit: y has one class only, 7; two or more are needed");
  }
}

TEST_P(EveryLearner, ClassesAreWholeNumbers) {
  const auto learner = make();
  if (!dynamic_cast<Classifier*>(learner.get())) GTEST_SKIP() << "learns no classes";
  EXPECT_EQ(message_of([&] { fit(*learner, x, y.to(float64) + 0.5); }),
            learner->kind() + ".fit: classes are whole numbers, but y holds -0.5 in row 0 (counted from 0)");
  fit(*learner, x, y.to(float64));
  const Tensor predicted = dynamic_cast<Classifier&>(*learner).predict(x);
  EXPECT_EQ(predicted.dtype(), int64);
  EXPECT_GT(dynamic_cast<Classifier&>(*learner).score(x, y), 0.9);
}

TEST_P(EveryLearner, SaysWhetherItHasProbabilities) {
  const auto learner = make();
  const auto* classifier = dynamic_cast<const Classifier*>(learner.get());
  if (!classifier) GTEST_SKIP() << "no classifier";
  learner->fit_any(x, y);
  EXPECT_EQ(message_of([&] { classifier->predict_proba(x); }) == "no error", classifier->has_probabilities());
}

TEST_P(EveryLearner, LearnsOnFromKnownClassesOnly) {
  const auto learner = make();
  auto* online = dynamic_cast<OnlineClassifier*>(learner.get());
  if (!online) GTEST_SKIP() << "learns in one go";
  const Tensor first = x.slice(0, 0, 10), labels = y.slice(0, 0, 10);
  EXPECT_NE(message_of([&] { online->partial_fit(first, full({10}, 1)); }).find("two or more classes"),
            std::string::npos);
  online->partial_fit(first, labels, {-1, 1, 3});
  const Value before = learner->save();
  EXPECT_EQ(message_of([&] { online->partial_fit(first, full({10}, 4)); }),
            learner->kind() +
                ".partial_fit: y holds 4 in row 0 (counted from 0), which is none of the classes -1, 1, 3");
  EXPECT_NE(message_of([&] { online->partial_fit(first, labels, {-1, 1}); }), "no error");
  EXPECT_NE(message_of([&] { online->partial_fit(first.slice(1, 0, 2), labels); }), "no error");
  EXPECT_EQ(learner->save(), before);
  online->partial_fit(x, y);
  EXPECT_NE(learner->save(), before);
  EXPECT_EQ(online->loss_curve().size(), 2U);
}

// --- Rows that count by weights.

/// 0, 1, 2, 0, 1, 2, ...: each group loses rows.
Tensor uneven() {
  std::vector<int64_t> weights;
  for (int64_t i = 0; i < 30; ++i) weights.push_back(i / 3 % 3);
  return from_data(weights, {30});
}

/// Rows as often as their weight says.
Tensor repeated(const Tensor& t) {
  std::vector<int64_t> rows;
  for (int64_t i = 0; i < 30; ++i) rows.insert(rows.end(), static_cast<size_t>(i / 3 % 3), i);
  return index_select(t, 0, from_data(rows, {std::ssize(rows)}));
}

TEST_P(EveryLearner, RowsOfWeightOneCountAsUsual) {
  const auto learner = make();
  if (!learner->takes_sample_weight()) GTEST_SKIP() << "takes no weights";
  learner->fit_any(x, y, ones({30}));
  EXPECT_EQ(learner->save(), fitted()->save());
}

TEST_P(EveryLearner, RowsOfWeightZeroAreNotThere) {
  const auto learner = make(), without = make();
  if (!learner->takes_sample_weight()) GTEST_SKIP() << "takes no weights";
  // Two kinds of weights: 0 and 1, and 0 and others.
  for (const Tensor& weights : {(uneven() > 0).to(float64), uneven().to(float64) * 0.75}) {
    const Tensor kept = nonzero(weights).reshape({-1});
    learner->fit_any(x, y, weights);
    without->fit_any(index_select(x, 0, kept), index_select(y, 0, kept), index_select(weights, 0, kept));
    EXPECT_EQ(output(*learner, x).to_vector(), output(*without, x).to_vector());
    EXPECT_EQ(learner->loss_curve(), without->loss_curve());
    EXPECT_NEAR(learner->score_any(x, y, weights),
                learner->score_any(index_select(x, 0, kept), index_select(y, 0, kept),
                                   index_select(weights, 0, kept)),
                1e-12);
  }
}

TEST_P(EveryLearner, ARowOfWeightTwoIsThereTwice) {
  const auto learner = make(), twice = make();
  if (!learner->takes_sample_weight()) GTEST_SKIP() << "takes no weights";
  if (GetParam().depends_on_order) GTEST_SKIP() << "learns row by row, in the order given or drawn";
  learner->fit_any(x, y, uneven());
  twice->fit_any(repeated(x), repeated(y));
  const Tensor ours = output(*learner, x), usual = output(*twice, x);
  for (int64_t i = 0; i < ours.numel(); ++i) {
    EXPECT_NEAR(ours.to_vector()[static_cast<size_t>(i)], usual.to_vector()[static_cast<size_t>(i)], 1e-10);
  }
  ASSERT_EQ(learner->loss_curve().size(), twice->loss_curve().size());
  if (!twice->loss_curve().empty()) {
    EXPECT_NEAR(learner->loss_curve().back(), twice->loss_curve().back(), 1e-10 * twice->loss_curve().back());
  }
  EXPECT_NEAR(learner->score_any(x, y, uneven()), learner->score_any(repeated(x), repeated(y)), 1e-10);
}

TEST_P(EveryLearner, WeightsAreSoundOrRefused) {
  const auto learner = fitted();
  const Value before = learner->save();
  const auto words = [&](const Tensor& weights) {
    return message_of([&] { learner->fit_any(x, y, weights); });
  };
  const std::string fit = learner->kind() + ".fit: ";
  Tensor weights = ones({30}, {.dtype = float64});
  if (learner->takes_sample_weight()) {
    weights.data<double>()[4] = -0.5;
    EXPECT_EQ(words(weights), fit + "sample_weight[4] is -0.5; weights are finite and not negative");
    EXPECT_NE(message_of([&] { learner->score_any(x, y, weights); }), "no error");
    weights.data<double>()[4] = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(words(weights), fit + "sample_weight[4] is nan; weights are finite and not negative");
    EXPECT_EQ(words(zeros({30})), fit + "all of sample_weight is 0");
    EXPECT_EQ(words(ones({29})),
              fit + "sample_weight must have one weight for each of the 30 rows, got (29,)");
    EXPECT_EQ(words(ones({30, 1})),
              fit + "sample_weight must have one weight for each of the 30 rows, got (30, 1)");
  } else {
    EXPECT_EQ(words(weights), fit + "this learner takes no sample_weight: all rows count alike");
  }
  EXPECT_EQ(learner->save(), before);
}

TEST_P(EveryLearner, LearnsOnFromWeighedRows) {
  const auto learner = make(), without = make();
  const Tensor weights = (uneven() > 0).to(int64), kept = nonzero(weights).reshape({-1});
  const auto some = [&](const Tensor& t) { return index_select(t, 0, kept); };
  if (auto* online = dynamic_cast<OnlineClassifier*>(learner.get())) {
    online->partial_fit(x, y, {}, weights);
    dynamic_cast<OnlineClassifier&>(*without).partial_fit(some(x), some(y));
  } else if (auto* regressor = dynamic_cast<SGDRegressor*>(learner.get())) {
    regressor->partial_fit(x, y, weights);
    dynamic_cast<SGDRegressor&>(*without).partial_fit(some(x), some(y));
  } else if (auto* clusters = dynamic_cast<MiniBatchKMeans*>(learner.get())) {
    clusters->partial_fit(x, weights);
    dynamic_cast<MiniBatchKMeans&>(*without).partial_fit(some(x));
  } else {
    GTEST_SKIP() << "learns in one go";
  }
  EXPECT_EQ(output(*learner, x).to_vector(), output(*without, x).to_vector());
}

template <class T>
Subject subject(const std::string& name, T learner, bool depends_on_order = false) {
  const auto shared = std::make_shared<T>(std::move(learner));
  return {name, [shared] { return shared->clone(); }, depends_on_order};
}

std::vector<Subject> subjects() {
  return {
      subject("KMeans", KMeans({.n_clusters = 3, .seed = 1}), true),
      subject("KMedians", KMeans({.n_clusters = 3, .seed = 1, .metric = Metric::manhattan}), true),
      subject("MiniBatchKMeans", MiniBatchKMeans({.n_clusters = 3, .batch_size = 12, .seed = 1}), true),
      subject("PCA", PCA({.n_components = 2})),
      subject("WhitenedPCA", PCA({.whiten = true, .svd_solver = PCASolver::full})),
      subject("LinearRegression", LinearRegression()),
      subject("Ridge", Ridge({.alpha = 0.5})),
      subject("LogisticRegression", LogisticRegression({.C = 0.5, .tol = 1e-8, .max_iter = 1000})),
      subject("Perceptron", Perceptron(), true),
      subject("Adaline", Adaline(), true),
      subject("FullBatchAdaline", Adaline({.eta0 = 0.05, .batch_size = std::nullopt})),
      subject("SGDClassifier", SGDClassifier({.loss = SGDClassifierLoss::log_loss, .alpha = 0.01}), true),
      subject("SoftmaxClassifier", SGDClassifier({.loss = SGDClassifierLoss::softmax,
                                                  .max_iter = 200,
                                                  .learning_rate = LearningRate::constant,
                                                  .eta0 = 0.1,
                                                  .batch_size = std::nullopt})),
      subject("SGDRegressor", SGDRegressor({.batch_size = 4}), true),
      subject("KNeighborsClassifier", KNeighborsClassifier({.n_neighbors = 3})),
      subject("MLPClassifier",
              MLPClassifier({.hidden_layer_sizes = {8}, .learning_rate_init = 0.05, .max_iter = 60}), true),
      subject("StoppedMLPClassifier",
              MLPClassifier({.hidden_layer_sizes = {8, 4},
                             .activation = MLPActivation::tanh,
                             .solver = MLPSolver::sgd,
                             .learning_rate_init = 0.1,
                             .early_stopping = true,
                             .validation_fraction = 0.2}),
              true),
      subject("MLPRegressor", MLPRegressor({.hidden_layer_sizes = {8}, .learning_rate_init = 0.02}), true),
      subject("KNeighborsRegressor", KNeighborsRegressor({.weights = NeighborWeights::distance})),
  };
}

INSTANTIATE_TEST_SUITE_P(Learners, EveryLearner, testing::ValuesIn(subjects()),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace gradus::learn
