// Networks as blocks as large as what comes out of their layers.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "gradus/plot/text.hpp"
#include "gradus/view/architecture_parts.hpp"
#include "gradus/view/skip_lines.hpp"

namespace gradus::view::internal {
namespace {

constexpr double slant_x = 0.42, slant_y = 0.3;  // of what goes into depth
constexpr double tallest = 150, arrow_room = 34, label_room = 92;
constexpr double line_room = 16, sum_size = 22;  // of a line around blocks; of the circle of a sum
constexpr size_t most_in_row = 8;

/// The lines of text under a block.
std::vector<std::string> label_of(const Stage& stage) {
  std::string first = stage.type == "+" ? "sum" : stage.type;
  if (stage.weight.defined() && stage.weight.dim() > 2) {
    std::string kernel;
    for (int i = 2; i < stage.weight.dim(); ++i)
      kernel += fmt::format("{}{}", i > 2 ? " × " : "", stage.weight.size(i));
    first += " " + kernel;
  }
  std::vector<std::string> lines = {first};
  std::string shape;
  for (int i = 0; i < stage.output.rank(); ++i)
    shape += fmt::format("{}{}", i > 0 ? " × " : "", stage.output[i]);
  lines.push_back(shape);
  // Two followers a line.
  for (size_t i = 0; i < stage.followed.size(); i += 2) {
    lines.push_back(stage.followed[i]);
    if (i + 1 < stage.followed.size()) lines.back() += ", " + stage.followed[i + 1];
  }
  if (stage.parameters > 0) lines.push_back(grouped(stage.parameters) + " parameters");
  return lines;
}

plot::Color color_of(const Stage& stage) {
  const auto has = [&](const char* word) { return stage.type.find(word) != std::string::npos; };
  if (stage.type == "input") return plot::rgb(0xB9BEC4);
  if (has("Conv")) return plot::rgb(0x6FA8DC);
  if (has("Pool") || has("Upsample")) return plot::rgb(0xEBB560);
  if (has("Linear")) return plot::rgb(0x76BFA0);
  return plot::rgb(0xC79BC0);
}

/// A box seen from the front, the right and above.
struct Block {
  double length, height, depth;
  bool is_sum;

  /// Rank 3: channels along, rows up, columns into depth. Rank 2: channels along, places up. Rank 1: units
  /// up.
  Block(const Stage& stage, double largest) : length(12), height(0), depth(12), is_sum(stage.type == "+") {
    if (is_sum) {
      length = height = sum_size, depth = 0;
      return;
    }
    const Shape& s = stage.output;
    const auto size = [&](int64_t numbers) {
      return 16 + (tallest - 16) * std::sqrt(static_cast<double>(numbers) / largest);
    };
    if (s.rank() >= 2) length = 8 + 7 * std::log2(1 + static_cast<double>(s[0]));
    if (s.rank() >= 3) depth = size(s[2]);
    if (s.rank() >= 2) height = size(s[1]);
    if (s.rank() < 2)
      height =
          std::min(tallest, 14 + 17 * std::log2(1 + static_cast<double>(std::max<int64_t>(1, s.numel()))));
  }
  double width() const { return length + slant_x * depth; }
  double full_height() const { return height + slant_y * depth; }

  /// With its lower left corner in front at (x, y).
  void draw(plot::Axes& axes, double x, double y, plot::Color color) const {
    if (is_sum) return draw_sum(axes, x + length / 2, y + height / 2);
    const double dx = slant_x * depth, dy = slant_y * depth;
    const plot::Color edge = plot::mix(plot::colors::black, color, 0.55);
    const auto face = [&](std::vector<double> xs, std::vector<double> ys, plot::Color fill) {
      axes.fill(std::move(xs), std::move(ys), {.color = fill, .opacity = 1, .edge = edge, .edge_width = 0.9});
    };
    face({x, x + length, x + length, x}, {y, y, y + height, y + height}, color);
    face({x, x + length, x + length + dx, x + dx}, {y + height, y + height, y + height + dy, y + height + dy},
         plot::mix(plot::colors::white, color, 0.35));
    face({x + length, x + length + dx, x + length + dx, x + length}, {y, y + dy, y + height + dy, y + height},
         plot::mix(plot::colors::black, color, 0.2));
  }

  static void draw_sum(plot::Axes& axes, double x, double y) {
    constexpr int corners = 48;
    std::vector<double> xs, ys;
    xs.reserve(corners), ys.reserve(corners);
    for (int k = 0; k < corners; ++k) {
      const double angle = 2 * std::numbers::pi * k / corners;
      xs.push_back(x + sum_size / 2 * std::cos(angle)), ys.push_back(y + sum_size / 2 * std::sin(angle));
    }
    const plot::Color ink = plot::rgb(0x303438);
    axes.fill(std::move(xs), std::move(ys),
              {.color = plot::rgb(0xF3F1E4), .opacity = 1, .edge = ink, .edge_width = 1.1});
    constexpr double arm = sum_size / 4;
    axes.line({x - arm, x + arm}, {y, y}, {.color = ink, .width = 1.5});
    axes.line({x, x}, {y - arm, y + arm}, {.color = ink, .width = 1.5});
  }
};

double largest_side(const std::vector<Stage>& stages) {
  int64_t largest = 1;
  for (const Stage& stage : stages) {
    for (int i = 1; i < stage.output.rank(); ++i) largest = std::max(largest, stage.output[i]);
  }
  return static_cast<double>(largest);
}

/// A block, its words, the room they take, and where it stands.
struct Placed {
  Block block;
  std::string label;
  double width, x = 0;
  size_t row = 0;

