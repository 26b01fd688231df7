#include "gradus/plot/gnuplot_script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>

#include "gradus/plot/markup.hpp"
#include "gradus/plot/raster.hpp"

namespace gradus::plot {
namespace {

constexpr double line_height = 1.25;

std::string color_text(Color color, double opacity = 1) {
  const auto clear = static_cast<int>(std::lround(255 * (1 - opacity)));
  return fmt::format("'#{:02x}{:02x}{:02x}{:02x}'", clear, color.red, color.green, color.blue);
}

int point_type(Marker marker, bool filled) {
  switch (marker) {
    case Marker::circle:
      return filled ? 7 : 6;
    case Marker::square:
      return filled ? 5 : 4;
    case Marker::triangle:
      return filled ? 9 : 8;
    case Marker::diamond:
      return filled ? 13 : 12;
    case Marker::triangle_down:
      return filled ? 11 : 10;
    case Marker::plus:
      return 1;
    case Marker::cross:
      return 2;
    case Marker::star:
      return 3;
  }
  return 7;
}

bool has_inside(Marker marker) {
  return marker != Marker::plus && marker != Marker::cross && marker != Marker::star;
}

std::string dash_text(LineStyle style) {
  switch (style) {
    case LineStyle::solid:
      break;
    case LineStyle::dashed:
      return "(6,3.5)";
    case LineStyle::dotted:
      return "(1.5,2.5)";
    case LineStyle::dash_dotted:
      return "(6,3,1.5,3)";
  }
  return "solid";
}

class Writer {
 public:
  Writer(const Scene& scene, ImageFormat format, double scale)
      : scene_(scene), format_(format), scale_(scale) {}

  GnuplotScript write() {
    terminal();
    line("set multiplot");
    for (const Panel& panel : scene_.panels) write_panel(panel);
    line("unset multiplot");
    return {std::move(text_), std::move(pixels_)};
  }

 private:
  template <class... Arguments>
  void line(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Arguments>(arguments)...);
    text_ += '\n';
  }

  void terminal() {
    const FigureOptions& options = *scene_.options;
    const std::string background = color_text(scene_.theme->background).replace(1, 3, "#");
    line("set encoding utf8");
    switch (format_) {
      case ImageFormat::png:  // its points are 1/96 inch wide pixels times 4/3
        line(
            "set term pngcairo enhanced size {},{} font 'CMU Serif,{:.4g}' fontscale {} linewidth {} "
            "pointscale {} "
            "background {}",
            std::lround(options.width * scale_), std::lround(options.height * scale_),
            options.font_size * 0.75, scale_, scale_, scale_, background);
        break;
      case ImageFormat::svg:
        line(
            "set term svg enhanced size {},{} font 'CMU Serif, Latin Modern Roman, Times New Roman, "
            "serif,{:.4g}' "
            "background {}",
            options.width, options.height, options.font_size, background);
        break;
      case ImageFormat::pdf:
        line(
            "set term pdfcairo enhanced size {:.5f}in,{:.5f}in font 'CMU Serif,{:.4g}' fontscale 1 linewidth "
            "1 "
            "background {}",
            options.width / 96.0, options.height / 96.0, options.font_size * 0.75, background);
        break;
    }
  }

  double screen_x(double px) const { return px / scene_.options->width; }
  double screen_y(double px) const { return 1 - px / scene_.options->height; }

  void margins(const Rect& place) {
    line("set lmargin at screen {:.6f}; set rmargin at screen {:.6f}", screen_x(place.left),
         screen_x(place.right));
    line("set tmargin at screen {:.6f}; set bmargin at screen {:.6f}", screen_y(place.top),
         screen_y(place.bottom));
  }

