#include "gradus/plot/scene/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "gradus/base/error.hpp"
#include "gradus/plot/scene/color_use.hpp"
#include "gradus/plot/scene/markup.hpp"
#include "gradus/plot/scene/ticks.hpp"

namespace gradus::plot {
namespace {

constexpr double title_scale = 1.1, figure_title_scale = 1.3, line_height = 1.25;

// Room around a plot for what belongs to it, in px; `bar` and `key` are the parts of `right` that a colour
// bar and an outer legend take.
struct Margins {
  double left = 0, top = 0, right = 0, bottom = 0;
  double tick_labels_left = 0, tick_labels_bottom = 0, bar = 0, key = 0;
};

const Heatmap* heatmap_of(const Axes& axes) {
  for (const Trace& trace : axes.traces) {
    if (const auto* found = std::get_if<Heatmap>(&trace)) return found;
  }
  return nullptr;
}

double widest_label(const std::vector<Tick>& ticks, double font_size) {
  double widest = 0;
  for (const Tick& tick : ticks) widest = std::max(widest, text_width(tick.label, font_size));
  return widest;
}

double text_height(const std::string& text, double size) {
  return text.empty() ? 0 : line_height * size * static_cast<double>(line_count(text));
}

class Layout {
 public:
  Layout(Scene& scene, const Figure& figure)
      : scene_(scene),
        rows_(static_cast<std::size_t>(figure.options().rows)),
        columns_(static_cast<std::size_t>(figure.options().columns)),
        font_(figure.options().font_size) {}

  void run() {
    // Ticks depend on the plots' sizes, these on the width of tick labels, and both on where legends go:
    // three rounds settle it, the last with all legends in place.
    std::vector<Margins> margins(scene_.panels.size());
    if (scene_.color_bar) {
      ColorBar& bar = *scene_.color_bar;
      const int most = static_cast<int>(0.8 * scene_.options->height / (2.5 * font_));
      bar.ticks = linear_ticks(bar.min, bar.max, std::clamp(most, 2, 8));
    }
    for (int round = 0; round < 3; ++round) {
      for (std::size_t i = 0; i < margins.size(); ++i) margins[i] = margins_of(scene_.panels[i]);
      place_plots(margins);
      for (Panel& panel : scene_.panels) {
        set_ticks(panel);
        if (round >= 1 && panel.legend == Legend::automatic) panel.legend = emptiest_corner(panel, font_);
      }
    }
    for (std::size_t i = 0; i < margins.size(); ++i) finish(scene_.panels[i], margins[i]);
    finish_shared_bar();
    const std::string& title = scene_.options->title;
    if (!title.empty()) {
      const double size = figure_title_scale * font_;
      scene_.captions.push_back(
          {title, scene_.options->width / 2.0, 0.5 * font_ + text_height(title, size) / 2, size});
    }
  }

 private:
  static Axis axis_with_cells(const Axis& axis, std::size_t count, const std::vector<std::string>& labels) {
    Axis result = axis;
    if (!axis.ticks.empty()) return result;
    for (std::size_t i = 0; i < count; ++i) {
      result.ticks.push_back(static_cast<double>(i));
      result.tick_labels.push_back(labels.empty() ? fmt::format("{}", i) : labels[i]);
    }
    return result;
  }

  void set_ticks(Panel& panel) const {
    if (panel.space != nullptr) return set_box(panel);
    const Axes& axes = *panel.axes;
    const Heatmap* heatmap = heatmap_of(axes);
    if (!axes.hidden || heatmap == nullptr) set_color_bar(panel, color_bar_of(axes), 2.5, 8);
    if (axes.hidden) return;
    if (heatmap == nullptr) {
      choose_ticks(panel.x, axes.x, panel.plot.width(), true, font_);
      choose_ticks(panel.y, axes.y, panel.plot.height(), false, font_);
      return;
    }
    const HeatmapOptions& options = heatmap->options;
    choose_ticks(panel.x, axis_with_cells(axes.x, heatmap->columns, options.column_labels),
                 panel.plot.width(), true, font_);
    choose_ticks(panel.y, axis_with_cells(axes.y, heatmap->rows, options.row_labels), panel.plot.height(),
                 false, font_);
    panel.x.marks = panel.y.marks = false;
  }

