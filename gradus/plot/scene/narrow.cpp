#include "gradus/plot/scene/narrow.hpp"

#include <algorithm>
#include <string_view>
#include <type_traits>
#include <utility>

#include "gradus/plot/scene/each_plot.hpp"
#include "gradus/plot/scene/scene.hpp"

namespace gradus::plot {
namespace {

constexpr int width = 400;                                  // px
constexpr std::size_t in_a_row = 4, pictures_in_a_row = 3;  // more plots than these stand in pairs
constexpr std::size_t most = 10, most_above_controls = 6;   // plots
constexpr std::size_t most_cells = 10;                      // of a heat map with numbers, in a row
constexpr double font = 12.5;
constexpr double least_height = 0.68, greatest_height = 1.1;  // of a plot, in widths

/// Whether a text stands on a pixel of the plot's only picture, and not beside it as a caption does.
bool stands_on_picture(const Text& text, const Axes& axes) {
  return std::ranges::any_of(axes.traces, [&](const Trace& trace) {
    const auto* picture = std::get_if<Images>(&trace);
    return picture != nullptr && picture->count == 1 && text.x >= 0 && text.y >= 0 &&
           text.x < static_cast<double>(picture->columns) && text.y < static_cast<double>(picture->rows);
  });
}

bool is_diagram(const Axes& axes) {
  return std::ranges::any_of(axes.traces, [&](const Trace& trace) {
    const auto* table = std::get_if<Heatmap>(&trace);
    const auto* text = std::get_if<Text>(&trace);
    return std::holds_alternative<Box>(trace) ||
           (axes.hidden && text != nullptr && !stands_on_picture(*text, axes)) ||
           (table != nullptr && table->options.numbers && table->columns > most_cells);
  });
}
bool is_diagram(const Axes3D&) { return false; }

bool fits(const Figure& figure, std::size_t count) {
  if (!figure.insets().empty() || count > most) return false;
  bool all = true;
  for_each_plot(figure, [&](const auto& axes, std::size_t) { all = all && !is_diagram(axes); });
  for (int row = 0; row < figure.options().rows; ++row) {
    for (int column = 0; column < figure.options().columns; ++column) {
      const auto span = figure.span_at(row, column);
      all = all && span && span->rows == 1 && span->columns == 1;
    }
  }
  return all;
}

/// The text in lines of about so many characters; what stands between dollar signs stays together.
std::string broken(std::string_view text, std::size_t length) {
  std::string lines;
  std::size_t begun = 0, space = std::string::npos;
  bool mathematics = false;
  for (const char c : text) {
    if (c == '$') mathematics = !mathematics;
    if (c == '\n') {
      begun = lines.size() + 1;
      mathematics = false;
    }
    if (c == ' ' && !mathematics) space = lines.size();
    lines += c;
    if (lines.size() - begun <= length || space == std::string::npos || space < begun) continue;
    lines[space] = '\n';
    begun = space + 1;
  }
  return lines;
}

template <class Plot>
void make_narrow(Plot& axes, std::size_t columns) {
  axes.title = broken(axes.title, columns == 1 ? 48 : 22);
  // A corner that was free need not be free in a smaller plot.
  if (axes.legend != Legend::none && axes.legend != Legend::below) axes.legend = Legend::automatic;
  for (Axis* axis : {&axes.x, &axes.y}) axis->label = broken(axis->label, columns == 1 ? 44 : 24);
}

/// Dots of a smaller plot.
void make_dots_smaller(Axes& axes) {
  for (Trace& trace : axes.traces) {
    if (auto* scatter = std::get_if<Scatter>(&trace)) scatter->options.size *= 0.8;
  }
}

/// Legends that stand right of their plots, or were to find no free corner, go below.
void put_legends_below(Figure& figure) {
  const Scene scene = make_scene(figure);
  for_each_plot(figure, [&](auto& axes, std::size_t plot) {
    if (plot < scene.panels.size() && scene.panels[plot].legend == Legend::right) axes.legend = Legend::below;
  });
}

/// Whether all plots are pictures: without axes around them, or of cells alone.
bool shows_pictures(const Figure& figure) {
  bool all = true;
  for_each_plot(figure, [&](const auto& axes, std::size_t) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(axes)>, Axes>) {
      const auto is_table = [](const Trace& trace) { return std::holds_alternative<Heatmap>(trace); };
      all = all && (axes.hidden || (!axes.traces.empty() && std::ranges::all_of(axes.traces, is_table)));
    } else {
      all = false;
    }
  });
  return all;
}

std::size_t plots_of(const Figure& figure) {
  std::size_t count = 0;
  for_each_plot(figure, [&](const auto&, std::size_t) { ++count; });
  return count;
}

std::optional<Figure> stacked(const Figure& figure) {
  const std::size_t count = plots_of(figure);
  if (!fits(figure, count)) return std::nullopt;
  const std::size_t columns = count > (shows_pictures(figure) ? pictures_in_a_row : in_a_row) ? 2 : 1,
                    rows = (count + columns - 1) / columns;
  const FigureOptions& wide = figure.options();
  const double cell = static_cast<double>(width) / static_cast<double>(columns);
  const double shape = static_cast<double>(wide.height * wide.columns) / (wide.width * wide.rows);
  const double height = cell * std::clamp(shape, least_height, greatest_height);
  FigureOptions options = wide;
  options.title = broken(wide.title, 40);
  options.width = width;
  options.height = static_cast<int>(height * static_cast<double>(rows)) + (wide.title.empty() ? 0 : 40);
  options.rows = static_cast<int>(rows);
  options.columns = static_cast<int>(columns);
  options.font_size = font * wide.font_size / FigureOptions{}.font_size;
  Figure slim(options);
  for_each_plot(figure, [&](const auto& axes, std::size_t place) {
    const auto row = static_cast<int>(place / columns), column = static_cast<int>(place % columns);
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(axes)>, Axes3D>) {
      make_narrow(slim.axes3d(row, column) = axes, columns);
    } else {
      make_narrow(slim.axes(row, column) = axes, columns);
      make_dots_smaller(slim.axes(row, column));
    }
  });
  if (count < rows * columns) slim.axes(static_cast<int>(rows) - 1, 1).hidden = true;
  return slim;
}

}  // namespace

std::optional<Figure> narrow(const Figure& figure) {
  std::optional<Figure> slim = stacked(figure);
  if (slim) put_legends_below(*slim);
  return slim;
}

std::optional<Animation> narrow(const Animation& animation) {
  if (animation.frames().empty() || plots_of(animation.figure()) > most_above_controls) return std::nullopt;
  std::optional<Animation> slim;
  for (std::size_t frame = 0; frame < animation.frames().size(); ++frame) {
    std::optional<Figure> figure = stacked(animation.figure_at(frame));
    if (!figure) return std::nullopt;
    if (slim) {
      slim->figure() = *std::move(figure);
    } else {
      slim.emplace(*std::move(figure), animation.options());
    }
    slim->add_frame(animation.frames()[frame].label);
  }
  put_legends_below(slim->figure());
  return slim;
}

}  // namespace gradus::plot
