#include "gradus/learn/descent.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace gradus::learn {

std::span<const std::string_view> enum_names(Penalty) {
  static constexpr std::array<std::string_view, 4> names{"none", "l2", "l1", "elasticnet"};
  return names;
}

std::span<const std::string_view> enum_names(LearningRate) {
  static constexpr std::array<std::string_view, 4> names{"constant", "optimal", "invscaling", "adaptive"};
  return names;
}

namespace internal {
namespace {

struct LossAt {
  double value, slope;  // and its derivative by the score
};

LossAt logistic(double score, double target) {
  const double margin = target * score, small = std::exp(-std::abs(margin));
  const double value = std::log1p(small) + (margin < 0 ? -margin : 0);
  return {value, -target * (margin < 0 ? 1 : small) / (1 + small)};
}

template <Loss loss>
LossAt loss_at(double score, double target, double epsilon) {
  const double margin = target * score, gap = score - target, beyond = std::abs(gap) - epsilon;
  switch (loss) {
    case Loss::perceptron:
      // A row on the plane itself is not yet on its side.
      return margin <= 0 ? LossAt{-margin, -target} : LossAt{0, 0};
    case Loss::hinge:
      return margin <= 1 ? LossAt{1 - margin, -target} : LossAt{0, 0};
    case Loss::squared_hinge:
      return margin < 1 ? LossAt{(1 - margin) * (1 - margin), -2 * (1 - margin) * target} : LossAt{0, 0};
    case Loss::modified_huber:
      if (margin < -1) return {-4 * margin, -4 * target};
      return loss_at<Loss::squared_hinge>(score, target, epsilon);
    case Loss::log_loss:
    case Loss::softmax:
      return logistic(score, target);
    case Loss::squared_error:
      return {gap * gap / 2, gap};
    case Loss::huber:
      if (beyond <= 0) return {gap * gap / 2, gap};
      return {epsilon * (std::abs(gap) - epsilon / 2), std::copysign(epsilon, gap)};
    case Loss::epsilon_insensitive:
      return beyond > 0 ? LossAt{beyond, std::copysign(1.0, gap)} : LossAt{0, 0};
    case Loss::squared_epsilon_insensitive:
      return beyond > 0 ? LossAt{beyond * beyond, std::copysign(2 * beyond, gap)} : LossAt{0, 0};
    case Loss::adaline:
      return {gap * gap, 2 * gap};
  }
  return {0, 0};
}

/// f.template operator()<loss>() of the loss.
template <class F>
auto with_loss(Loss loss, F f) {
  switch (loss) {
    case Loss::perceptron:
      return f.template operator()<Loss::perceptron>();
    case Loss::hinge:
      return f.template operator()<Loss::hinge>();
    case Loss::squared_hinge:
      return f.template operator()<Loss::squared_hinge>();
    case Loss::modified_huber:
      return f.template operator()<Loss::modified_huber>();
    case Loss::log_loss:
      return f.template operator()<Loss::log_loss>();
    case Loss::squared_error:
      return f.template operator()<Loss::squared_error>();
    case Loss::huber:
      return f.template operator()<Loss::huber>();
    case Loss::epsilon_insensitive:
      return f.template operator()<Loss::epsilon_insensitive>();
    case Loss::squared_epsilon_insensitive:
      return f.template operator()<Loss::squared_epsilon_insensitive>();
    case Loss::adaline:
      return f.template operator()<Loss::adaline>();
    default:
      return f.template operator()<Loss::softmax>();
  }
}

double score_of(const double* x, const double* weights, double bias, int64_t d) {
  double score = 0;
  for (int64_t j = 0; j < d; ++j) score += x[j] * weights[j];
  return score + bias;
}

double weight_of(const double* weights, int64_t row) { return weights ? weights[row] : 1; }

/// weights = decay weights + step x
void move(double* __restrict weights, const double* __restrict x, int64_t d, double decay, double step) {
  for (int64_t j = 0; j < d; ++j) weights[j] = weights[j] * decay + step * x[j];
}

}  // namespace

PlaneDescent::PlaneDescent(const Descent& how, const Planes& planes, int64_t steps)
    : how_(how), planes_(planes), steps_(steps) {
  l1_share_ = how.penalty == Penalty::l1 ? 1 : how.penalty == Penalty::elasticnet ? how.l1_ratio : 0;
  if (how.learning_rate == LearningRate::optimal) {
    const double typical = std::sqrt(1 / std::sqrt(how.alpha));
    const double slope =
        with_loss(how.loss, [&]<Loss loss>() { return loss_at<loss>(-typical, 1, how.epsilon).slope; });
    const double first = typical / std::max(1.0, slope);
    optimal_start_ = 1 / (first * how.alpha);
  }
  const double none = std::numeric_limits<double>::infinity();
  const std::vector<double> taken(l1_share_ > 0 ? static_cast<size_t>(planes.d) : 0);
  states_.assign(static_cast<size_t>(planes.count), {.eta = how.eta0, .best = none, .l1_taken = taken});
  gradient_.resize(static_cast<size_t>((planes.d + 1) * planes.count));
  scores_.resize(static_cast<size_t>(planes.count));
}

double PlaneDescent::rate_of(const State& state, int64_t step) const {
  switch (how_.learning_rate) {
    case LearningRate::optimal:
      return 1 / (how_.alpha * (optimal_start_ + static_cast<double>(step)));
    case LearningRate::invscaling:
      return how_.eta0 / std::pow(static_cast<double>(step + 1), how_.power_t);
    default:
      return state.eta;
  }
}

double PlaneDescent::decay(double eta) const {
  if (how_.penalty == Penalty::none) return 1;
  return std::max(0.0, 1 - (1 - l1_share_) * eta * how_.alpha);
}

/// Takes from each coefficient what l1 has not yet taken of what it could have (Tsuruoka and others, 2009),
/// but never more than there is: coefficients end at 0 and do not swing around it.
void PlaneDescent::shrink(State& state, double* weights, double eta) const {
  if (l1_share_ == 0) return;
  state.l1_due += l1_share_ * eta * how_.alpha;
  for (int64_t j = 0; j < planes_.d; ++j) {
    double& taken = state.l1_taken[static_cast<size_t>(j)];
    const double before = weights[j];
    if (before > 0) weights[j] = std::max(0.0, before - (state.l1_due + taken));
    if (before < 0) weights[j] = std::min(0.0, before + (state.l1_due - taken));
    taken += weights[j] - before;
  }
}

/// What a step's sum of gradients is divided by.
double PlaneDescent::size_of(std::span<const int64_t> part, const double* weights) const {
  if (how_.batch == 1) return 1;
  if (!weights) return static_cast<double>(part.size());
  double total = 0;
  for (const int64_t row : part) total += weights[row];
  return total > 0 ? total : 1;
}

/// Returns the mean of the losses.
template <Loss loss>
double PlaneDescent::move_plane(int64_t plane, const DescentRows& rows, std::span<const int64_t> order) {
  State& state = states_[static_cast<size_t>(plane)];
  const int64_t d = planes_.d;
  double* weights = planes_.weights + plane * d;
  double bias = planes_.biases[plane], total = 0, all = 0;
  const double* targets = rows.targets + plane * rows.n;
  const double* counts = rows.weights ? rows.weights + plane * rows.n : nullptr;
  int64_t step = steps_;
  const auto batch = static_cast<size_t>(std::min(how_.batch, rows.n));
  for (size_t first = 0; first < order.size(); first += batch, ++step) {
    const auto part = order.subspan(first, std::min(batch, order.size() - first));
    const double eta = rate_of(state, step);
    if (part.size() == 1) {
      const int64_t row = part.front();
      const double* x = rows.x + row * d;
      const LossAt at = loss_at<loss>(score_of(x, weights, bias, d), targets[row], how_.epsilon);
      const double count = weight_of(counts, row);
      const double update = -eta * at.slope * (how_.batch == 1 || count == 0 ? count : 1);
      total += count * at.value;
      all += count;
      move(weights, x, d, decay(eta), update);
      if (how_.intercept) bias += update;
    } else {
      std::fill(gradient_.begin(), gradient_.end(), 0.0);
      double slopes = 0;
      for (const int64_t row : part) {
        const double* x = rows.x + row * d;
        const LossAt at = loss_at<loss>(score_of(x, weights, bias, d), targets[row], how_.epsilon);
        const double count = weight_of(counts, row), slope = count * at.slope;
        total += count * at.value;
        all += count;
        slopes += slope;
        move(gradient_.data(), x, d, 1, slope);
      }
      const double update = -eta / size_of(part, counts);
      move(weights, gradient_.data(), d, decay(eta), update);
      if (how_.intercept) bias += update * slopes;
    }
    shrink(state, weights, eta);
  }
  planes_.biases[plane] = bias;
  return all > 0 ? total / all : 0;
}

/// The same for all planes at once, whose scores make probabilities: the slope of a score is its probability,
/// less 1 for the row's own class.
double PlaneDescent::move_together(const DescentRows& rows, std::span<const int64_t> order) {
  const int64_t d = planes_.d, k = planes_.count;
  const auto batch = static_cast<size_t>(std::min(how_.batch, rows.n));
  double* bias_gradient = gradient_.data() + k * d;
  double total = 0, all = 0;
  int64_t step = steps_;
  for (size_t first = 0; first < order.size(); first += batch, ++step) {
    const auto part = order.subspan(first, std::min(batch, order.size() - first));
    std::fill(gradient_.begin(), gradient_.end(), 0.0);
    for (const int64_t row : part) {
      const double* x = rows.x + row * d;
      const auto own = static_cast<size_t>(rows.targets[row]);
      for (int64_t c = 0; c < k; ++c) {
        scores_[static_cast<size_t>(c)] = score_of(x, planes_.weights + c * d, planes_.biases[c], d);
      }
      const double largest = *std::max_element(scores_.begin(), scores_.end()), own_score = scores_[own];
      double sum = 0;
      for (double& score : scores_) sum += score = std::exp(score - largest);
      const double count = weight_of(rows.weights, row);
      total += count * (std::log(sum) + largest - own_score);
      all += count;
      for (int64_t c = 0; c < k; ++c) {
        const auto place = static_cast<size_t>(c);
        const double slope = count * (scores_[place] / sum - (place == own ? 1 : 0));
        move(gradient_.data() + c * d, x, d, 1, slope);
        bias_gradient[c] += slope;
      }
    }
    const double eta = rate_of(states_.front(), step), update = -eta / size_of(part, rows.weights);
    for (int64_t c = 0; c < k; ++c) {
      move(planes_.weights + c * d, gradient_.data() + c * d, d, decay(eta), update);
      if (how_.intercept) planes_.biases[c] += update * bias_gradient[c];
      shrink(states_[static_cast<size_t>(c)], planes_.weights + c * d, eta);
    }
  }
  return all > 0 ? total / all : 0;
}

void PlaneDescent::judge(State& state, double mean_loss) const {
  state.loss = mean_loss;
  state.idle = how_.tol && mean_loss > state.best - *how_.tol ? state.idle + 1 : 0;
  state.best = std::min(state.best, mean_loss);
  if (state.idle < how_.patience) return;
  constexpr double least_rate = 1e-6;
  state.done = how_.learning_rate != LearningRate::adaptive || state.eta <= least_rate;
  if (state.done) return;
  state.eta /= 5;
  state.idle = 0;
}

double PlaneDescent::epoch(const DescentRows& rows, std::span<const int64_t> order) {
  const int64_t batch = std::min(how_.batch, rows.n);
  double mean = 0;
  if (how_.loss == Loss::softmax) {
    mean = move_together(rows, order);
    for (State& state : states_) judge(state, mean);
  } else {
    for (int64_t plane = 0; plane < planes_.count; ++plane) {
      State& state = states_[static_cast<size_t>(plane)];
      if (!state.done) {
        judge(state, with_loss(how_.loss, [&]<Loss loss>() { return move_plane<loss>(plane, rows, order); }));
      }
      mean += state.loss / static_cast<double>(planes_.count);
    }
  }
  steps_ += (rows.n + batch - 1) / batch;
  return mean;
}

void PlaneDescent::run(const DescentRows& rows, const std::function<void(double)>& told) {
  random::NumpyRandom random(how_.seed);
  std::vector<int64_t> order(static_cast<size_t>(rows.n));
  std::iota(order.begin(), order.end(), int64_t{0});
  const auto some_go_on = [this] {
    return std::any_of(states_.begin(), states_.end(), [](const State& state) { return !state.done; });
  };
  for (int64_t i = 0; i < how_.epochs && some_go_on(); ++i) {
    if (how_.shuffle) random.shuffle(order);
    told(epoch(rows, order));
  }
}

double PlaneDescent::pass(const DescentRows& rows) {
  std::vector<int64_t> order(static_cast<size_t>(rows.n));
  std::iota(order.begin(), order.end(), int64_t{0});
  return epoch(rows, order);
}

}  // namespace internal
}  // namespace gradus::learn
