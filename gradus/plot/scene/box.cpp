#include "gradus/plot/scene/box.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "gradus/base/error.hpp"
#include "gradus/plot/scene/markup.hpp"
#include "gradus/plot/scene/scene.hpp"
#include "gradus/plot/scene/ticks.hpp"

namespace gradus::plot {
namespace {

constexpr double tick_length = 4, line_height = 1.25;

// The place with its coordinate along `axis` (0, 1, 2) replaced.
Vec3 with(Vec3 place, int axis, double value) {
  (axis == 0 ? place.x : axis == 1 ? place.y : place.z) = value;
  return place;
}

double along(const Vec3& place, int axis) { return axis == 0 ? place.x : axis == 1 ? place.y : place.z; }

Segment between(const Projection& projection, const Vec3& a, const Vec3& b) {
  const Seen from = projection.see(a), to = projection.see(b);
  return {from.x, from.y, to.x, to.y};
}

class BoxLayout {
 public:
  BoxLayout(Panel& panel, double font) : panel_(panel), axes_(*panel.space), font_(font) {
    box_.projection = Projection(axes_.view, axes_.box);
    const Vec3& eye = box_.projection.towards_eye();
    box_.back = {eye.x > 0 ? 0.0 : 1.0, eye.y > 0 ? 0.0 : 1.0, eye.z >= 0 ? 0.0 : 1.0};
  }

  void run() {
    const Rect& room = panel_.plot;
    const double middle_x = (room.left + room.right) / 2, middle_y = (room.top + room.bottom) / 2;
    box_.projection.put(middle_x, middle_y, 0.7 * std::min(room.width(), room.height()));
    // Labels keep their size when the box changes its own, so a few rounds bring both into the room.
    for (int round = 0; round < 6; ++round) {
      build();
      const Rect taken = extent();
      // A name longer than the room runs over its edge, as in a flat plot, and does not press the box to
      // nothing.
      const double labels_x = std::min(taken.width() - hull_.width(), 0.6 * room.width());
      const double labels_y = std::min(taken.height() - hull_.height(), 0.6 * room.height());
      const double factor = std::min((room.width() - labels_x) / std::max(1.0, hull_.width()),
                                     (room.height() - labels_y) / std::max(1.0, hull_.height()));
      Projection& p = box_.projection;
      const double scale = p.scale() * factor;
      if (!(scale >= 30)) {
        fail(fmt::format(
            "axes3d: {:.0f} x {:.0f} px leave no room for the box with its labels; make the figure larger",
            room.width(), room.height()));
      }
      p.put(p.middle_x() + middle_x - (taken.left + taken.right) / 2,
            p.middle_y() + middle_y - (taken.top + taken.bottom) / 2, scale);
    }
    build();
    panel_.box = std::move(box_);
  }

 private:
  AxisView& view(int axis) { return axis == 0 ? panel_.x : axis == 1 ? panel_.y : panel_.z; }
  const Axis& options(int axis) const { return axis == 0 ? axes_.x : axis == 1 ? axes_.y : axes_.z; }

  void build() {
    box_.grid.clear(), box_.outline.clear(), box_.axes.clear(), box_.ticks.clear(), box_.labels.clear();
    for (int axis = 0; axis < 3; ++axis) build_wall(axis);
    if (axes_.hidden) return;
    for (int axis = 0; axis < 3; ++axis) build_axis(axis);
  }

