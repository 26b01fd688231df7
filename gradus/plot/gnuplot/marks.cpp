#include <algorithm>
#include <cmath>

#include "gradus/plot/gnuplot/writer.hpp"

namespace gradus::plot {
namespace {

// A colour as the number that gnuplot reads from a column.
unsigned packed(Color color, double opacity) {
  const auto clear = static_cast<unsigned>(std::lround(255 * (1 - opacity)));
  return clear << 24 | unsigned{color.red} << 16 | unsigned{color.green} << 8 | unsigned{color.blue};
}

bool finite(double a, double b) { return std::isfinite(a) && std::isfinite(b); }

}  // namespace

void GnuplotWriter::draw_marks(const Marks& marks, const Panel& panel, std::vector<std::string>& parts) {
  for (const Mark& mark : marks) {
    const Mark seen = straight(mark, panel);
    switch (mark.kind) {
      case Mark::Kind::area:
        draw_area(seen, parts);
        break;
      case Mark::Kind::boxes:
        draw_boxes(seen, parts);
        break;
      case Mark::Kind::line:
        draw_line(seen, parts);
        break;
      case Mark::Kind::spans:
        draw_spans(seen, parts);
        break;
      case Mark::Kind::points:
        draw_points(seen, parts);
        break;
    }
  }
}

void GnuplotWriter::draw_line(const Mark& mark, std::vector<std::string>& parts) {
  const std::string data = block(mark.x.size(), [&](std::size_t i) {
    return finite(mark.x[i], mark.y[i]) ? fmt::format("{} {}", mark.x[i], mark.y[i]) : std::string();
  });
  parts.push_back(fmt::format("{} with lines {} notitle", data,
                              stroke(mark.look.color, mark.width, mark.style, mark.opacity)));
}

// One part for each outline: gnuplot joins outlines of one block of numbers by lines.
void GnuplotWriter::draw_area(const Mark& mark, std::vector<std::string>& parts) {
  for_each_piece(mark, [&](std::size_t first, std::size_t last) {
    const std::size_t count = last - first + 1;
    const std::string data = block(count + 1, [&](std::size_t i) {
      const std::size_t k = first + i % count;
      return fmt::format("{} {}", mark.x[k], mark.y[k]);
    });
    parts.push_back(
        fmt::format("{} with filledcurves closed fillstyle solid noborder fillcolor rgb {} notitle", data,
                    color_text(mark.look.color, mark.opacity)));
    if (!mark.edge || mark.width == 0) return;
    parts.push_back(
        fmt::format("{} with lines {} notitle", data, stroke(*mark.edge, mark.width, mark.style, 1)));
  });
}

void GnuplotWriter::draw_boxes(const Mark& mark, std::vector<std::string>& parts) {
  const std::string data = block(mark.x.size(), [&](std::size_t i) {
    const double left = mark.x[i], right = mark.x2[i], bottom = mark.y[i], top = mark.y2[i];
    if (!finite(left, right) || !finite(bottom, top)) return std::string();
    return fmt::format("{} {} {} {} {} {}", (left + right) / 2, top, left, right, bottom, top);
  });
  const std::string border = mark.edge && mark.width > 0
                                 ? fmt::format("border lc rgb {} lw {}", color_text(*mark.edge), mark.width)
                                 : "noborder";
  parts.push_back(fmt::format("{} with boxxyerror fillcolor rgb {} fillstyle solid {} notitle", data,
                              color_text(mark.look.color, mark.opacity), border));
}

void GnuplotWriter::draw_spans(const Mark& mark, std::vector<std::string>& parts) {
  const std::string data = block(mark.x.size(), [&](std::size_t i) {
    const double dx = mark.x2[i] - mark.x[i], dy = mark.y2[i] - mark.y[i];
    if (!finite(mark.x[i], mark.y[i]) || !finite(dx, dy)) return std::string();
    return fmt::format("{} {} {} {}", mark.x[i], mark.y[i], dx, dy);
  });
  parts.push_back(fmt::format("{} with vectors heads nofilled size screen {:.6f},90 {} notitle", data,
                              mark.size / 2 / scene_.options->width,
                              stroke(mark.look.color, mark.width, mark.style, mark.opacity)));
}

// Fill and edge of each point follow each other, so that points in front cover those behind wholly.
void GnuplotWriter::draw_points(const Mark& mark, std::vector<std::string>& parts) {
  const Marker marker = mark.look.marker;
  const bool edged = mark.edge.has_value() && has_inside(marker), sized = !mark.sizes.empty();
  const double width = has_inside(marker) ? mark.width : 1.3;
  const auto size_of = [&](double px) {
    return point_size(format_, marker, px + (edged ? mark.width : 0), has_inside(marker) ? width : 0);
  };
  std::string rows;
  for (std::size_t i = 0; i < mark.x.size(); ++i) {
    if (!finite(mark.x[i], mark.y[i])) continue;
    if (sized && !(mark.sizes[i] > 0)) continue;
    const double opacity = mark.opacities.empty() ? mark.opacity : mark.opacities[i];
    if (!std::isfinite(opacity)) continue;
    const std::string size = sized ? fmt::format("{:.4g} ", size_of(mark.sizes[i])) : "";
    const auto add = [&](bool filled, Color color) {
      rows += fmt::format("{} {} {}{} {}\n", mark.x[i], mark.y[i], size, point_type(marker, filled),
                          packed(color, opacity));
    };
    add(true, mark.colors.empty() ? mark.look.color : mark.colors[i]);
    if (edged) add(false, *mark.edge);
  }
  if (rows.empty()) return;
  const std::string name = new_block();
  line("{} << EOD\n{}EOD", name, rows);
  parts.push_back(fmt::format("{} using {} with points pt variable ps {} lw {} lc rgb variable notitle", name,
                              sized ? "1:2:3:4:5" : "1:2:3:4",
                              sized ? "variable" : fmt::format("{}", size_of(mark.size)), width));
}

std::string GnuplotWriter::key_sample(const Mark& mark) const {
  switch (mark.kind) {
    case Mark::Kind::area:
    case Mark::Kind::boxes:
      return filled_sample(mark.look.color, mark.opacity);
    case Mark::Kind::points:
      return points_sample(mark.look.marker, mark.size, mark.look.color, mark.opacity);
    case Mark::Kind::line:
    case Mark::Kind::spans:
      break;
  }
  return fmt::format("lines {}", stroke(mark.look.color, mark.width, mark.style, mark.opacity));
}

}  // namespace gradus::plot