  // Each line of a text stands alone, so that all its places are ours. (x, y) is in px; sides as in
  // TextOptions.
  void label(std::string_view text, double x, double y, double size, Color color, HAlign horizontal,
             VAlign vertical, double angle) {
    const std::vector<TextLine> lines = parse_markup(text);
    const double step = line_height * size, height = step * static_cast<double>(lines.size());
    const double top = vertical == VAlign::top ? 0 : vertical == VAlign::middle ? -height / 2 : -height;
    const double turn = angle * std::numbers::pi / 180;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const double down = top + step * (static_cast<double>(i) + 0.5);
      line("set label '{}' at screen {:.6f},{:.6f} {} rotate by {} front font ',{:.4g}' textcolor rgb {}",
           gnuplot_line(lines[i]), screen_x(x + down * std::sin(turn)), screen_y(y + down * std::cos(turn)),
           side(horizontal), angle, font_points(size), color_text(color));
    }
  }

  double font_points(double px) const { return format_ == ImageFormat::svg ? px : px * 0.75; }

  static const char* side(HAlign horizontal) {
    return horizontal == HAlign::left ? "left" : horizontal == HAlign::right ? "right" : "center";
  }

  void write_panel(const Panel& panel) {
    const Axes& axes = *panel.axes;
    const Theme& theme = *scene_.theme;
    line("reset");
    margins(panel.plot);
    line("set border {} front lc rgb {} lw 0.9", axes.hidden ? 0 : 15, color_text(theme.border));
    line("set tics front in scale 0.75,0.4 textcolor rgb {}", color_text(theme.text));
    write_axis('x', panel.x, axes.hidden);
    write_axis('y', panel.y, axes.hidden);
    if (&panel == &scene_.panels.front()) {
      for (const Caption& caption : scene_.captions) {
        label(caption.text, caption.x, caption.y, caption.size, theme.text, HAlign::center, VAlign::middle,
              caption.upright ? 90 : 0);
      }
    }
    write_legend(panel);
    std::vector<std::string> parts;
    for (const std::size_t i : panel.order) {
      std::visit([&](const auto& trace) { draw(trace, panel, panel.looks[i], parts); }, axes.traces[i]);
    }
    if (parts.empty()) parts.push_back("NaN notitle");
    for (std::size_t i = 0; i < axes.traces.size(); ++i) {
      if (panel.legend == Legend::none || legend_label(axes.traces[i]).empty()) continue;
      std::visit([&](const auto& trace) { key_entry(trace, panel.looks[i], parts); }, axes.traces[i]);
    }
    line("plot {}", fmt::join(parts, ", \\\n  "));
    if (panel.color_bar) write_color_bar(*panel.color_bar);
  }

  void write_axis(char name, const AxisView& view, bool hidden) {
    if (view.log) line("set logscale {}", name);
    line("set {}range [{}:{}] noextend", name, view.reversed ? view.max : view.min,
         view.reversed ? view.min : view.max);
    if (hidden || view.ticks.empty()) {
      line("unset {}tics", name);
      return;
    }
    std::vector<std::string> places;
    for (const Tick& tick : view.ticks)
      places.push_back(fmt::format("{} {} 0", tick_text(tick.label), tick.at));
    for (const double at : view.minor) places.push_back(fmt::format("'' {} 1", at));
    const std::string turned =
        view.label_angle == 0 ? "norotate" : fmt::format("rotate by {} right", view.label_angle);
    line("set {}tics {} mirror {} ({})", name, view.marks ? "" : "scale 0", turned, fmt::join(places, ", "));
    if (view.grid) line("set grid {}tics back lt 1 lw 0.6 lc rgb {}", name, color_text(scene_.theme->grid));
  }

  // Tick labels pass through gnuplot's number formatting, where a percent sign has to be doubled.
  static std::string tick_text(const std::string& markup) {
    std::string result;
    for (const char c : gnuplot_text(markup)) {
      if (c == '%') result += '%';
      result += c;
    }
    return result;
  }

