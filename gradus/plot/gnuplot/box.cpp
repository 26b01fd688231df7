#include "gradus/plot/gnuplot/writer.hpp"

#include <cmath>

#include "gradus/plot/scene/scene3d.hpp"

// A box in gnuplot: its data as one picture of pixels, everything else as lines and texts, all in px. Its own
// three-dimensional plots know no depth between translucent things.
namespace gradus::plot {
namespace {

// Segments as one block of data, y upwards.
std::string lines_of(GnuplotWriter& out, const std::vector<Segment>& segments) {
  return out.block(3 * segments.size(), [&](std::size_t i) {
    const Segment& s = segments[i / 3];
    if (i % 3 == 2) return std::string();
    return i % 3 == 0 ? fmt::format("{:.2f} {:.2f}", s.x0, -s.y0) : fmt::format("{:.2f} {:.2f}", s.x1, -s.y1);
  });
}

void add_lines(GnuplotWriter& out, const std::vector<Segment>& segments, double width, Color color,
               std::vector<std::string>& parts) {
  if (segments.empty()) return;
  parts.push_back(fmt::format("{} with lines {} notitle", lines_of(out, segments),
                              GnuplotWriter::stroke(color, width, LineStyle::solid, 1)));
}

void add_walls(GnuplotWriter& out, const BoxView& box, std::vector<std::string>& parts) {
  for (const auto& wall : box.walls) {
    const std::string data = out.block(5, [&](std::size_t i) {
      const Seen& corner = wall[i % 4];
      return fmt::format("{:.2f} {:.2f}", corner.x, -corner.y);
    });
    parts.push_back(
        fmt::format("{} with filledcurves closed fillstyle solid noborder fillcolor rgb {} notitle", data,
                    color_text(out.scene().theme->wall)));
  }
}

// Whole pixels, or the picture would be drawn between them and lose its sharpness.
Rect on_pixels(const Rect& place, double scale) {
  return {std::floor(place.left * scale) / scale, std::floor(place.top * scale) / scale,
          std::ceil(place.right * scale) / scale, std::ceil(place.bottom * scale) / scale};
}

void write_texts(GnuplotWriter& out, const Panel& panel) {
  const FigureOptions& options = *out.scene().options;
  for (const BoxLabel& label : panel.box.labels) {
    out.label(label.text, label.x, label.y, options.font_size, out.scene().theme->text, HAlign::center,
              VAlign::middle, label.angle);
  }
  for (std::size_t i = 0; i < panel.space->traces.size(); ++i) {
    const auto* text = std::get_if<Text3D>(&panel.space->traces[i]);
    if (text == nullptr) continue;
    const Vec3 place = place_of(panel, text->x, text->y, text->z);
    if (!std::isfinite(place.x + place.y + place.z)) continue;
    const Seen at = panel.box.projection.see(place);
    out.label(text->text, at.x, at.y, text->options.size * options.font_size, panel.looks[i].color,
              text->options.horizontal, text->options.vertical, text->options.angle);
  }
}

}  // namespace

void write_box(GnuplotWriter& out, const Panel& panel) {
  const Theme& theme = *out.scene().theme;
  const Rect place = on_pixels(panel.plot, out.sharpness());
  out.margins(place);
  out.line("unset border; unset xtics; unset ytics");
  out.line("set xrange [{}:{}] noextend; set yrange [{}:{}] noextend", place.left, place.right, -place.bottom,
           -place.top);
  write_texts(out, panel);
  out.write_legend(panel);
  std::vector<std::string> parts;
  if (!panel.space->hidden) {
    add_walls(out, panel.box, parts);
    add_lines(out, panel.box.grid, 0.7, mix(theme.border, theme.wall, 0.14), parts);
    add_lines(out, panel.box.outline, 0.7, mix(theme.border, theme.wall, 0.25), parts);
    add_lines(out, panel.box.axes, 0.9, theme.border, parts);
    add_lines(out, panel.box.ticks, 0.9, theme.border, parts);
  }
  const ClearRaster raster = rasterize(facets_of(panel), place, out.sharpness());
  parts.push_back(out.image(raster, place.left, place.right, -place.bottom, -place.top));
  out.add_keys(panel.space->traces, panel, parts);
  out.line("plot {}", fmt::join(parts, ", \\\n  "));
}

}  // namespace gradus::plot
