#include "gradus/plot/gnuplot/script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gradus/plot/gnuplot/words.hpp"
#include "gradus/plot/gnuplot/writer.hpp"
#include "gradus/plot/pixels/picture.hpp"
#include "gradus/plot/scene/markup.hpp"
#include "gradus/plot/scene/notes.hpp"

namespace gradus::plot {
namespace {

class Writer : public GnuplotWriter {
 public:
  using GnuplotWriter::GnuplotWriter;

  GnuplotScript write() {
    line("set encoding utf8\n{}", terminal_command(*scene_.options, *scene_.theme, format_, scale_));
    line("set multiplot");
    for (const Panel& panel : scene_.panels) {
      line("reset");
      if (&panel == &scene_.panels.front()) write_captions();
      if (panel.space != nullptr) {
        write_box(*this, panel);
      } else {
        write_panel(panel);
      }
      if (panel.color_bar) write_color_bar(*panel.color_bar);
    }
    if (scene_.color_bar) write_color_bar(*scene_.color_bar);
    line("unset multiplot");
    return {std::move(text_), std::move(pixels_)};
  }

 private:
  void write_panel(const Panel& panel) {
    const Axes& axes = *panel.axes;
    const Theme& theme = *scene_.theme;
    margins(panel.plot);
    line("set clip two");  // a piece that crosses the plot, its ends outside
    if (panel.inset) write_ground(panel.plot);
    line("set border {} front lc rgb {} lw 0.9", axes.hidden ? 0 : 15, color_text(theme.border));
    line("set tics front in scale {} textcolor rgb {}", format_ == ImageFormat::svg ? "0.5,0.28" : "0.75,0.4",
         color_text(theme.text));
    write_axis('x', panel.x, axes.hidden);
    write_axis('y', panel.y, axes.hidden);
    write_legend(panel);
    std::vector<std::string> parts;
    for (const std::size_t i : panel.order) {
      std::visit([&](const auto& trace) { draw(trace, panel, panel.looks[i], parts); }, axes.traces[i]);
    }
    if (parts.empty()) parts.push_back("NaN notitle");
    add_keys(axes.traces, panel, parts);
    line("plot {}", fmt::join(parts, ", \\\n  "));
  }

  // An inset hides what is behind it.
  void write_ground(const Rect& plot) {
    line(
        "set object rectangle from screen {:.6f},{:.6f} to screen {:.6f},{:.6f} behind fillcolor rgb {} "
        "fillstyle solid noborder",
        screen_x(plot.left), screen_y(plot.bottom), screen_x(plot.right), screen_y(plot.top),
        color_text(scene_.theme->background));
  }

  void write_axis(char name, const AxisView& view, bool hidden) {
    if (view.log) line("set logscale {}", name);
    const double low = view.straight(view.min), high = view.straight(view.max);
    line("set {}range [{}:{}] noextend", name, view.reversed ? high : low, view.reversed ? low : high);
    if (hidden || view.ticks.empty()) {
      line("unset {}tics", name);
      return;
    }
    std::vector<std::string> places;
    for (const Tick& tick : view.ticks)
      places.push_back(fmt::format("{} {} 0", tick_text(tick.label), view.straight(tick.at)));
    for (const double at : view.minor) places.push_back(fmt::format("'' {} 1", view.straight(at)));
    const std::string turned =
        view.label_angle == 0 ? "norotate" : fmt::format("rotate by {} right", view.label_angle);
    const char* raised = format_ == ImageFormat::svg && name == 'x' ? "offset 0,0.2" : "";
    line("set {}tics {} mirror {} {} ({})", name, view.marks ? "" : "scale 0", turned, raised,
         fmt::join(places, ", "));
    if (view.grid) line("set grid {}tics back lt 1 lw 0.6 lc rgb {}", name, color_text(scene_.theme->grid));
  }

  static bool shown(const Panel& panel, double x, double y) {
    return std::isfinite(x) && std::isfinite(y) && (!panel.x.log || x > 0) && (!panel.y.log || y > 0);
  }

  // A point as gnuplot's axes have it.
  static std::string point(const Panel& panel, double x, double y) {
    return fmt::format("{} {}", panel.x.straight(x), panel.y.straight(y));
  }

  void draw(const Line& t, const Panel& panel, Look look, std::vector<std::string>& parts) {
    const std::string data = block(t.x.size(), [&](std::size_t i) {
      return shown(panel, t.x[i], t.y[i]) ? point(panel, t.x[i], t.y[i]) : std::string();
    });
    parts.push_back(
        fmt::format("{} with {} {} notitle", data, line_kind(t.options), line_look(t.options, look)));
  }