  void write_legend(const Panel& panel) {
    if (panel.legend == Legend::none) {
      line("unset key");
      return;
    }
    const Theme& theme = *scene_.theme;
    const Rect& place = panel.legend_place;
    const bool flat = panel.legend == Legend::below;
    const bool right = panel.legend == Legend::top_right || panel.legend == Legend::bottom_right;
    const bool bottom = panel.legend == Legend::bottom_left || panel.legend == Legend::bottom_right;
    const double x = flat ? (place.left + place.right) / 2 : right ? place.right : place.left;
    line(
        "set key at screen {:.6f},{:.6f} {} {} {} Left reverse samplen 1.9 spacing 1.1 height 0.2 width 0 "
        "opaque "
        "fillcolor rgb {} {} textcolor rgb {}",
        screen_x(x), screen_y(bottom ? place.bottom : place.top),
        flat    ? "center"
        : right ? "right"
                : "left",
        bottom ? "bottom" : "top", flat ? "horizontal" : "vertical",
        color_text(theme.background, flat ? 0 : 0.85),
        flat ? "nobox" : fmt::format("box lc rgb {} lw 0.6", color_text(theme.grid)), color_text(theme.text));
  }

  // A block of numbers, one row for each index that `row` gives text for; empty text is a gap.
  template <class Row>
  std::string block(std::size_t count, const Row& row) {
    const std::string name = fmt::format("$d{}", blocks_++);
    line("{} << EOD", name);
    bool gap = true;
    for (std::size_t i = 0; i < count; ++i) {
      const std::string values = row(i);
      if (values.empty() && gap) continue;
      gap = values.empty();
      line("{}", values);
    }
    line("EOD");
    return name;
  }

  static bool shown(const Panel& panel, double x, double y) {
    return std::isfinite(x) && std::isfinite(y) && (!panel.x.log || x > 0) && (!panel.y.log || y > 0);
  }

  static std::string stroke(Color color, double width, LineStyle style, double opacity) {
    return fmt::format("lw {} dt {} lc rgb {}", width, dash_text(style), color_text(color, opacity));
  }

  // gnuplot's point size for a marker of this diameter in px.
  double point_size(double px) const { return px / (format_ == ImageFormat::svg ? 6.2 : 6.4); }

  void draw(const Line& t, const Panel& panel, Look look, std::vector<std::string>& parts) {
    const std::string data = block(t.x.size(), [&](std::size_t i) {
      return shown(panel, t.x[i], t.y[i]) ? fmt::format("{} {}", t.x[i], t.y[i]) : std::string();
    });
    parts.push_back(fmt::format("{} with {} {} notitle", data, line_kind(t), line_look(t, look)));
  }

  static const char* line_kind(const Line& t) { return t.options.marker ? "linespoints" : "lines"; }

  std::string line_look(const Line& t, Look look) const {
    std::string result = stroke(look.color, t.options.width, t.options.style, t.options.opacity);
    if (t.options.marker) {
      result += fmt::format(" pt {} ps {}", point_type(look.marker, true), point_size(t.options.marker_size));
    }
    return result;
  }

  // Fill and edge of each point follow each other, so that points in front cover those behind wholly.
  void draw(const Scatter& t, const Panel& panel, Look look, std::vector<std::string>& parts) {
    const bool edged = t.options.edge.has_value() && has_inside(look.marker);
    const auto packed = [&](Color c) {
      const auto clear = static_cast<unsigned>(std::lround(255 * (1 - t.options.opacity)));
      return clear << 24 | unsigned{c.red} << 16 | unsigned{c.green} << 8 | unsigned{c.blue};
    };
    std::string rows;
    for (std::size_t i = 0; i < t.x.size(); ++i) {
      if (!shown(panel, t.x[i], t.y[i])) continue;
      rows += fmt::format("{} {} {} {}\n", t.x[i], t.y[i], point_type(look.marker, true), packed(look.color));
      if (edged) {
        rows += fmt::format("{} {} {} {}\n", t.x[i], t.y[i], point_type(look.marker, false),
                            packed(*t.options.edge));
      }
    }
    if (rows.empty()) return;
    const std::string name = fmt::format("$d{}", blocks_++);
    line("{} << EOD\n{}EOD", name, rows);
    const double width = has_inside(look.marker) ? t.options.edge_width : 1.3;
    parts.push_back(
        fmt::format("{} using 1:2:3:4 with points pt variable ps {} lw {} lc rgb variable notitle", name,
                    point_size(t.options.size), width));
  }

