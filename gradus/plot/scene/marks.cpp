#include "gradus/plot/scene/marks.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include "gradus/plot/scene/color_use.hpp"
#include "gradus/plot/scene/image_grid.hpp"

namespace gradus::plot {
namespace {

constexpr double gap = std::numeric_limits<double>::quiet_NaN();

bool rests_on_axis(Mark::Kind kind) { return kind == Mark::Kind::area || kind == Mark::Kind::boxes; }

void to_view(std::vector<double>& values, const AxisView& view, bool rests) {
  if (!view.log) return;
  for (double& value : values) {
    if (value <= 0) value = rests ? view.min : gap;
  }
}

}  // namespace

bool has_inside(Marker marker) {
  return marker != Marker::plus && marker != Marker::cross && marker != Marker::star;
}

void lay_down(Mark& mark) {
  std::swap(mark.x, mark.y);
  std::swap(mark.x2, mark.y2);
  mark.lying = true;
}

Mark shown(Mark mark, const Panel& panel) {
  const bool rests = rests_on_axis(mark.kind);
  to_view(mark.x, panel.x, rests);
  to_view(mark.x2, panel.x, rests);
  to_view(mark.y, panel.y, rests);
  to_view(mark.y2, panel.y, rests);
  return mark;
}

Mark straight(Mark mark, const Panel& panel) {
  const auto lay = [](std::vector<double>& values, const AxisView& view) {
    if (view.linthresh <= 0) return;
    for (double& value : values) value = view.straight(value);
  };
  mark = shown(std::move(mark), panel);
  lay(mark.x, panel.x), lay(mark.x2, panel.x);
  lay(mark.y, panel.y), lay(mark.y2, panel.y);
  return mark;
}

Marks marks_of(const Scatter& scatter, Look look, const Theme&) {
  const ScatterOptions& o = scatter.options;
  Mark mark{.kind = Mark::Kind::points,
            .x = scatter.x,
            .y = scatter.y,
            .look = look,
            .opacity = o.opacity,
            .width = o.edge_width,
            .size = o.size,
            .edge = o.edge,
            .sample = true};
  mark.sizes = o.sizes;
  mark.opacities = o.opacities;
  if (!o.colors.empty() || !o.values.empty()) mark.colors = point_colors(scatter, look.color, colors::grey);
  return {std::move(mark)};
}

Marks marks_of(const Bars& bars, Look look, const Theme& theme) {
  const BarOptions& o = bars.options;
  Mark boxes{.kind = Mark::Kind::boxes,
             .look = look,
             .opacity = o.opacity,
             .width = o.edge_width,
             .edge = o.edge,
             .sample = true};
  Mark errors{.kind = Mark::Kind::spans, .look = {theme.text}, .width = 1.1, .size = 6};
  for (std::size_t i = 0; i < bars.x.size(); ++i) {
    const double base = o.base.empty() ? 0 : o.base[i], top = base + bars.height[i];
    boxes.x.push_back(bars.x[i] - o.width / 2), boxes.x2.push_back(bars.x[i] + o.width / 2);
    boxes.y.push_back(base), boxes.y2.push_back(top);
    if (o.errors.empty()) continue;
    errors.x.push_back(bars.x[i]), errors.x2.push_back(bars.x[i]);
    errors.y.push_back(top - o.errors[i]), errors.y2.push_back(top + o.errors[i]);
  }
  if (o.horizontal) lay_down(boxes), lay_down(errors);
  Marks marks{std::move(boxes)};
  if (!errors.x.empty()) marks.push_back(std::move(errors));
  return marks;
}

// There along the upper side and back along the lower one, for each piece without a gap.
Marks marks_of(const Band& band, Look look, const Theme&) {
  const BandOptions& o = band.options;
  Mark area{.kind = Mark::Kind::area, .look = look, .opacity = o.opacity, .sample = true};
  Mark edge{.kind = Mark::Kind::line, .look = look, .width = o.edge_width};
  const auto whole = [&](std::size_t i) {
    return std::isfinite(band.x[i]) && std::isfinite(band.low[i]) && std::isfinite(band.high[i]);
  };
  const auto add = [](Mark& mark, double x, double y) { mark.x.push_back(x), mark.y.push_back(y); };
  for (std::size_t first = 0; first < band.x.size(); ++first) {
    if (!whole(first)) continue;
    std::size_t end = first;
    while (end < band.x.size() && whole(end)) ++end;
    for (std::size_t i = first; i < end; ++i)
      add(area, band.x[i], band.high[i]), add(edge, band.x[i], band.high[i]);
    add(edge, gap, gap);
    for (std::size_t i = end; i-- > first;)
      add(area, band.x[i], band.low[i]), add(edge, band.x[i], band.low[i]);
    add(edge, gap, gap);
    add(area, gap, gap);
    first = end;
  }
  Marks marks{std::move(area)};
  if (o.edge_width > 0) marks.push_back(std::move(edge));
  return marks;
}

Marks marks_of(const Fill& fill, Look look, const Theme&) {
  return {{.kind = Mark::Kind::area,
           .x = fill.x,
           .y = fill.y,
           .look = look,
           .opacity = fill.options.opacity,
           .width = fill.options.edge_width,
           .edge = fill.options.edge,
           .sample = true}};
}

Marks marks_of(const Images& images, Look, const Theme& theme) {
  if (!images.options.frame) return {};
  Mark frames{.kind = Mark::Kind::line, .look = {theme.border}, .width = 0.8};
  const ImageGrid grid(images);
  for (std::size_t i = 0; i < images.count; ++i) {
    const double left = grid.left(i), right = left + static_cast<double>(images.columns);
    const double top = grid.top(i), bottom = top + static_cast<double>(images.rows);
    frames.x.insert(frames.x.end(), {left, right, right, left, left, gap});
    frames.y.insert(frames.y.end(), {top, top, bottom, bottom, top, gap});
  }
  return {std::move(frames)};
}

}  // namespace gradus::plot
