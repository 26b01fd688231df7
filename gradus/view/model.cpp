#include "gradus/view/model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/joining.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/learn/predictor.hpp"
#include "gradus/metrics/inputs.hpp"
#include "gradus/nn/layers/containers.hpp"
#include "gradus/view/layer_outputs.hpp"
#include "gradus/view/quiet_model.hpp"

namespace gradus::view {
namespace {

using metrics::detail::Labels;
using metrics::detail::list_of;

/// Whether the last layer makes probabilities. (LogSoftmax need not count: softmax undoes its logarithm.)
bool ends_in_probabilities(nn::Layer& net) {
  nn::Layer* last = &net;
  while (auto* chain = dynamic_cast<nn::Sequential*>(last)) {
    if (chain->size() == 0) return false;
    last = &(*chain)[-1];
  }
  return last->type_name() == "Sigmoid" || last->type_name() == "Softmax";
}

bool among(const Labels& some, const Labels& all) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

void check_finite(std::string_view op, const std::vector<double>& values, const Shape& shape) {
  const auto bad = std::ranges::count_if(values, [](double value) { return !std::isfinite(value); });
  if (bad == 0) return;
  fail(
      fmt::format("{}: the model gave {}, of which {} numbers are not finite: {}; has its training "
                  "diverged?",
                  op, to_string(shape), bad,
                  *std::ranges::find_if(values, [](double value) { return !std::isfinite(value); })));
}

/// Probabilities [n, k] of what a net gave, [n], [n, 1] or [n, k].
Tensor shares_of(std::string_view op, const Tensor& given, Output output) {
  const Tensor wide = given.to(float64).reshape({given.size(0), given.dim() == 2 ? given.size(1) : 1});
  check_finite(op, wide.to_vector(), given.shape());
  const bool one = wide.size(1) == 1;
  if (output != Output::probabilities) {
    return one ? cat({sigmoid(-wide), sigmoid(wide)}, 1) : softmax(wide, 1);
  }
  for (const double share : wide.to_vector()) {
    if (share >= 0 && share <= 1 + 1e-6) continue;
    fail(fmt::format("{}: the model gave {}, which is no probability; for logits say Output::scores", op,
                     share));
  }
  return one ? cat({1 - wide, wide}, 1) : wide;
}

/// The place of the largest share of each row.
Labels largest_of(const std::vector<double>& shares, size_t k) {
  Labels places;
  places.reserve(shares.size() / k);
  for (auto row = shares.begin(); row != shares.end(); row += static_cast<std::ptrdiff_t>(k)) {
    places.push_back(std::max_element(row, row + static_cast<std::ptrdiff_t>(k)) - row);
  }
  return places;
}

Labels places_among(std::string_view op, const Labels& found, const Labels& labels) {
  Labels places;
  places.reserve(found.size());
  for (const size_t place : metrics::detail::encode(std::string(op).c_str(), found, labels)) {
    places.push_back(static_cast<int64_t>(place));
  }
  return places;
}

}  // namespace

Labels labels_of_columns(std::string_view op, int64_t k, const Labels& known) {
  Labels counted(static_cast<size_t>(k));
  std::iota(counted.begin(), counted.end(), int64_t{0});
  if (among(known, counted)) return counted;
  if (std::cmp_equal(known.size(), k)) return known;
  fail(fmt::format("{}: there are columns for {} classes, the labels are {}", op, k, list_of(known)));
}

double ClassAnswer::certainty(size_t row) const {
  if (probabilities.empty()) return 1;
  return probabilities[row * labels.size() + static_cast<size_t>(places[row])];
}

Labels ClassAnswer::given() const {
  Labels given;
  given.reserve(places.size());
  for (const int64_t place : places) given.push_back(labels[static_cast<size_t>(place)]);
  return given;
}

Model::Model(const learn::Classifier& classifier)
    : ask_([&classifier](const Tensor& x) { return classifier.predict(x); }), classifier_(&classifier) {}

Model::Model(const learn::Regressor& regressor)
    : ask_([&regressor](const Tensor& x) { return regressor.predict(x); }), is_regressor_(true) {}

Model::Model(nn::Layer& net, Output output)
    : ask_([&net](const Tensor& x) {
        const QuietModel quiet(net);
        return net(in_type_of(net, x));
      }),
      output_(output) {
  if (output_ == Output::automatic && ends_in_probabilities(net)) output_ = Output::probabilities;
}

Tensor Model::operator()(std::string_view op, const Tensor& x) const {
  if (!ask_) fail(fmt::format("{}: the model is an empty function", op));
  const NoGrad guard;
  const Tensor given = ask_(x);
  if (!given.defined()) fail(fmt::format("{}: the model gave an undefined tensor", op));
  if (given.dim() == 0 || given.size(0) != x.size(0)) {
    fail(fmt::format("{}: the model gave {} for the rows {}; it must give one row for each", op,
                     to_string(given.shape()), to_string(x.shape())));
  }
  return given.detach();
}

std::vector<double> Model::numbers(std::string_view op, const Tensor& x) const {
  const Tensor given = (*this)(op, x);
  if (given.numel() != x.size(0)) {
    fail(fmt::format("{}: the model must give one number for each row, got {} for {}", op,
                     to_string(given.shape()), to_string(x.shape())));
  }
  std::vector<double> values = given.to_vector();
  check_finite(op, values, given.shape());
  return values;
}

ClassAnswer Model::classes(std::string_view op, const Tensor& x, const Labels& known) const {
  if (is_regressor_) fail(fmt::format("{}: the model is a Regressor, which tells no classes", op));
  const Tensor given = (*this)(op, x);
  ClassAnswer answer;
  if (classifier_) {
    answer.labels = classifier_->classes().to_vector<int64_t>();
    if (!among(known, answer.labels)) {
      fail(fmt::format("{}: y has the classes {}, the model {}", op, list_of(known), list_of(answer.labels)));
    }
    answer.places = places_among(op, given.to_vector<int64_t>(), answer.labels);
    if (classifier_->has_probabilities()) answer.probabilities = classifier_->predict_proba(x).to_vector();
    return answer;
  }
  if (!is_floating_point(given.dtype())) {
    if (given.numel() != x.size(0)) {
      fail(fmt::format("{}: the model must give one class for each row, got {}", op,
                       metrics::detail::kind_of(given)));
    }
    const Labels found = given.to_vector<int64_t>();
    Labels all = found;
    all.insert(all.end(), known.begin(), known.end());
    answer.labels = metrics::detail::different(std::move(all));
    answer.places = places_among(op, found, answer.labels);
    return answer;
  }
  if (given.dim() > 2 || given.numel() == 0) {
    fail(fmt::format("{}: the model must give [n] or [n, classes], got {}", op, to_string(given.shape())));
  }
  const Tensor shares = shares_of(op, given, output_);
  answer.labels = labels_of_columns(op, shares.size(1), known);
  answer.probabilities = shares.to_vector();
  answer.places = largest_of(answer.probabilities, answer.labels.size());
  return answer;
}

ClassScores Model::scores(std::string_view op, const Tensor& x, const Labels& known) const {
  if (classifier_ && !classifier_->has_probabilities()) {
    return {classifier_->classes().to_vector<int64_t>(), classifier_->decision_function(x)};
  }
  const ClassAnswer answer = classes(op, x, known);
  if (answer.probabilities.empty()) {
    fail(fmt::format("{}: the model tells classes alone; a function must give scores [n, classes]", op));
  }
  return {answer.labels, from_data(answer.probabilities, {x.size(0), std::ssize(answer.labels)})};
}

Interval interval_of(std::string_view op, const std::vector<double>& values, double margin) {
  if (values.empty()) fail(fmt::format("{}: there are no values", op));
  if (!std::isfinite(margin) || margin < 0) {
    fail(fmt::format("{}: margin = {} must be 0 or more", op, margin));
  }
  const auto bad = std::ranges::find_if(values, [](double value) { return !std::isfinite(value); });
  if (bad != values.end()) {
    fail(fmt::format("{}: value {} (counted from 0) is {}", op, bad - values.begin(), *bad));
  }
  const auto [low, high] = std::ranges::minmax(values);
  const double length = high - low;
  const double more = length > 0 ? margin * length : std::max(0.5, 0.01 * std::abs(low));
  const Interval result{low - more, high + more};
  if (!std::isfinite(result.high - result.low)) {
    fail(fmt::format("{}: from {} to {} is too far to be drawn", op, low, high));
  }
  return result;
}

Tensor make_places(std::string_view op, const Interval& interval, int resolution) {
  constexpr int finest = 2000;
  if (resolution < 2 || resolution > finest) {
    fail(fmt::format("{}: resolution = {} must be 2 to {}", op, resolution, finest));
  }
  if (!(interval.low < interval.high) || !std::isfinite(interval.high - interval.low)) {
    fail(fmt::format("{}: {} to {} is no interval", op, interval.low, interval.high));
  }
  return linspace(interval.low, interval.high, resolution, {.dtype = float64});
}

Grid make_grid(std::string_view op, const Interval& x, const Interval& y, int resolution, DType type) {
  const Tensor xs = make_places(op, x, resolution), ys = make_places(op, y, resolution);
  const std::vector<Tensor> grid = meshgrid({xs, ys}, Indexing::xy);
  const Tensor points = stack({grid[0].flatten(), grid[1].flatten()}, 1);
  return {.x = xs.to_vector(), .y = ys.to_vector(), .points = points.to(type)};
}

}  // namespace gradus::view
