// Networks of linear layers as circles and lines.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "gradus/base/error.hpp"
#include "gradus/plot/text.hpp"
#include "gradus/view/architecture_parts.hpp"

namespace gradus::view::internal {
namespace {

constexpr size_t strengths = 8;  // in which weights are told apart
constexpr double gap = std::numeric_limits<double>::quiet_NaN();

/// A layer's circles: which units they are, and how high they stand.
struct Column {
  std::vector<int64_t> units;
  std::vector<double> y;
  std::optional<double> dots;  // between the first and the last units, where some are left out
};

Column column_of(int64_t count, int64_t most, double height) {
  Column column;
  const bool all = count <= most;
  const int64_t first = all ? count : (most + 1) / 2, last = all ? 0 : most / 2;
  const int64_t places = all ? count : most + 1;  // one for the dots
  const auto y_of = [&](int64_t place) {
    const double step = std::min(80.0, height / static_cast<double>(std::max<int64_t>(places, 1)));
    return step * (static_cast<double>(places - 1) / 2 - static_cast<double>(place));
  };
  for (int64_t i = 0; i < first; ++i) {
    column.units.push_back(i);
    column.y.push_back(y_of(i));
  }
  if (!all) column.dots = y_of(first);
  for (int64_t i = 0; i < last; ++i) {
    column.units.push_back(count - last + i);
    column.y.push_back(y_of(first + 1 + i));
  }
  return column;
}

/// Lines of equal strength and sign, drawn as one.
struct Bundle {
  std::vector<double> x, y;
  void add(double x0, double y0, double x1, double y1) {
    x.insert(x.end(), {x0, x1, gap});
    y.insert(y.end(), {y0, y1, gap});
  }
};

class Diagram {
 public:
  Diagram(const std::vector<Stage>& stages, const ArchitectureOptions& options)
      : stages_(stages), options_(options) {
    int64_t most = 1;
    for (const Stage& stage : stages)
      most = std::max(most, std::min(stage.output.numel() - 1, options.most_units) + 1);
    height_ = std::clamp((options.values ? 80.0 : 44.0) * static_cast<double>(most), 130.0, 560.0);
    columns_.reserve(stages.size());
    for (const Stage& stage : stages)
      columns_.push_back(column_of(stage.output.numel(), options.most_units, height_));
    const double densest = height_ / static_cast<double>(most);
    radius_ = std::clamp(0.36 * densest, 5.0, 12.0);
    step_ = std::clamp(1100.0 / static_cast<double>(stages.size()), 130.0, 230.0);
  }

  plot::Figure figure() {
    constexpr double label_room = 62;
    const double left = 60 + side_room(options_.inputs), right = 60 + side_room(options_.outputs);
    const double span = step_ * static_cast<double>(stages_.size() - 1);
    const double title_room = options_.title.empty() ? 0 : 34;
    const double width = left + span + right, height = height_ + label_room + 50;
    plot::Figure figure(
        {.title = options_.title,
         .width = options_.width > 0 ? options_.width : static_cast<int>(width),
         .height = options_.height > 0 ? options_.height : static_cast<int>(height + title_room)});
    plot::Axes& axes = figure.axes();
    axes.hidden = true;
    axes.legend = plot::Legend::none;
    axes.x.min = -left, axes.x.max = span + right;
    axes.y.min = -height_ / 2 - label_room, axes.y.max = height_ / 2 + 20;
    for (size_t layer = 1; layer < stages_.size(); ++layer) draw_lines(axes, layer);
    for (size_t layer = 0; layer < stages_.size(); ++layer) draw_units(axes, layer);
    draw_names(axes, options_.inputs, 0, plot::HAlign::right);
    draw_names(axes, options_.outputs, stages_.size() - 1, plot::HAlign::left);
    return figure;
  }

 private:
  static double side_room(const std::vector<std::string>& names) {
    size_t longest = 0;
    for (const std::string& name : names) longest = std::max(longest, name.size());
    return 7.5 * static_cast<double>(longest);
  }
  double x_of(size_t layer) const { return step_ * static_cast<double>(layer); }