  // Traces that are pixels, marks, texts, or several of these.
  template <class T>
  requires(Pictured<T> || Marked<T>) void draw(const T& t, const Panel& panel, Look look,
                                               std::vector<std::string>& parts) {
    const Theme& theme = *scene_.theme;
    if constexpr (Pictured<T>) {
      for (const Picture& p : pictures_of(t, panel, theme, sharpness())) {
        parts.push_back(image(p.raster, p.left, p.right, p.first, p.last));
      }
    }
    if constexpr (Marked<T>)
      draw_marks(marks_in(t, look, theme, panel, scene_.options->font_size), panel, parts);
    if constexpr (Noted<T>) {
      for (const Note& note : notes_of(t, panel, theme, scene_.options->font_size)) {
        label(note.text, panel.to_x(note.x), panel.to_y(note.y), note.size, note.color, HAlign::center,
              VAlign::middle, note.angle);
      }
    }
  }

  void draw(const Arrows& t, const Panel& panel, Look look, std::vector<std::string>& parts) {
    const std::string data = block(t.x.size(), [&](std::size_t i) {
      const bool whole = shown(panel, t.x[i], t.y[i]) && shown(panel, t.x[i] + t.dx[i], t.y[i] + t.dy[i]);
      if (!whole) return std::string();
      const double x = panel.x.straight(t.x[i]), y = panel.y.straight(t.y[i]);
      const double dx = panel.x.straight(t.x[i] + t.dx[i]) - x, dy = panel.y.straight(t.y[i] + t.dy[i]) - y;
      return fmt::format("{} {} {} {}", x, y, dx, dy);
    });
    parts.push_back(fmt::format("{} with vectors head filled size screen {:.6f},18,75 {} notitle", data,
                                t.options.head / scene_.options->width,
                                stroke(look.color, t.options.width, LineStyle::solid, t.options.opacity)));
  }

  void draw(const ReferenceLine& t, const Panel& panel, Look look, std::vector<std::string>& parts) {
    const std::optional<Segment> part = visible_part(t, panel);
    if (!part) return;
    const std::string data = block(2, [&](std::size_t i) {
      return i == 0 ? point(panel, part->x0, part->y0) : point(panel, part->x1, part->y1);
    });
    parts.push_back(fmt::format("{} with lines {} notitle", data,
                                stroke(look.color, t.options.width, t.options.style, t.options.opacity)));
  }

  void draw(const Box& t, const Panel& panel, Look, std::vector<std::string>& parts) {
    const double w = t.width / 2, h = t.height / 2;
    const double xs[5] = {t.x - w, t.x + w, t.x + w, t.x - w, t.x - w};
    const double ys[5] = {t.y - h, t.y - h, t.y + h, t.y + h, t.y - h};
    const std::string data = block(5, [&](std::size_t i) { return point(panel, xs[i], ys[i]); });
    parts.push_back(
        fmt::format("{} with filledcurves closed fillstyle solid noborder fillcolor rgb {} notitle", data,
                    color_text(t.options.fill.value_or(scene_.theme->box))));
    parts.push_back(fmt::format(
        "{} with lines {} notitle", data,
        stroke(t.options.edge.value_or(scene_.theme->border), t.options.edge_width, LineStyle::solid, 1)));
    if (t.text.empty()) return;
    label(t.text, panel.to_x(t.x), panel.to_y(t.y), t.options.text_size * scene_.options->font_size,
          t.options.text_color.value_or(scene_.theme->text), HAlign::center, VAlign::middle, 0);
  }

  void draw(const Text& t, const Panel& panel, Look look, std::vector<std::string>&) {
    const double size = t.options.size * scene_.options->font_size;
    const double x = panel.to_x(t.x), y = panel.to_y(t.y);
    if (!t.options.boxed) {
      label(t.text, x, y, size, look.color, t.options.horizontal, t.options.vertical, t.options.angle);
      return;
    }
    const double half = line_height * size * static_cast<double>(line_count(t.text)) / 2;
    const double up = t.options.vertical == VAlign::top      ? half
                      : t.options.vertical == VAlign::bottom ? -half
                                                             : 0;
    line("set style textbox opaque noborder fillcolor rgb {} margins 0.6,0.6",
         color_text(scene_.theme->background));
    line("set label {} at screen {:.6f},{:.6f} {} rotate by {} front boxed font ',{:.4g}' textcolor rgb {}",
         gnuplot_text(t.text), screen_x(x), screen_y(y + up), side(t.options.horizontal), t.options.angle,
         font_points(size), color_text(look.color));
  }
};

}  // namespace

GnuplotScript gnuplot_script(const Scene& scene, ImageFormat format, double scale) {
  return Writer(scene, format, scale).write();
}

}  // namespace gradus::plot