  void build_wall(int axis) {
    const int u = (axis + 1) % 3, v = (axis + 2) % 3;
    std::array<Seen, 4>& wall = box_.walls[static_cast<std::size_t>(axis)];
    constexpr double corners[4][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
    for (std::size_t i = 0; i < 4; ++i) {
      wall[i] = box_.projection.see(with(with(box_.back, u, corners[i][0]), v, corners[i][1]));
    }
    for (std::size_t i = 0; i < 4; ++i) {
      const Seen &a = wall[i], &b = wall[(i + 1) % 4];
      box_.outline.push_back({a.x, a.y, b.x, b.y});
    }
  }

  // The edge that carries an axis's numbers: in front of the floor for x and y, on the right for z.
  Vec3 edge_of(int axis) const {
    Vec3 edge = box_.back;
    if (axis == 0) edge.y = 1 - edge.y;
    if (axis == 1) edge.x = 1 - edge.x;
    if (axis != 2) return edge;
    const Vec3 one{1 - edge.x, edge.y, 0}, other{edge.x, 1 - edge.y, 0};
    return box_.projection.see(one).x > box_.projection.see(other).x ? one : other;
  }

  void build_axis(int axis) {
    const Projection& p = box_.projection;
    const Vec3 edge = edge_of(axis);
    const Segment line = between(p, with(edge, axis, 0), with(edge, axis, 1));
    const double dx = line.x1 - line.x0, dy = line.y1 - line.y0, length = std::hypot(dx, dy);
    if (length < 3 * font_) return;  // seen from its end
    AxisView& numbers = view(axis);
    choose_ticks(numbers, options(axis), 0.75 * length, axis != 2, font_);
    numbers.label_angle = 0;
    for (const Tick& tick : numbers.ticks) add_grid(axis, numbers.place(tick.at));
    box_.axes.push_back(line);
    // Outward: across the edge, away from the middle of the box.
    double out_x = -dy / length, out_y = dx / length;
    const double mid_x = (line.x0 + line.x1) / 2, mid_y = (line.y0 + line.y1) / 2;
    if (out_x * (mid_x - p.middle_x()) + out_y * (mid_y - p.middle_y()) < 0) out_x = -out_x, out_y = -out_y;
    double reach = tick_length + 0.25 * font_, widest = 0;
    for (const Tick& tick : numbers.ticks) {
      const Seen at = p.see(with(edge, axis, numbers.place(tick.at)));
      box_.ticks.push_back({at.x, at.y, at.x + tick_length * out_x, at.y + tick_length * out_y});
      if (tick.label.empty()) continue;
      const double width = text_width(tick.label, font_), height = font_;
      const double thickness = std::abs(out_x) * width + std::abs(out_y) * height;
      widest = std::max(widest, thickness);
      const double away = reach + thickness / 2;
      box_.labels.push_back({tick.label, at.x + away * out_x, at.y + away * out_y, 0, width, height});
    }
    const std::string& label = options(axis).label;
    if (label.empty()) return;
    double width = text_width(label, font_),
           height = line_height * font_ * static_cast<double>(line_count(label));
    const bool upright = axis == 2 && width > 2.5 * font_;  // a letter or two stand as they are
    if (upright) std::swap(width, height);
    const double away =
        reach + widest + 0.3 * font_ + (std::abs(out_x) * width + std::abs(out_y) * height) / 2;
    box_.labels.push_back(
        {label, mid_x + away * out_x, mid_y + away * out_y, upright ? 90.0 : 0.0, width, height});
  }

  // The lines of one tick on the two walls that its axis runs along.
  void add_grid(int axis, double place) {
    if (place < 1e-6 || place > 1 - 1e-6) return;
    for (const int wall : {(axis + 1) % 3, (axis + 2) % 3}) {
      const int other = 3 - axis - wall;
      const Vec3 at = with(box_.back, axis, place);
      box_.grid.push_back(between(box_.projection, with(at, other, 0), with(at, other, 1)));
    }
  }

  // What the box takes (hull_), and with its labels.
  Rect extent() {
    hull_ = {1e9, 1e9, -1e9, -1e9};
    const auto grow = [](Rect& rect, double left, double top, double right, double bottom) {
      rect = {std::min(rect.left, left), std::min(rect.top, top), std::max(rect.right, right),
              std::max(rect.bottom, bottom)};
    };
    for (unsigned corner = 0; corner < 8; ++corner) {
      const Seen seen =
          box_.projection.see({corner & 1 ? 1.0 : 0.0, corner & 2 ? 1.0 : 0.0, corner & 4 ? 1.0 : 0.0});
      grow(hull_, seen.x, seen.y, seen.x, seen.y);
    }
    Rect all = hull_;
    for (const BoxLabel& label : box_.labels) {
      grow(all, label.x - label.width / 2, label.y - label.height / 2, label.x + label.width / 2,
           label.y + label.height / 2);
    }
    return all;
  }

  Panel& panel_;
  const Axes3D& axes_;
  double font_;
  BoxView box_;
  Rect hull_;
};

}  // namespace

void lay_out_box(Panel& panel, double font_size) { BoxLayout(panel, font_size).run(); }

bool box_touches(const BoxView& box, const Rect& rect) {
  for (const BoxLabel& label : box.labels) {
    const bool apart = label.x + label.width / 2 < rect.left || label.x - label.width / 2 > rect.right ||
                       label.y + label.height / 2 < rect.top || label.y - label.height / 2 > rect.bottom;
    if (!apart) return true;
  }
  for (unsigned corner = 0; corner < 8; ++corner) {
    const Vec3 from{corner & 1 ? 1.0 : 0.0, corner & 2 ? 1.0 : 0.0, corner & 4 ? 1.0 : 0.0};
    for (int axis = 0; axis < 3; ++axis) {
      if (along(from, axis) == 0 && passes(rect, between(box.projection, from, with(from, axis, 1))))
        return true;
    }
  }
  return false;
}

// Liang and Barsky's clipping.
std::optional<std::pair<double, double>> part_inside(const Rect& rect, const Segment& piece) {
  double enter = 0, leave = 1;
  const auto clip = [&](double towards, double distance) {
    if (towards == 0) return distance >= 0;
    const double at = distance / towards;
    if (towards < 0) {
      enter = std::max(enter, at);
    } else {
      leave = std::min(leave, at);
    }
    return enter <= leave;
  };
  const double dx = piece.x1 - piece.x0, dy = piece.y1 - piece.y0;
  const bool touched = clip(-dx, piece.x0 - rect.left) && clip(dx, rect.right - piece.x0) &&
                       clip(-dy, piece.y0 - rect.top) && clip(dy, rect.bottom - piece.y0);
  return touched ? std::optional(std::pair(enter, leave)) : std::nullopt;
}

bool passes(const Rect& rect, const Segment& piece) { return part_inside(rect, piece).has_value(); }

}  // namespace gradus::plot
