// The measures of gradus on numbers small enough to check by hand.
#include <gradus/gradus.hpp>
#include <iostream>

using namespace gradus;

namespace {

void classes() {
  const Tensor y = tensor({0, 0, 1, 1, 2, 2, 2}), predicted = tensor({0, 1, 1, 1, 2, 2, 0});
  std::cout << "accuracy " << metrics::accuracy_score(y, predicted) << ", balanced "
            << metrics::balanced_accuracy_score(y, predicted) << ", kappa "
            << metrics::cohen_kappa_score(y, predicted) << ", Matthews "
            << metrics::matthews_corrcoef(y, predicted) << '\n'
            << metrics::confusion_matrix(y, predicted) << '\n'
            << metrics::classification_report(y, predicted, {.target_names = {"ant", "bee", "cat"}});
}

void scores() {
  const Tensor y = tensor({0, 0, 1, 1, 1}), p = tensor({0.1, 0.4, 0.35, 0.8, 0.9}, {.dtype = float64});
  const metrics::RocCurve roc = metrics::roc_curve(y, p);
  std::cout << "ROC, " << roc.fpr.size() << " points: area " << metrics::roc_auc_score(y, p)
            << ", average precision " << metrics::average_precision_score(y, p) << ", log loss "
            << metrics::log_loss(y, p) << ", Brier " << metrics::brier_score_loss(y, p) << '\n';
  const auto calibration = metrics::calibration_curve(y, p, {.n_bins = 2});
  for (size_t i = 0; i < calibration.prob_true.size(); ++i) {
    std::cout << "predicted " << calibration.prob_pred[i] << ", came true " << calibration.prob_true[i]
              << '\n';
  }
}

void numbers() {
  const Tensor y = tensor({3.0, -0.5, 2.0, 7.0}), predicted = tensor({2.5, 0.0, 2.0, 8.0});
  const Tensor weight = tensor({1.0, 1.0, 1.0, 3.0});
  std::cout << "MSE " << metrics::mean_squared_error(y, predicted) << ", weighted "
            << metrics::mean_squared_error(y, predicted, {.sample_weight = weight}) << ", MAE "
            << metrics::mean_absolute_error(y, predicted) << ", median "
            << metrics::median_absolute_error(y, predicted) << ", R2 " << metrics::r2_score(y, predicted)
            << '\n';
}

void clusters() {
  const Tensor x = tensor({{0.0, 0.0}, {0.0, 1.0}, {5.0, 5.0}, {6.0, 5.0}}), found = tensor({7, 7, 3, 3});
  std::cout << "silhouette " << metrics::silhouette_score(x, found) << ", Davies-Bouldin "
            << metrics::davies_bouldin_score(x, found) << ", adjusted Rand "
            << metrics::adjusted_rand_score(tensor({0, 0, 1, 1}), found) << '\n';
}

/// A measure on each fold: the rows of class weights and groups stay where they belong.
void folds() {
  const Tensor y = tensor({0, 0, 0, 0, 0, 0, 1, 1, 1});
  for (const data::SplitIndices& fold :
       data::StratifiedKFold({.n_splits = 3}).split(y.to_vector<int64_t>())) {
    std::cout << "test rows";
    for (int64_t row : fold.test) std::cout << ' ' << row;
    std::cout << '\n';
  }
  const Tensor always_0 = zeros_like(y), weight = data::compute_sample_weight(y);
  std::cout << "always class 0: accuracy " << metrics::accuracy_score(y, always_0)
            << ", with balanced weights " << metrics::accuracy_score(y, always_0, {.sample_weight = weight})
            << '\n';
}

}  // namespace

int main() try {
  classes();
  scores();
  numbers();
  clusters();
  folds();
} catch (const Error& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