  // The ticks of a colour bar, on which there is room for `room` heights of a letter from one to the next.
  void set_color_bar(Panel& panel, std::optional<ColorBar> bar, double room, int most) const {
    panel.color_bar = std::move(bar);
    if (!panel.color_bar) return;
    const int fitting = std::clamp(static_cast<int>(panel.plot.height() / (room * font_)), 2, most);
    panel.color_bar->ticks = linear_ticks(panel.color_bar->min, panel.color_bar->max, fitting);
  }

  void set_box(Panel& panel) const {
    lay_out_box(panel, font_);
    set_color_bar(panel, color_bar_of(*panel.space), 4, 6);
  }

  // With its numbers and its name.
  double bar_width(const ColorBar& bar) const {
    return 2.8 * font_ + widest_label(bar.ticks, font_) + text_height(bar.label, font_);
  }

  Margins margins_of(const Panel& panel) const {
    Margins m;
    const double pad = 0.6 * font_;
    m.left = m.right = m.top = m.bottom = pad;
    const std::string& title = panel.title();
    m.top += text_height(title, title_scale * font_) + (title.empty() ? 0 : 0.3 * font_);
    if (panel.axes != nullptr) add_labels(panel, *panel.axes, m);
    if (panel.color_bar) {
      m.bar = bar_width(*panel.color_bar);
    }
    if (panel.legend == Legend::right) m.key = legend_size(panel, font_, false).width + font_;
    m.right += m.bar + m.key;
    if (panel.legend == Legend::below) m.bottom += legend_size(panel, font_, true).height + 0.4 * font_;
    return m;
  }

  // Room for the numbers and names of the axes of a flat plot.
  void add_labels(const Panel& panel, const Axes& axes, Margins& m) const {
    if (!axes.hidden) {
      m.tick_labels_left = 0.5 * font_ + widest_label(panel.y.ticks, font_);
      const double turned = widest_label(panel.x.ticks, font_) *
                            std::sin(std::abs(panel.x.label_angle) * std::numbers::pi / 180);
      m.tick_labels_bottom = 0.5 * font_ + font_ + turned;
      m.left += m.tick_labels_left;
      m.bottom += m.tick_labels_bottom;
      if (!panel.x.ticks.empty() && panel.x.label_angle == 0) {
        m.right += 0.5 * text_width(panel.x.ticks.back().label, font_) * (panel.color_bar ? 0 : 1);
      }
      if (!panel.y.ticks.empty()) m.top += 0.3 * font_;
    }
    m.left += text_height(axes.y.label, font_) + (axes.y.label.empty() ? 0 : 0.3 * font_);
    m.bottom += text_height(axes.x.label, font_) + (axes.x.label.empty() ? 0 : 0.35 * font_);
  }