  void draw(const Arrows& t, const Panel& panel, Look look, std::vector<std::string>& parts) {
    const std::string data = block(t.x.size(), [&](std::size_t i) {
      const bool whole = shown(panel, t.x[i], t.y[i]) && shown(panel, t.x[i] + t.dx[i], t.y[i] + t.dy[i]);
      return whole ? fmt::format("{} {} {} {}", t.x[i], t.y[i], t.dx[i], t.dy[i]) : std::string();
    });
    parts.push_back(fmt::format("{} with vectors head filled size screen {:.6f},18,75 {} notitle", data,
                                t.options.head / scene_.options->width,
                                stroke(look.color, t.options.width, LineStyle::solid, t.options.opacity)));
  }

  void draw(const Bars& t, const Panel& panel, Look look, std::vector<std::string>& parts) {
    const double foot = panel.y.log ? panel.y.min : 0;
    const std::string data = block(t.x.size(), [&](std::size_t i) {
      if (!shown(panel, t.x[i], t.height[i])) return std::string();
      return fmt::format("{} {} {} {} {} {}", t.x[i], t.height[i], t.x[i] - t.options.width / 2,
                         t.x[i] + t.options.width / 2, foot, t.height[i]);
    });
    parts.push_back(fmt::format("{} with boxxyerror fillstyle solid noborder fillcolor rgb {} notitle", data,
                                color_text(look.color, t.options.opacity)));
  }

  void draw(const ReferenceLine& t, const Panel& panel, Look look, std::vector<std::string>& parts) {
    const bool flat = t.direction == ReferenceLine::Direction::horizontal;
    const std::string data = block(2, [&](std::size_t i) {
      const AxisView& along = flat ? panel.x : panel.y;
      const double end = i == 0 ? along.min : along.max;
      return flat ? fmt::format("{} {}", end, t.at) : fmt::format("{} {}", t.at, end);
    });
    parts.push_back(fmt::format("{} with lines {} notitle", data,
                                stroke(look.color, t.options.width, t.options.style, t.options.opacity)));
  }

  void draw(const Box& t, const Panel& panel, Look, std::vector<std::string>& parts) {
    const double w = t.width / 2, h = t.height / 2;
    const double xs[5] = {t.x - w, t.x + w, t.x + w, t.x - w, t.x - w};
    const double ys[5] = {t.y - h, t.y - h, t.y + h, t.y + h, t.y - h};
    const std::string data = block(5, [&](std::size_t i) { return fmt::format("{} {}", xs[i], ys[i]); });
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

  void draw(const Regions& t, const Panel& panel, Look, std::vector<std::string>& parts) {
    const Raster raster =
        rasterize(t, *scene_.theme, pixels_along(panel.plot.width()), pixels_along(panel.plot.height()));
    parts.push_back(image(raster, t.x.front(), t.x.back(), t.y.front(), t.y.back()));
  }

  void draw(const Heatmap& t, const Panel& panel, Look, std::vector<std::string>& parts) {
    const Raster raster =
        rasterize(t, *scene_.theme, pixels_along(panel.plot.width()), pixels_along(panel.plot.height()));
    parts.push_back(
        image(raster, -0.5, static_cast<double>(t.columns) - 0.5, -0.5, static_cast<double>(t.rows) - 0.5));
    if (t.options.numbers) write_numbers(t, panel);
  }

  void write_numbers(const Heatmap& t, const Panel& panel) {
    const std::vector<std::string> texts = cell_texts(t);
    const double size = number_size(t, panel, texts, scene_.options->font_size);
    const auto range = color_range(t);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (texts[i].empty()) continue;
      const Color color = readable_on(cell_color(t, *scene_.theme, range, t.values[i]));
      label(texts[i], panel.to_x(static_cast<double>(i % t.columns)),
            panel.to_y(static_cast<double>(i / t.columns)), size, color, HAlign::center, VAlign::middle, 0);
    }
  }