  Placed(const Stage& stage, double largest) : block(stage, largest), width(block.width()) {
    for (const std::string& line : label_of(stage)) {
      label += (label.empty() ? "" : "\n") + plot::literal(line);
      width = std::max(width, 6.6 * static_cast<double>(line.size()));
    }
  }
  double left() const { return x + (width - block.width()) / 2; }
  double right() const { return left() + block.width(); }
};

/// Blocks in rows, and the lines between them.
class Diagram {
 public:
  explicit Diagram(const std::vector<Stage>& stages) : stages_(stages) {
    const double largest = largest_side(stages);
    blocks_.reserve(stages.size());
    for (const Stage& stage : stages) blocks_.emplace_back(stage, largest);
    rows_ = (stages.size() + most_in_row - 1) / most_in_row;
    const size_t in_row = (stages.size() + rows_ - 1) / rows_;
    double x = 0;
    for (size_t i = 0; i < blocks_.size(); ++i) {
      if (i % in_row == 0) x = 0;
      blocks_[i].x = x, blocks_[i].row = i / in_row;
      x += blocks_[i].width + arrow_room;
      width_ = std::max(width_, x - arrow_room);
      high_ = std::max(high_, blocks_[i].block.full_height());
    }
    find_lines();
  }

  double width() const { return width_; }
  double height() const { return row_height() * static_cast<double>(rows_); }

  void draw(plot::Axes& axes) const {
    for (const SkipLine& line : lines_) draw_line(axes, line);
    for (size_t i = 0; i < blocks_.size(); ++i) {
      const Placed& placed = blocks_[i];
      const double y = middle(placed.row) - placed.block.full_height() / 2;
      placed.block.draw(axes, placed.left(), y, color_of(stages_[i]));
      axes.text(placed.x + placed.width / 2, middle(placed.row) - high_ / 2 - 8, placed.label,
                {.size = 0.88, .vertical = plot::VAlign::top});
      if (!follows(i) || blocks_[i - 1].row != placed.row) continue;
      const double y_arrow = middle(placed.row);
      axes.arrow(blocks_[i - 1].right() + 5, y_arrow, placed.left() - 5, y_arrow,
                 {.color = plot::colors::grey, .width = 1.3, .head = 8});
    }
  }

 private:
  bool follows(size_t i) const {
    const std::vector<size_t>& sources = stages_[i].sources;
    return i > 0 && std::find(sources.begin(), sources.end(), i - 1) != sources.end();
  }

  void find_lines() {
    for (size_t i = 0; i < stages_.size(); ++i) {
      for (const size_t source : stages_[i].sources) {
        if (source + 1 < i) lines_.push_back({.from = source, .to = i});
      }
    }
    lines_ = leveled(std::move(lines_));
    for (const SkipLine& line : lines_) {
      over_ = std::max(over_, line_room * static_cast<double>(line.level + 1));
    }
  }

  double row_height() const { return high_ + label_room + over_; }
  double middle(size_t row) const { return -row_height() * static_cast<double>(row) - over_ - high_ / 2; }

  /// Up behind its first block, along over those between, and down to the last; from one row to another it
  /// ends on the right of the first and goes on from the left of the second.
  void draw_line(plot::Axes& axes, const SkipLine& line) const {
    const Placed &from = blocks_[line.from], &to = blocks_[line.to];
    const double lift = high_ / 2 + line_room * (static_cast<double>(line.level) + 0.6);
    const double start = from.right() + 9;
    std::vector<DiagramPoint> way = {{from.right() + 2, middle(from.row)}, {start, middle(from.row)}};
    way.push_back({start, middle(from.row) + lift});
    if (from.row != to.row) {
      way.push_back({width_ + 20, middle(from.row) + lift});
      draw_way(axes, way);
      way = {{-20, middle(to.row) + lift}};
    }
    if (to.block.is_sum) {
      const double x = to.left() + to.block.width() / 2;
      way.push_back({x, middle(to.row) + lift});
      way.push_back({x, middle(to.row) + sum_size / 2 + 3});
    } else {
      const double x = to.left() - 16;
      way.push_back({x, middle(to.row) + lift});
      way.push_back({x, middle(to.row)});
      way.push_back({to.left() - 4, middle(to.row)});
    }
    draw_way(axes, way);
  }

  const std::vector<Stage>& stages_;
  std::vector<Placed> blocks_;
  std::vector<SkipLine> lines_;
  size_t rows_ = 1;
  double width_ = 0, high_ = 0, over_ = 0;
};

}  // namespace

plot::Figure block_diagram(const std::vector<Stage>& stages, const ArchitectureOptions& options) {
  const Diagram diagram(stages);
  const double margin = 24, title_room = options.title.empty() ? 0 : 34;
  const double width = diagram.width() + 2 * margin, height = diagram.height() + 2 * margin;
  plot::Figure figure(
      {.title = options.title,
       .width = options.width > 0 ? options.width : static_cast<int>(width + 20),
       .height = options.height > 0 ? options.height : static_cast<int>(height + title_room)});
  plot::Axes& axes = figure.axes();
  axes.hidden = true;
  axes.equal_aspect = true;
  axes.legend = plot::Legend::none;
  axes.x.min = -margin, axes.x.max = diagram.width() + margin;
  axes.y.min = -diagram.height(), axes.y.max = margin;
  diagram.draw(axes);
  return figure;
}

}  // namespace gradus::view::internal