  // Plots of one column share their left and right edges, those of one row their top and bottom; all that
  // take one place of the grid are equally large.
  void place_plots(const std::vector<Margins>& margins) {
    std::vector<Margins> columns(columns_), rows(rows_);
    for (std::size_t i = 0; i < margins.size(); ++i) {
      const Panel& panel = scene_.panels[i];
      if (panel.inset) continue;
      const GridPlace& grid = panel.grid;
      const auto grow = [](double& room, double wanted) { room = std::max(room, wanted); };
      grow(columns[grid.column].left, margins[i].left);
      grow(columns[grid.column + grid.columns - 1].right, margins[i].right);
      grow(rows[grid.row].top, margins[i].top);
      grow(rows[grid.row + grid.rows - 1].bottom, margins[i].bottom);
    }
    const Rect free = free_rect();
    double width = free.width(), height = free.height();
    for (const Margins& m : columns) width -= m.left + m.right;
    for (const Margins& m : rows) height -= m.top + m.bottom;
    width /= static_cast<double>(columns_);
    height /= static_cast<double>(rows_);
    if (width < 10 || height < 10) {
      fail(fmt::format("figure: {} x {} px leave no room for {} x {} plots with their labels; make it larger",
                       scene_.options->width, scene_.options->height, rows_, columns_));
    }
    std::vector<double> lefts, tops;  // of the places of the grid
    lefts.reserve(columns_), tops.reserve(rows_);
    double left = free.left, top = free.top;
    for (const Margins& m : columns) lefts.push_back(left += m.left), left += width + m.right;
    for (const Margins& m : rows) tops.push_back(top += m.top), top += height + m.bottom;
    for (std::size_t i = 0; i < margins.size(); ++i) {
      Panel& panel = scene_.panels[i];
      if (panel.inset) continue;
      const GridPlace& grid = panel.grid;
      const std::size_t last_column = grid.column + grid.columns - 1, last_row = grid.row + grid.rows - 1;
      panel.plot = {lefts[grid.column], tops[grid.row], lefts[last_column] + width, tops[last_row] + height};
      panel.insets.clear();
      if (panel.space != nullptr) {
        const Margins around{.left = columns[grid.column].left,
                             .top = rows[grid.row].top,
                             .right = columns[last_column].right,
                             .bottom = rows[last_row].bottom};
        widen(panel, around, margins[i]);
      } else if (panel.axes->equal_aspect) {
        make_equal(panel);
      }
    }
    for (std::size_t i = 0; i < margins.size(); ++i) {
      if (scene_.panels[i].inset) place_inset(scene_.panels[i], margins[i]);
    }
  }

  // What the title over all plots and the colour bar beside them leave.
  Rect free_rect() const {
    const std::string& title = scene_.options->title;
    const double head =
        title.empty() ? 0.2 * font_ : text_height(title, figure_title_scale * font_) + 0.5 * font_;
    const double right = scene_.options->width - (scene_.color_bar ? bar_width(*scene_.color_bar) : 0);
    return {0, head, right, static_cast<double>(scene_.options->height)};
  }

  void place_inset(Panel& panel, const Margins& margins) {
    for (Panel& parent : scene_.panels) {
      if (parent.inset || parent.grid.row != panel.grid.row || parent.grid.column != panel.grid.column)
        continue;
      const Rect& frame = parent.plot;
      const InsetPlace& place = *panel.inset;
      const double left = frame.left + place.left * frame.width(),
                   bottom = frame.bottom - place.bottom * frame.height();
      panel.plot = {left, bottom - place.height * frame.height(), left + place.width * frame.width(), bottom};
      if (panel.axes->equal_aspect) make_equal(panel);
      if (panel.plot.width() < 10 || panel.plot.height() < 10) {
        fail(fmt::format("figure: an inset is {:.0f} x {:.0f} px large; make it or the figure larger",
                         panel.plot.width(), panel.plot.height()));
      }
      const Rect& plot = panel.plot;
      parent.insets.push_back({plot.left - margins.left, plot.top - margins.top, plot.right + margins.right,
                               plot.bottom + margins.bottom});
    }
  }

  // A box has its labels inside its plot, and takes the room that flat plots beside it leave for theirs.
  static void widen(Panel& panel, const Margins& around, const Margins& own) {
    Rect& plot = panel.plot;
    plot.left += own.left - around.left;
    plot.right += around.right - own.right;
    plot.bottom += around.bottom - own.bottom;
    if (panel.title().empty()) plot.top += own.top - around.top;
  }

  // Shrinks the plot around its middle until a unit of x is as long as a unit of y.
  static void make_equal(Panel& panel) {
    Rect& plot = panel.plot;
    const double wanted = (panel.x.max - panel.x.min) / (panel.y.max - panel.y.min);
    if (plot.width() / plot.height() > wanted) {
      const double spare = plot.width() - plot.height() * wanted;
      plot.left += spare / 2, plot.right -= spare / 2;
    } else {
      const double spare = plot.height() - plot.width() / wanted;
      plot.top += spare / 2, plot.bottom -= spare / 2;
    }
    if (plot.width() < 4 || plot.height() < 4) {
      fail(fmt::format(
          "axes: with equal_aspect the ranges leave a plot of {:.1f} x {:.1f} px; set other ranges",
          plot.width(), plot.height()));
    }
  }