  void draw_lines(plot::Axes& axes, size_t layer) const {
    const Column &from = columns_[layer - 1], &to = columns_[layer];
    const std::vector<double> weights = stages_[layer].weight.to_vector();
    const int64_t inputs = stages_[layer].weight.size(1);
    const auto weight = [&](size_t i, size_t j) {
      return weights[static_cast<size_t>(to.units[j] * inputs + from.units[i])];
    };
    double largest = 0;
    for (const double each : weights)
      largest = std::isfinite(each) ? std::max(largest, std::abs(each)) : largest;
    std::array<Bundle, 2 * strengths> bundles;
    for (size_t j = 0; j < to.units.size(); ++j) {
      for (size_t i = 0; i < from.units.size(); ++i) {
        const double part = options_.weights && largest > 0 ? std::abs(weight(i, j)) / largest : 0.3;
        if (!std::isfinite(part)) continue;  // a weight that is no number has no width
        const auto strength = std::min(strengths - 1, static_cast<size_t>(part * strengths));
        const size_t sign = weight(i, j) < 0 ? 1 : 0;
        bundles[2 * strength + sign].add(x_of(layer - 1), from.y[i], x_of(layer), to.y[j]);
      }
    }
    // The more lines there are, the paler.
    const double fade =
        std::clamp(std::sqrt(40 / static_cast<double>(to.units.size() * from.units.size())), 0.5, 1.0);
    for (size_t k = 0; k < bundles.size(); ++k) {
      if (bundles[k].x.empty()) continue;
      const size_t strength = k / 2;
      const double part = (static_cast<double>(strength) + 0.5) / static_cast<double>(strengths);
      const plot::Color sign = k % 2 == 1 ? plot::colors::blue : plot::colors::vermillion;
      axes.line(bundles[k].x, bundles[k].y,
                {.color = options_.weights ? sign : plot::colors::grey,
                 .width = fade * (0.5 + 3.5 * part),
                 .opacity = std::max(fade, 0.6) * (0.2 + 0.75 * std::sqrt(part))});
    }
    if (!options_.values) return;
    for (size_t j = 0; j < to.units.size(); ++j) {
      for (size_t i = 0; i < from.units.size(); ++i) {
        // Not all at one distance, so that the numbers of lines that cross stand apart.
        const double part = 0.22 + 0.16 * static_cast<double>(j % 4);
        axes.text(std::lerp(x_of(layer - 1), x_of(layer), part), std::lerp(from.y[i], to.y[j], part),
                  fmt::format("${:.2f}$", weight(i, j)), {.size = 0.75, .boxed = true});
      }
    }
  }

  void draw_units(plot::Axes& axes, size_t layer) const {
    const Stage& stage = stages_[layer];
    const Column& column = columns_[layer];
    const bool ends = layer == 0 || layer + 1 == stages_.size();
    const std::vector<double> x(column.y.size(), x_of(layer));
    axes.scatter(x, column.y,
                 {.color = ends ? plot::rgb(0xE3C27A) : plot::rgb(0xC9D3DC),
                  .marker = plot::Marker::circle,
                  .size = 2 * radius_,
                  .edge = plot::colors::dark_grey,
                  .edge_width = 1.1});
    if (column.dots) {
      const double small = std::min(7.0, 0.6 * radius_);
      axes.scatter({x[0], x[0], x[0]}, {*column.dots - small, *column.dots, *column.dots + small},
                   {.color = plot::colors::grey, .marker = plot::Marker::circle, .size = 0.5 * small});
    }
    if (options_.values && stage.bias.defined()) {
      for (size_t j = 0; j < column.units.size(); ++j) {
        axes.text(x[j], column.y[j] + radius_ + 9,
                  fmt::format("${:+.2f}$", stage.bias[column.units[j]].item()), {.size = 0.75});
      }
    }
    std::string label = layer == 0 ? "input" : stage.type;
    label += "\n" + grouped(stage.output.numel());
    if (!stage.followed.empty() && layer > 0) label += fmt::format("\n{}", fmt::join(stage.followed, ", "));
    axes.text(x_of(layer), -height_ / 2 - 12, plot::literal(label),
              {.size = 0.95, .vertical = plot::VAlign::top});
  }

  void draw_names(plot::Axes& axes, const std::vector<std::string>& names, size_t layer,
                  plot::HAlign side) const {
    const double away = (side == plot::HAlign::right ? -1 : 1) * (radius_ + 8);
    const Column& column = columns_[layer];
    for (size_t i = 0; i < column.units.size() && !names.empty(); ++i) {
      axes.text(x_of(layer) + away, column.y[i], names[static_cast<size_t>(column.units[i])],
                {.size = 0.95, .horizontal = side});
    }
  }

  const std::vector<Stage>& stages_;
  const ArchitectureOptions& options_;
  std::vector<Column> columns_;
  double height_, radius_, step_;
};

void check_names(const std::vector<std::string>& names, const Stage& stage, const char* which) {
  if (!names.empty() && std::ssize(names) != stage.output.numel())
    fail(fmt::format("architecture: {} names for {} {}", names.size(), stage.output.numel(), which));
}

}  // namespace

plot::Figure unit_diagram(const std::vector<Stage>& stages, const ArchitectureOptions& options) {
  check_names(options.inputs, stages.front(), "inputs");
  check_names(options.outputs, stages.back(), "outputs");
  return Diagram(stages, options).figure();
}

}  // namespace gradus::view::internal
