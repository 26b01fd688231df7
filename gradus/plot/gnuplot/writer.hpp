#pragma once

#include <fmt/format.h>

#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gradus/plot/gnuplot/facet_raster.hpp"
#include "gradus/plot/gnuplot/script.hpp"
#include "gradus/plot/gnuplot/words.hpp"
#include "gradus/plot/pixels/raster.hpp"
#include "gradus/plot/scene/marks.hpp"

// Private to plot: what flat and three-dimensional plots have in common in gnuplot's language.
namespace gradus::plot {

constexpr double line_height = 1.25;

class GnuplotWriter {
 public:
  GnuplotWriter(const Scene& scene, ImageFormat format, double scale)
      : scene_(scene), format_(format), scale_(scale) {}

  const Scene& scene() const { return scene_; }

  template <class... Arguments>
  void line(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Arguments>(arguments)...);
    text_ += '\n';
  }

  // Where a point of the figure, in px, is on gnuplot's screen.
  double screen_x(double px) const { return px / scene_.options->width; }
  double screen_y(double px) const { return 1 - px / scene_.options->height; }

  void margins(const Rect& place) {
    line("set lmargin at screen {:.6f}; set rmargin at screen {:.6f}", screen_x(place.left),
         screen_x(place.right));
    line("set tmargin at screen {:.6f}; set bmargin at screen {:.6f}", screen_y(place.top),
         screen_y(place.bottom));
  }

  void label(std::string_view text, double x, double y, double size, Color color, HAlign horizontal,
             VAlign vertical, double angle);
  void write_captions();
  void write_legend(const Panel& panel);
  void write_color_bar(const ColorBar& bar);

  // The legend's entries, as parts of a plot command.
  template <class Traces>
  void add_keys(const Traces& traces, const Panel& panel, std::vector<std::string>& parts) const {
    for (std::size_t i = 0; i < traces.size(); ++i) {
      const std::string& text = legend_label(traces[i]);
      if (panel.legend == Legend::none || text.empty()) continue;
      const std::string sample =
          std::visit([&](const auto& trace) { return key_sample(trace, panel.looks[i]); }, traces[i]);
      parts.push_back(key_entry(sample, text));
    }
  }

  std::string new_block() { return fmt::format("$d{}", blocks_++); }

  // A block of numbers, one row for each index that `row` gives text for; empty text is a gap.
  template <class Row>
  std::string block(std::size_t count, const Row& row) {
    std::string name = new_block();
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

  static std::string stroke(Color color, double width, LineStyle style, double opacity) {
    return fmt::format("lw {} dt {} lc rgb {}", width, dash_text(style), color_text(color, opacity));
  }

  // Pixels for a length on the figure.
  double sharpness() const { return format_ == ImageFormat::png ? scale_ : 2; }

  // Adds marks as parts of a plot command.
  void draw_marks(const Marks& marks, const Panel& panel, std::vector<std::string>& parts);

  std::string image(const Raster& raster, double left, double right, double bottom, double top);
  std::string image(const ClearRaster& raster, double left, double right, double bottom, double top);

 protected:
  double font_points(double px) const { return format_ == ImageFormat::svg ? px : px * 0.75; }

  static const char* side(HAlign horizontal) {
    return horizontal == HAlign::left ? "left" : horizontal == HAlign::right ? "right" : "center";
  }

  static std::string tick_text(const std::string& markup);
  static const char* line_kind(const LineOptions& options) {
    return options.marker ? "linespoints" : "lines";
  }
  double key_width(const Panel& panel) const;
  std::string line_look(const LineOptions& options, Look look) const;

  const Scene& scene_;
  ImageFormat format_;
  double scale_;
  std::string text_, pixels_;

 private:
  void draw_area(const Mark& mark, std::vector<std::string>& parts);
  void draw_boxes(const Mark& mark, std::vector<std::string>& parts);
  void draw_line(const Mark& mark, std::vector<std::string>& parts);
  void draw_spans(const Mark& mark, std::vector<std::string>& parts);
  void draw_points(const Mark& mark, std::vector<std::string>& parts);

  static std::string filled_sample(Color color, double opacity);
  static std::string key_entry(const std::string& sample, const std::string& text);
  std::string points_sample(Marker marker, double size, Color color, double opacity) const;

  std::string key_sample(const Line& t, Look look) const;
  std::string key_sample(const Mark& mark) const;
  std::string key_sample(const Arrows& t, Look look) const;
  std::string key_sample(const ReferenceLine& t, Look look) const;
  std::string key_sample(const Scatter3D& t, Look look) const;
  std::string key_sample(const Line3D& t, Look look) const;
  std::string key_sample(const Surface& t, Look look) const;
  std::string key_sample(const Wireframe& t, Look look) const;
  std::string key_sample(const Arrows3D& t, Look look) const;
  std::string key_sample(const Plane& t, Look look) const;
  template <class T>
  std::string key_sample(const T& trace, Look look) const {
    if constexpr (Marked<T>) {
      for (const Mark& mark : marks_of(trace, look, *scene_.theme)) {
        if (mark.sample) return key_sample(mark);
      }
    }
    return "lines";  // has no label
  }

  template <class R>
  std::string image(const R& raster, std::string_view format, std::string_view style, double left,
                    double right, double bottom, double top);

  int blocks_ = 0;
};

/// A three-dimensional panel.
void write_box(GnuplotWriter& out, const Panel& panel);

}  // namespace gradus::plot