  std::size_t pixels_along(double px) const {
    const double sharp = format_ == ImageFormat::png ? scale_ : 2;
    return static_cast<std::size_t>(std::clamp(px * sharp, 2.0, 2400.0));
  }

  std::string image(const Raster& raster, double left, double right, double bottom, double top) {
    const double dx = (right - left) / static_cast<double>(raster.width);
    const double dy = (top - bottom) / static_cast<double>(raster.height);
    std::string part = fmt::format(
        "'/dev/fd/3' binary array=({},{}) skip={} dx={} dy={} origin=({},{}) format='%uchar%uchar%uchar' "
        "using 1:2:3 "
        "with rgbimage notitle",
        raster.width, raster.height, pixels_.size(), dx, dy, left + dx / 2, bottom + dy / 2);
    pixels_ += raster.bytes;
    return part;
  }

  void write_color_bar(const ColorBar& bar) {
    line("reset");
    margins(bar.place);
    line("unset key; unset xtics; unset ytics; set border 15 front lc rgb {} lw 0.9",
         color_text(scene_.theme->border));
    line("set xrange [0:1]; set yrange [{0}:{1}]; set y2range [{0}:{1}]", bar.min, bar.max);
    std::vector<std::string> places;
    for (const Tick& tick : bar.ticks)
      places.push_back(fmt::format("{} {} 0", tick_text(tick.label), tick.at));
    line("set y2tics front in scale 0.5 textcolor rgb {} ({})", color_text(scene_.theme->text),
         fmt::join(places, ", "));
    Raster raster{1, 256, {}};
    for (std::size_t i = 0; i < raster.height; ++i) {
      const Color color =
          map_color(bar.map, (static_cast<double>(i) + 0.5) / static_cast<double>(raster.height));
      for (const std::uint8_t part : {color.red, color.green, color.blue})
        raster.bytes += static_cast<char>(part);
    }
    line("plot {}", image(raster, 0, 1, bar.min, bar.max));
  }

  template <class T>
  void key_entry(const T& t, Look look, std::vector<std::string>& parts) {
    if constexpr (requires { t.options.label; }) {
      parts.push_back(
          fmt::format("keyentry with {} title {}", key_sample(t, look), gnuplot_text(t.options.label)));
    }
  }

  std::string key_sample(const Line& t, Look look) const {
    return fmt::format("{} {}", line_kind(t), line_look(t, look));
  }
  std::string key_sample(const Scatter& t, Look look) const {
    return fmt::format("points pt {} ps {} lw 1.3 lc rgb {}", point_type(look.marker, true),
                       point_size(std::clamp(t.options.size, 5.0, 9.0)),
                       color_text(look.color, std::max(0.5, t.options.opacity)));
  }
  std::string key_sample(const Arrows& t, Look look) const {
    return "lines " + stroke(look.color, t.options.width, LineStyle::solid, t.options.opacity);
  }
  std::string key_sample(const ReferenceLine& t, Look look) const {
    return "lines " + stroke(look.color, t.options.width, t.options.style, t.options.opacity);
  }
  std::string key_sample(const Bars& t, Look look) const {
    return fmt::format("boxes fillstyle solid noborder fillcolor rgb {}",
                       color_text(look.color, t.options.opacity));
  }

  const Scene& scene_;
  ImageFormat format_;
  double scale_;
  std::string text_, pixels_;
  int blocks_ = 0;
};

}  // namespace

GnuplotScript gnuplot_script(const Scene& scene, ImageFormat format, double scale) {
  return Writer(scene, format, scale).write();
}

}  // namespace gradus::plot
