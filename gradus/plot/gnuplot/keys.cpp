#include <algorithm>

#include "gradus/plot/gnuplot/writer.hpp"
#include "gradus/plot/scene/markup.hpp"

// What stands beside each name in a legend.
namespace gradus::plot {

std::string GnuplotWriter::filled_sample(Color color, double opacity) {
  return fmt::format("boxes fillstyle solid noborder fillcolor rgb {}", color_text(color, opacity));
}

std::string GnuplotWriter::key_entry(const std::string& sample, const std::string& text) {
  return fmt::format("keyentry with {} title {}", sample, gnuplot_text(text));
}

std::string GnuplotWriter::points_sample(Marker marker, double size, Color color, double opacity) const {
  return fmt::format("points pt {} ps {} lw 1.3 lc rgb {}", point_type(marker, true),
                     point_size(format_, marker, std::clamp(size, 5.0, 9.0), 1),
                     color_text(color, std::max(0.5, opacity)));
}

std::string GnuplotWriter::key_sample(const Line& t, Look look) const {
  return fmt::format("{} {}", line_kind(t.options), line_look(t.options, look));
}

std::string GnuplotWriter::key_sample(const Line3D& t, Look look) const {
  return fmt::format("{} {}", line_kind(t.options), line_look(t.options, look));
}

std::string GnuplotWriter::key_sample(const Scatter3D& t, Look look) const {
  return points_sample(look.marker, t.options.size, look.color, t.options.opacity);
}

std::string GnuplotWriter::key_sample(const Arrows& t, Look look) const {
  return fmt::format("lines {}", stroke(look.color, t.options.width, LineStyle::solid, t.options.opacity));
}

std::string GnuplotWriter::key_sample(const Arrows3D& t, Look look) const {
  return fmt::format("lines {}", stroke(look.color, t.options.width, LineStyle::solid, t.options.opacity));
}

std::string GnuplotWriter::key_sample(const Wireframe& t, Look look) const {
  return fmt::format("lines {}", stroke(look.color, t.options.width, LineStyle::solid, t.options.opacity));
}

std::string GnuplotWriter::key_sample(const ReferenceLine& t, Look look) const {
  return fmt::format("lines {}", stroke(look.color, t.options.width, t.options.style, t.options.opacity));
}

std::string GnuplotWriter::key_sample(const Surface& t, Look look) const {
  return filled_sample(look.color, t.options.opacity);
}

std::string GnuplotWriter::key_sample(const Plane& t, Look look) const {
  return filled_sample(look.color, t.options.opacity);
}

}  // namespace gradus::plot
