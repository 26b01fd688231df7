#include "gradus/plot/scene/contour.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

#include "gradus/plot/scene/color_use.hpp"
#include "gradus/plot/scene/marks.hpp"
#include "gradus/plot/scene/ticks.hpp"

namespace gradus::plot {
namespace {

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

// The places where one level crosses the lines of a grid, and which of them a line of equal height joins.
// An edge of the grid has a number: 2 (r * columns + c) from point (r, c) to the right, one more from there
// up.
class Tracer {
 public:
  Tracer(const Contours& grid, double level)
      : grid_(grid), level_(level), columns_(grid.x.size()), next_(2 * grid.z.size(), {none, none}) {}

  LevelLines trace() {
    for (std::size_t r = 0; r + 1 < grid_.y.size(); ++r) {
      for (std::size_t c = 0; c + 1 < columns_; ++c) cross(r, c);
    }
    // Open lines first, from one of their ends, then the closed ones.
    for (const std::ptrdiff_t ends : {1, 2}) {
      for (std::size_t edge = 0; edge < next_.size(); ++edge) {
        if (2 - std::count(next_[edge].begin(), next_[edge].end(), none) == ends) follow(edge);
      }
    }
    return std::move(lines_);
  }

 private:
  double height(std::size_t r, std::size_t c) const { return grid_.z[r * columns_ + c]; }
  bool above(double z) const { return z >= level_; }

  // The pieces inside one cell: from edge to edge, so that corners above the level stay on one side.
  void cross(std::size_t r, std::size_t c) {
    const std::array z = {height(r, c), height(r, c + 1), height(r + 1, c + 1), height(r + 1, c)};
    if (!std::all_of(z.begin(), z.end(), [](double v) { return std::isfinite(v); })) return;
    const std::size_t at = r * columns_ + c;
    const std::array edges = {2 * at, 2 * (at + 1) + 1, 2 * (at + columns_),
                              2 * at + 1};  // below, right, over, left
    std::array<std::size_t, 4> crossed{};
    std::size_t count = 0;
    for (std::size_t k = 0; k < 4; ++k) {
      if (above(z[k]) != above(z[(k + 1) % 4])) crossed[count++] = edges[k];
    }
    if (count == 2) join(crossed[0], crossed[1]);
    if (count < 4) return;
    // A saddle: the middle says which two corners hang together.
    const bool middle = above(z[0] / 4 + z[1] / 4 + z[2] / 4 + z[3] / 4);
    if (middle == above(z[0])) {
      join(edges[0], edges[1]), join(edges[2], edges[3]);
    } else {
      join(edges[3], edges[0]), join(edges[1], edges[2]);
    }
  }

  void join(std::size_t a, std::size_t b) {
    next_[a][next_[a][0] == none ? 0 : 1] = b;
    next_[b][next_[b][0] == none ? 0 : 1] = a;
  }

  void follow(std::size_t start) {
    constexpr double gap = std::numeric_limits<double>::quiet_NaN();
    if (!lines_.x.empty()) add(gap, gap);
    for (std::size_t edge = start; edge != none;) {
      add_crossing(edge);
      const std::size_t onward = std::min(next_[edge][0], next_[edge][1]);
      if (onward != none) unjoin(edge, onward), unjoin(onward, edge);
      edge = onward;
    }
  }

  void unjoin(std::size_t from, std::size_t to) {
    auto& links = next_[from];
    *std::find(links.begin(), links.end(), to) = none;
  }

  void add(double x, double y) { lines_.x.push_back(x), lines_.y.push_back(y); }

  void add_crossing(std::size_t edge) {
    const std::size_t point = edge / 2, r = point / columns_, c = point % columns_;
    const bool up = edge % 2 == 1;
    const double from = height(r, c), to = up ? height(r + 1, c) : height(r, c + 1);
    const double share = (level_ - from) / (to - from);
    add(up ? grid_.x[c] : grid_.x[c] + share * (grid_.x[c + 1] - grid_.x[c]),
        up ? grid_.y[r] + share * (grid_.y[r + 1] - grid_.y[r]) : grid_.y[r]);
  }

  const Contours& grid_;
  double level_;
  std::size_t columns_;
  std::vector<std::array<std::size_t, 2>> next_;  // of each edge: the edges that its line goes to
  LevelLines lines_;
};

}  // namespace

std::vector<Tick> level_ticks(const Contours& contours) {
  const ContourOptions& o = contours.options;
  std::vector<Tick> levels;
  for (const double level : o.levels) levels.push_back({level, with_minus(fmt::format("{:.6g}", level))});
  if (levels.empty()) {
    const auto [low, high] = color_range("contours", contours.z, o.min, o.max);
    for (Tick& tick : linear_ticks(low, high, o.count)) {
      if (tick.at > low && tick.at < high) levels.push_back(std::move(tick));
    }
    const double middle = low + (high - low) / 2;
    if (levels.empty()) levels.push_back({middle, with_minus(fmt::format("{:.6g}", middle))});
  }
  if (o.decimals < 0) return levels;
  for (Tick& tick : levels) tick.label = with_minus(fmt::format("{:.{}f}", tick.at, o.decimals));
  return levels;
}

std::vector<double> levels_of(const Contours& contours) {
  std::vector<double> heights;
  for (const Tick& tick : level_ticks(contours)) heights.push_back(tick.at);
  return heights;
}

LevelLines level_lines(const Contours& contours, double level) { return Tracer(contours, level).trace(); }

Marks marks_of(const Contours& contours, Look look, const Theme& theme) {
  const ContourOptions& o = contours.options;
  Marks marks;
  if (o.filled) {  // its areas are pixels; this one stands for them in a legend
    marks.push_back({.kind = Mark::Kind::boxes, .look = look, .opacity = o.opacity, .sample = true});
  }
  if (o.width == 0) return marks;
  const bool by_height = !o.color && !o.filled;
  const Color plain = o.color.value_or(mix(theme.text, theme.background, 0.75));
  const auto range = color_range("contours", contours.z, o.min, o.max);
  const std::vector<double> levels = levels_of(contours);
  for (std::size_t k = 0; k < levels.size(); ++k) {
    LevelLines lines = level_lines(contours, levels[k]);
    if (lines.x.empty()) continue;
    Mark mark{.kind = Mark::Kind::line, .x = std::move(lines.x), .y = std::move(lines.y)};
    mark.look.color = by_height ? color_at(o.map, range, levels[k], plain) : plain;
    mark.opacity = o.opacity, mark.style = o.style, mark.sample = !o.filled;
    mark.width = o.width, mark.level = k;
    marks.push_back(std::move(mark));
  }
  return marks;
}

}  // namespace gradus::plot
