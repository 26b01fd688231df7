#include "gradus/optim/line_search.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"

namespace gradus::optim::detail {
namespace {

constexpr double enough_descent = 1e-4;
constexpr double enough_flatness = 0.9;
constexpr int most_evaluations = 25;

struct Point {
  double t;
  Evaluation at;
  double slope;

  double loss() const { return at.loss; }
};

/// The minimum of the cubic through two points with their slopes, kept within [low, high].
double cubic_minimum(const Point& a, const Point& b, double low, double high) {
  const double d1 = a.slope + b.slope - 3 * (a.loss() - b.loss()) / (a.t - b.t);
  const double square = d1 * d1 - a.slope * b.slope;
  if (!(square >= 0)) return (low + high) / 2;
  const double d2 = std::sqrt(square);
  const bool ordered = a.t <= b.t;
  const Point& left = ordered ? a : b;
  const Point& right = ordered ? b : a;
  const double minimum =
      right.t - (right.t - left.t) * ((right.slope + d2 - d1) / (right.slope - left.slope + 2 * d2));
  return std::min(std::max(minimum, low), high);
}

/// Two places with a good one between them, or one that is good.
struct Bracket {
  std::array<Point, 2> ends;
  bool done = false;

  size_t low() const { return ends[0].loss() <= ends[1].loss() ? 0 : 1; }
  double smallest() const { return std::min(ends[0].t, ends[1].t); }
  double biggest() const { return std::max(ends[0].t, ends[1].t); }
};

class Search {
 public:
  Search(const std::function<Evaluation(double)>& evaluate, const Tensor& direction, Point start)
      : evaluate_(evaluate), direction_(direction), start_(std::move(start)) {}

  LineSearchResult run(double length, double tolerance_change) {
    Bracket bracket = expand(length);
    const size_t best = bracket.done ? 0 : zoom(bracket, tolerance_change);
    const Point& found = bracket.ends[best];
    return {found.at, found.t, evaluations_};
  }

 private:
  Point point(double t) {
    ++evaluations_;
    Evaluation at = evaluate_(t);
    const double slope = dot(at.gradient, direction_);
    return {t, std::move(at), slope};
  }

  bool descends_too_little(const Point& p) const {
    return p.loss() > start_.loss() + enough_descent * p.t * start_.slope;
  }
  bool is_flat(const Point& p) const { return std::fabs(p.slope) <= -enough_flatness * start_.slope; }

  /// Goes further until a minimum lies behind.
  Bracket expand(double length) {
    Point previous = start_, now = point(length);
    for (; rounds_ < most_evaluations; ++rounds_) {
      if (descends_too_little(now) || (rounds_ > 1 && now.loss() >= previous.loss()))
        return {{previous, now}};
      if (is_flat(now)) return {{now, now}, true};
      if (now.slope >= 0) return {{previous, now}};
      const double next = cubic_minimum(previous, now, now.t + 0.01 * (now.t - previous.t), now.t * 10);
      previous = now;
      now = point(next);
    }
    return {{start_, now}};
  }

  /// Moves a place that is too close to an end of the bracket, at once when that is out of reach or the last
  /// one was close as well.
  double kept_inside(double t, const Bracket& bracket) {
    const double low = bracket.smallest(), high = bracket.biggest(), margin = 0.1 * (high - low);
    if (!(std::min(high - t, t - low) < margin)) {
      was_close_ = false;
      return t;
    }
    if (!was_close_ && t < high && t > low) {
      was_close_ = true;
      return t;
    }
    was_close_ = false;
    return std::fabs(t - high) < std::fabs(t - low) ? high - margin : low + margin;
  }

  /// Narrows the bracket; returns which of its ends is the better one.
  size_t zoom(Bracket& bracket, double tolerance_change) {
    const double reach = largest(direction_);
    auto& ends = bracket.ends;
    size_t low = bracket.low();
    while (!bracket.done && rounds_ < most_evaluations) {
      if (std::fabs(ends[1].t - ends[0].t) * reach < tolerance_change) break;
      const double middle = cubic_minimum(ends[0], ends[1], bracket.smallest(), bracket.biggest());
      const Point now = point(kept_inside(middle, bracket));
      ++rounds_;
      if (descends_too_little(now) || now.loss() >= ends[low].loss()) {
        ends[1 - low] = now;
        low = bracket.low();
        continue;
      }
      if (is_flat(now)) {
        bracket.done = true;
      } else if (now.slope * (ends[1 - low].t - ends[low].t) >= 0) {
        ends[1 - low] = ends[low];
      }
      ends[low] = now;
    }
    return low;
  }

  const std::function<Evaluation(double)>& evaluate_;
  const Tensor& direction_;
  Point start_;
  int64_t evaluations_ = 0;
  int rounds_ = 0;
  bool was_close_ = false;
};

}  // namespace

LineSearchResult strong_wolfe(const std::function<Evaluation(double)>& evaluate, double length,
                              const Tensor& direction, const Evaluation& start, double slope,
                              double tolerance_change) {
  return Search(evaluate, direction, {0, start, slope}).run(length, tolerance_change);
}

double dot(const Tensor& x, const Tensor& y) { return sum(x * y).item(); }

double largest(const Tensor& x) { return x.numel() == 0 ? 0 : max(abs(x)).item(); }

}  // namespace gradus::optim::detail