  void finish(Panel& panel, const Margins& m) {
    const Rect& plot = panel.plot;
    const double middle_x = (plot.left + plot.right) / 2;
    if (!panel.title().empty()) {
      const double size = title_scale * font_;
      const double y = plot.top - 0.5 * font_ - text_height(panel.title(), size) / 2;
      scene_.captions.push_back({panel.title(), middle_x, y, size});
    }
    double below = plot.bottom;
    if (panel.axes != nullptr) below = add_axis_captions(panel, m);
    if (panel.color_bar) finish_color_bar(panel);
    const LegendSize size = legend_size(panel, font_, panel.legend == Legend::below);
    if (panel.legend == Legend::right) {
      const double left = plot.right + m.bar + font_;
      panel.legend_place = {left, plot.top, left + size.width, plot.top + size.height};
    } else if (panel.legend == Legend::below) {
      const double top = below + 0.4 * font_;
      panel.legend_place = {middle_x - size.width / 2, top, middle_x + size.width / 2, top + size.height};
    } else if (panel.legend != Legend::none) {
      panel.legend_place = corner_place(plot, size, panel.legend, font_);
    }
  }

  // The names of a flat plot's axes; returns where the lower one ends.
  double add_axis_captions(const Panel& panel, const Margins& m) {
    const Axes& axes = *panel.axes;
    const Rect& plot = panel.plot;
    const double middle_x = (plot.left + plot.right) / 2, middle_y = (plot.top + plot.bottom) / 2;
    const double label_top = plot.bottom + m.tick_labels_bottom + (axes.hidden ? 0 : 0.35 * font_);
    const double x_label = text_height(axes.x.label, font_);
    if (x_label > 0) scene_.captions.push_back({axes.x.label, middle_x, label_top + x_label / 2, font_});
    const double y_label = text_height(axes.y.label, font_);
    if (y_label > 0) {
      const double x = plot.left - m.tick_labels_left - 0.3 * font_ - y_label / 2;
      scene_.captions.push_back({axes.y.label, x, middle_y, font_, 90});
    }
    return label_top + x_label;
  }

  void finish_color_bar(Panel& panel) {
    const Rect& plot = panel.plot;
    const double left = plot.right + 0.9 * font_;
    const double cut = panel.space != nullptr ? 0.15 * plot.height() : 0;
    place_color_bar(*panel.color_bar, {left, plot.top + cut, left + font_, plot.bottom - cut});
  }

  // Beside all plots, as high as they are together; boxes have their labels in their plots and do not count
  // where there are others.
  void finish_shared_bar() {
    if (!scene_.color_bar) return;
    double top = scene_.options->height, bottom = 0;
    const auto reach = [&](bool flat) {
      for (const Panel& panel : scene_.panels) {
        if (panel.inset || (panel.axes != nullptr) != flat) continue;
        top = std::min(top, panel.plot.top), bottom = std::max(bottom, panel.plot.bottom);
      }
    };
    reach(true);
    if (bottom == 0) reach(false);
    const double left = free_rect().right + 0.5 * font_;
    place_color_bar(*scene_.color_bar, {left, top, left + font_, bottom});
  }

  void place_color_bar(ColorBar& bar, const Rect& place) {
    bar.place = place;
    if (bar.label.empty()) return;
    const double x =
        place.right + 0.9 * font_ + widest_label(bar.ticks, font_) + text_height(bar.label, font_) / 2;
    scene_.captions.push_back({bar.label, x, (place.top + place.bottom) / 2, font_, 90});
  }

  Scene& scene_;
  std::size_t rows_, columns_;
  double font_;
};

}  // namespace

void lay_out(Scene& scene, const Figure& figure) { Layout(scene, figure).run(); }

}  // namespace gradus::plot
