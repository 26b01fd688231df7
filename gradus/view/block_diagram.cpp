// Networks as blocks as large as what comes out of their layers.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gradus/plot/text.hpp"
#include "gradus/view/architecture_parts.hpp"

namespace gradus::view::internal {
namespace {

constexpr double slant_x = 0.42, slant_y = 0.3;  // of what goes into depth
constexpr double tallest = 150, arrow_room = 34, label_room = 92;
constexpr size_t most_in_row = 8;

/// The lines of text under a block.
std::vector<std::string> label_of(const Stage& stage) {
  std::string first = stage.type;
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

  /// Rank 3: channels along, rows up, columns into depth. Rank 2: channels along, places up. Rank 1: units
  /// up.
  Block(const Stage& stage, double largest) : length(12), height(0), depth(12) {
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
};

double largest_side(const std::vector<Stage>& stages) {
  int64_t largest = 1;
  for (const Stage& stage : stages) {
    for (int i = 1; i < stage.output.rank(); ++i) largest = std::max(largest, stage.output[i]);
  }
  return static_cast<double>(largest);
}

/// A block, its words, and the room they take.
struct Placed {
  Block block;
  std::string label;
  double width, x = 0;

  Placed(const Stage& stage, double largest) : block(stage, largest), width(block.width()) {
    for (const std::string& line : label_of(stage)) {
      label += (label.empty() ? "" : "\n") + plot::literal(line);
      width = std::max(width, 6.6 * static_cast<double>(line.size()));
    }
  }
};

}  // namespace

plot::Figure block_diagram(const std::vector<Stage>& stages, const ArchitectureOptions& options) {
  const double largest = largest_side(stages);
  std::vector<Placed> blocks;
  blocks.reserve(stages.size());
  for (const Stage& stage : stages) blocks.emplace_back(stage, largest);
  const size_t rows = (stages.size() + most_in_row - 1) / most_in_row;
  const size_t in_row = (stages.size() + rows - 1) / rows;
  double width = 0, high = 0, x = 0;
  for (size_t i = 0; i < blocks.size(); ++i) {
    if (i % in_row == 0) x = 0;
    blocks[i].x = x;
    x += blocks[i].width + arrow_room;
    width = std::max(width, x - arrow_room);
    high = std::max(high, blocks[i].block.full_height());
  }
  const double row_height = high + label_room, margin = 24;
  const double height = row_height * static_cast<double>(rows);
  const double title_room = options.title.empty() ? 0 : 34;
  plot::Figure figure(
      {.title = options.title,
       .width = options.width > 0 ? options.width : static_cast<int>(width + 2 * margin + 20),
       .height = options.height > 0 ? options.height : static_cast<int>(height + 2 * margin + title_room)});
  plot::Axes& axes = figure.axes();
  axes.hidden = true;
  axes.equal_aspect = true;
  axes.legend = plot::Legend::none;
  axes.x.min = -margin, axes.x.max = width + margin;
  axes.y.min = -height, axes.y.max = margin;
  for (size_t i = 0; i < blocks.size(); ++i) {
    const Placed& placed = blocks[i];
    const double top = -row_height * static_cast<double>(i / in_row), middle = top - high / 2;
    const double left = placed.x + (placed.width - placed.block.width()) / 2;
    placed.block.draw(axes, left, middle - placed.block.full_height() / 2, color_of(stages[i]));
    axes.text(placed.x + placed.width / 2, top - high - 8, placed.label,
              {.size = 0.88, .vertical = plot::VAlign::top});
    if (i + 1 < blocks.size() && (i + 1) % in_row != 0) {
      const Placed& next = blocks[i + 1];
      const double from = left + placed.block.width() + 5;
      const double to = next.x + (next.width - next.block.width()) / 2 - 5;
      axes.arrow(from, middle, to, middle, {.color = plot::colors::grey, .width = 1.3, .head = 8});
    }
  }
  return figure;
}

}  // namespace gradus::view::internal
