#include "gradus/learn/model_selection.hpp"

#include "gradus/learn/search.hpp"
#include "tests/learn/support.hpp"

namespace gradus::learn {
namespace {

/// What scikit-learn found: tests/golden/make_selection.py.
const json& found(const std::string& family) {
  static const json content = json::parse(std::ifstream(GRADUS_GOLDEN_DIR "/selection.json"));
  return content.at(family);
}

void expect_scores(const std::vector<double>& ours, const json& theirs, const std::string& what) {
  const auto wanted = theirs.get<Doubles>();
  ASSERT_EQ(ours.size(), wanted.size()) << what;
  for (size_t i = 0; i < ours.size(); ++i) EXPECT_NEAR(ours[i], wanted[i], 1e-9) << what << " " << i;
}

/// The made-up table of the script.
struct Numbers {
  Tensor x, y;
  Numbers() {
    random::NumpyRandom random(3);
    x = from_data(random.randn(240), {60, 4});
    y = matmul(x, tensor({1.0, 0.0, -1.0, 2.0}, {.dtype = float64})) + from_data(random.randn(60), {60});
  }
};

TEST(CrossValidation, ScoresAreScikitLearns) {
  for (const json& c : found("classes")) {
    const auto data = table(c.at("table"));
    const KNeighborsClassifier model({.n_neighbors = c.at("neighbors")});
    const CrossValidation scores = cross_validate(
        model, data.x, data.y, {.cv = c.at("cv"), .scoring = c.at("scoring"), .return_train_score = true});
    const std::string what = c.at("table").get<std::string>() + " " + c.at("scoring").get<std::string>();
    expect_scores(scores.test_score, c.at("test"), what);
    expect_scores(scores.train_score, c.at("train"), what);
    EXPECT_EQ(scores.fit_time.size(), scores.test_score.size());
    EXPECT_FALSE(model.is_fitted());
  }
  const Numbers numbers;
  for (const json& c : found("regression")) {
    expect_scores(cross_val_score(Ridge({.alpha = 2}), numbers.x, numbers.y,
                                  {.cv = c.at("cv"), .scoring = c.at("scoring")}),
                  c.at("test"), c.at("scoring"));
  }
}

TEST(CrossValidation, TakesSplitsScorersAndLearnersWithoutTargets) {
  const auto data = table("iris");
  const std::vector<data::SplitIndices> splits{{.train = {0, 1, 50, 51, 100, 101}, .test = {2, 52, 102}}};
  const Scorer rows = [](const Estimator&, const Tensor& x, const Tensor&) {
    return static_cast<double>(x.size(0));
  };
  const KNeighborsClassifier model({.n_neighbors = 1});
  EXPECT_EQ(cross_val_score(model, data.x, data.y, {.splits = splits, .scorer = rows}), (Doubles{3}));
  EXPECT_EQ(cross_val_score(model, data.x, data.y, {.splits = splits}), (Doubles{1}));
  const std::vector<double> likelihoods = cross_val_score(PCA({.n_components = 2}), data.x, {}, {.cv = 3});
  ASSERT_EQ(likelihoods.size(), 3U);
  PCA first({.n_components = 2});
  first.fit(data.x.slice(0, 50, 150));
  EXPECT_NEAR(likelihoods[0], first.score(data.x.slice(0, 0, 50)), 1e-12);
  EXPECT_EQ(cross_val_score(KMeans({.n_clusters = 2, .n_init = 1}), data.x, {}, {.cv = 4}).size(), 4U);
}

TEST(CrossValidation, WeightsOfRowsGoWithTheirFolds) {
  const Numbers numbers;
  const json& c = found("weighted");
  Doubles each = random::NumpyRandom(4).uniform(0.1, 3, 60);
  for (size_t i = 0; i < each.size(); i += 7) each[i] = 0;
  const Tensor weights = from_data(each, {60});
  expect_scores(
      cross_val_score(Ridge({.alpha = 2}), numbers.x, numbers.y, {.cv = 4, .sample_weight = weights}),
      c.at("test"), "weighted");
  GridSearchCV search(Ridge(), {{"alpha", {0.1, 10.0, 100.0}}},
                      {.validation = {.cv = 3, .sample_weight = weights}});
  search.fit(numbers.x, numbers.y);
  Doubles means;
  for (const SearchResult& result : search.cv_results()) means.push_back(result.mean_test_score);
  expect_scores(means, c.at("mean"), "search");
  const auto& best = dynamic_cast<const Regressor&>(search.best_estimator());
  expect_near(best.predict(numbers.x.slice(0, 0, 5)), c.at("predicted"), 1e-9, "predicted");
}

TEST(CrossValidation, ThreadsChangeNothing) {
  const auto data = table("wine");
  const Tensor x = data::StandardScaler().fit_transform(data.x);
  const auto scores = [&] {
    RandomizedSearchCV search(SGDClassifier({.loss = SGDClassifierLoss::log_loss, .max_iter = 20}),
                              {{"alpha", log_uniform(1e-4, 1)},
                               {"penalty", one_of({"l1", "l2"})},
                               {"n_iter_no_change", integers(1, 4)}},
                              {.n_iter = 6, .seed = 5});
    search.fit(x, data.y);
    std::vector<Doubles> all;
    for (const SearchResult& result : search.cv_results()) all.push_back(result.test_scores);
    all.push_back({search.best_score(), search.best_estimator().loss_curve().back()});
    return all;
  };
  const int threads = num_threads();
  set_num_threads(1);
  const auto one = scores();
  set_num_threads(3);
  const auto three = scores();
  set_num_threads(threads);
  EXPECT_EQ(one, three);
}

TEST(GridSearchCV, FindsWhatScikitLearnFinds) {
  const Numbers numbers;
  const json& c = found("grid");
  GridSearchCV search(KNeighborsRegressor(),
                      {{"n_neighbors", {2, 3, 5, 9}}, {"weights", {"uniform", "distance"}}},
                      {.validation = {.cv = 6}});
  search.fit(numbers.x, numbers.y);
  ASSERT_EQ(search.cv_results().size(), 8U);
  for (size_t i = 0; i < 8; ++i) {
    const SearchResult& result = search.cv_results()[i];
    EXPECT_NEAR(result.mean_test_score, c.at("mean")[i].get<double>(), 1e-9);
    EXPECT_NEAR(result.std_test_score, c.at("std")[i].get<double>(), 1e-9);
    EXPECT_EQ(result.rank, c.at("rank")[i].get<int64_t>());
    EXPECT_TRUE(result.train_scores.empty());
  }
  EXPECT_EQ(search.best_params()[0].second.integer(""), c.at("best").at("n_neighbors").get<int64_t>());
  EXPECT_EQ(search.best_params()[1].second.text(""), c.at("best").at("weights").get<std::string>());
  EXPECT_NEAR(search.best_score(), c.at("score").get<double>(), 1e-9);
  const auto& best = dynamic_cast<const Regressor&>(search.best_estimator());
  expect_near(best.predict(numbers.x.slice(0, 0, 5)), c.at("predicted"), 1e-9, "predicted");
}

TEST(RandomizedSearchCV, DrawsBySeedAndWithinRange) {
  const Numbers numbers;
  const auto alphas = [&](int64_t seed) {
    RandomizedSearchCV search(
        Ridge(), {{"alpha", log_uniform(0.01, 100)}},
        {.n_iter = 30, .seed = seed, .search = {.validation = {.cv = 2}, .refit = false}});
    search.fit(numbers.x, numbers.y);
    Doubles all;
    for (const SearchResult& result : search.cv_results()) {
      all.push_back(result.params.front().second.number(""));
      EXPECT_GE(all.back(), 0.01);
      EXPECT_LE(all.back(), 100);
    }
    EXPECT_EQ(message_of([&] { static_cast<void>(search.best_estimator()); }),
              "RandomizedSearchCV.best_estimator: there is none without refit");
    return all;
  };
  const Doubles first = alphas(1);
  EXPECT_EQ(first, alphas(1));
  EXPECT_NE(first, alphas(2));
  EXPECT_GT(std::count_if(first.begin(), first.end(), [](double alpha) { return alpha < 1; }), 5);
  EXPECT_GT(std::count_if(first.begin(), first.end(), [](double alpha) { return alpha > 1; }), 5);
}

TEST(Curves, AreScikitLearns) {
  const auto data = table("wine");
  const json& l = found("learning");
  const LearningCurve learning =
      learning_curve(KNeighborsClassifier({.n_neighbors = 1}), data.x, data.y, {0.4, 0.7, 1.0}, {.cv = 4});
  EXPECT_EQ(learning.train_sizes, l.at("sizes").get<std::vector<int64_t>>());
  ASSERT_EQ(learning.test_scores.size(), 3U);
  const Numbers numbers;
  const json& v = found("validation");
  const ScoreCurve validation =
      validation_curve(Ridge(), numbers.x, numbers.y, "alpha", {0.1, 10.0}, {.cv = 3});
  ASSERT_EQ(validation.test_scores.size(), 2U);
  for (size_t i = 0; i < 3; ++i) {
    expect_scores(learning.test_scores[i], l.at("test")[i], "learning");
    expect_scores(learning.train_scores[i], l.at("train")[i], "learning");
    if (i == 2) continue;
    expect_scores(validation.test_scores[i], v.at("test")[i], "validation");
    expect_scores(validation.train_scores[i], v.at("train")[i], "validation");
  }
}

TEST(ModelSelection, SaysWhatIsWrong) {
  const auto data = table("iris");
  const KNeighborsClassifier knn;
  EXPECT_TRUE(
      message_of([] { get_scorer("acuracy"); }).starts_with("get_scorer: there is no score \"acuracy\""));
  EXPECT_TRUE(message_of([&] {
                validation_curve(knn, data.x, data.y, "neighbors", {1});
              }).starts_with("with_params: KNeighborsClassifier has no option \"neighbors\""));
  EXPECT_EQ(message_of([&] { cross_validate(knn, data.x, data.y.slice(0, 0, 9)); }),
            "cross_validate: x and y differ in rows: (150, 4) and (9,)");
  EXPECT_EQ(message_of([&] { cross_validate(knn, data.x, data.y, {.sample_weight = full({9}, 1.0)}); }),
            "cross_validate: sample_weight must have one weight for each of the 150 rows, got (9,)");
  EXPECT_EQ(message_of([&] { cross_validate(knn, data.x, data.y, {.sample_weight = full({150}, 2.0)}); }),
            "cross_validate: KNeighborsClassifier(): KNeighborsClassifier.fit: this learner takes no "
            "sample_weight: all rows count alike");
  EXPECT_EQ(message_of([&] { cross_validate(knn, data.x, data.y, {.cv = 1}); }),
            "cross_validate: cv = 1 must be at least 2");
  EXPECT_EQ(
      message_of([&] { cross_validate(knn, data.x, data.y, {.splits = {{.train = {0}, .test = {150}}}}); }),
      "cross_validate: splits[0] names the row 150, but x has rows 0 to 149");
  EXPECT_EQ(message_of([&] {
              learning_curve(knn, data.x, data.y, {0.5, 1.5});
            }),
            "learning_curve: train_sizes holds 1.5, not above 0 and at most 1");
  EXPECT_EQ(message_of([&] { GridSearchCV(knn, {{"p", {}}}); }), "GridSearchCV: there are no values of p");
  EXPECT_EQ(message_of([&] {
              GridSearchCV(knn, {{"n_neighbors", {0}}});
            }),
            "with_params: KNeighborsClassifier: n_neighbors = 0 must be at least 1");
  EXPECT_EQ(message_of([&] {
              static_cast<void>(GridSearchCV(knn, {{"p", {1}}}).best_score());
            }),
            "GridSearchCV.best_score: call fit() first");
  EXPECT_EQ(message_of([] { log_uniform(0, 1); }), "log_uniform: 0 to 1 is no range above 0");
  // The first fold that fails is told, whatever the threads.
  const std::string words = message_of([&] {
    cross_validate(LogisticRegression(), data.x, data.y, {.splits = {{.train = {0, 1}, .test = {2}}}});
  });
  EXPECT_EQ(words,
            "cross_validate: LogisticRegression(): LogisticRegression.fit: y has one class only, 0; two or "
            "more are "
            "needed");
}

TEST(ModelSelection, ParamsAreTakenOver) {
  const auto changed =
      with_params(SGDClassifier({.alpha = 0.5}), {{"loss", "log_loss"}, {"batch_size", Value()}});
  EXPECT_EQ(to_string(*changed), "SGDClassifier(loss='log_loss', alpha=0.5, batch_size=None)");
}

}  // namespace
}  // namespace gradus::learn
