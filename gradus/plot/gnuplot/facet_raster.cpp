#include "gradus/plot/gnuplot/facet_raster.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace gradus::plot {
namespace {

// Sixteen places in a pixel, no two in one row or column. Which of them a facet covers is a mask of bits.
constexpr std::size_t samples = 16;
constexpr std::array<int, samples> rows_of_samples = {5, 12, 2, 9, 15, 6, 0, 11, 3, 14, 8, 1, 13, 4, 10, 7};
constexpr std::uint16_t full = 0xFFFF;

double sample_x(std::size_t i) { return (static_cast<double>(i) + 0.5) / samples - 0.5; }
double sample_y(std::size_t i) { return (rows_of_samples[i] + 0.5) / samples - 0.5; }

// A side of a triangle: a x + b y + c is positive inside.
struct Side {
  double a = 0, b = 0, c = 0;

  double at(double x, double y) const { return a * x + b * y + c; }
  // What lies on a side belongs to one of the two facets that share it.
  bool holds(double value) const { return value > 0 || (value == 0 && (a > 0 || (a == 0 && b > 0))); }
};

// Something linear over the picture.
struct Slope {
  double a = 0, b = 0, c = 0;

  double at(double x, double y) const { return a * x + b * y + c; }
};

struct Prepared {
  std::array<Side, 3> sides;
  std::array<std::array<double, 2>, 3> corners;
  Slope near, red, green, blue;
  double nearest = 0, farthest = 0;
  double top = 0, bottom = 0;  // pixels
  float opacity = 1;
};

struct Fragment {
  float near, red, green, blue, opacity;
  std::uint16_t mask;
  std::int32_t next;
};

// False where the triangle has no area.
bool prepare(const Facet& facet, const Rect& place, double scale, Prepared& made) {
  std::array<FacetCorner, 3> p = facet.corners;
  for (FacetCorner& corner : p) {
    corner.x = (corner.x - place.left) * scale;
    corner.y = (corner.y - place.top) * scale;
  }
  double area = (p[1].x - p[0].x) * (p[2].y - p[0].y) - (p[2].x - p[0].x) * (p[1].y - p[0].y);
  if (area < 0) std::swap(p[1], p[2]), area = -area;
  if (!(area > 1e-7)) return false;
  for (std::size_t i = 0; i < 3; ++i) {
    const FacetCorner &from = p[i], &to = p[(i + 1) % 3];
    made.sides[i] = {from.y - to.y, to.x - from.x, from.x * to.y - to.x * from.y};
    made.corners[i] = {p[i].x, p[i].y};
  }
  const auto slope = [&](double v0, double v1, double v2) {
    const auto &s0 = made.sides[1], &s1 = made.sides[2], &s2 = made.sides[0];  // each across from its corner
    return Slope{(s0.a * v0 + s1.a * v1 + s2.a * v2) / area, (s0.b * v0 + s1.b * v1 + s2.b * v2) / area,
                 (s0.c * v0 + s1.c * v1 + s2.c * v2) / area};
  };
  made.near = slope(p[0].near, p[1].near, p[2].near);
  made.red = slope(p[0].red, p[1].red, p[2].red);
  made.green = slope(p[0].green, p[1].green, p[2].green);
  made.blue = slope(p[0].blue, p[1].blue, p[2].blue);
  made.nearest = std::max({p[0].near, p[1].near, p[2].near});
  made.farthest = std::min({p[0].near, p[1].near, p[2].near});
  made.top = std::min({p[0].y, p[1].y, p[2].y});
  made.bottom = std::max({p[0].y, p[1].y, p[2].y});
  made.opacity = facet.opacity;
  return true;
}

std::uint16_t coverage(const Prepared& facet, double x, double y) {
  std::array<double, 3> middle{};
  bool inside = true;
  for (std::size_t i = 0; i < 3; ++i) {
    const Side& side = facet.sides[i];
    middle[i] = side.at(x, y);
    const double reach = (std::abs(side.a) + std::abs(side.b)) / 2;
    if (middle[i] < -reach) return 0;
    inside = inside && middle[i] > reach;
  }
  if (inside) return full;
  std::uint16_t mask = 0;
  for (std::size_t s = 0; s < samples; ++s) {
    const double dx = sample_x(s), dy = sample_y(s);
    bool in = true;
    for (std::size_t i = 0; i < 3; ++i) {
      const Side& side = facet.sides[i];
      in = in && side.holds(side.at(x + dx, y + dy));
    }
    if (in) mask = static_cast<std::uint16_t>(mask | 1u << s);
  }
  return mask;
}

// The columns that the triangle can touch between two heights.
std::pair<double, double> reach(const Prepared& facet, double top, double bottom) {
  double left = 1e9, right = -1e9;
  const auto grow = [&](double x) { left = std::min(left, x), right = std::max(right, x); };
  for (std::size_t i = 0; i < 3; ++i) {
    const auto &a = facet.corners[i], &b = facet.corners[(i + 1) % 3];
    if (a[1] >= top && a[1] <= bottom) grow(a[0]);
    for (const double y : {top, bottom}) {
      if ((a[1] < y) != (b[1] < y)) grow(a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]));
    }
  }
  return {left, right};
}

class RowPainter {
 public:
  explicit RowPainter(std::size_t width) : heads_(width, -1) {}

  void add(const Prepared& facet, double row) {
    const auto [left, right] = reach(facet, row, row + 1);
    const double width = static_cast<double>(heads_.size());
    if (right < 0 || left >= width || left > right) return;
    const auto first = static_cast<std::size_t>(std::max(0.0, std::floor(left)));
    const auto last = static_cast<std::size_t>(std::min(width - 1, std::floor(right)));
    for (std::size_t column = first; column <= last; ++column) {
      const double x = static_cast<double>(column) + 0.5, y = row + 0.5;
      const std::uint16_t mask = coverage(facet, x, y);
      if (mask == 0) continue;
      const auto value = [&](const Slope& s) {
        return static_cast<float>(std::clamp(s.at(x, y), 0.0, 255.0));
      };
      const double near = std::clamp(facet.near.at(x, y), facet.farthest, facet.nearest);
      fragments_.push_back({static_cast<float>(near), value(facet.red), value(facet.green), value(facet.blue),
                            facet.opacity, mask, heads_[column]});
      heads_[column] = static_cast<std::int32_t>(fragments_.size()) - 1;
    }
  }

  // Writes the row and begins the next.
  void finish(char* pixels) {
    for (std::size_t column = 0; column < heads_.size(); ++column) {
      if (heads_[column] >= 0) blend(column, pixels + 4 * column);
      heads_[column] = -1;
    }
    fragments_.clear();
  }

 private:
  void blend(std::size_t column, char* pixel) {
    stack_.clear();
    for (std::int32_t at = heads_[column]; at >= 0; at = fragments_[static_cast<std::size_t>(at)].next) {
      stack_.push_back(&fragments_[static_cast<std::size_t>(at)]);
    }
    std::stable_sort(stack_.begin(), stack_.end(),
                     [](const Fragment* a, const Fragment* b) { return a->near > b->near; });
    std::array<float, samples> clear;  // how much of what is behind still shows at each place
    clear.fill(1);
    float red = 0, green = 0, blue = 0, opacity = 0;
    for (const Fragment* f : stack_) {
      float weight = 0;
      for (std::size_t s = 0; s < samples; ++s) {
        const float part = (f->mask >> s & 1) != 0 ? clear[s] * f->opacity : 0;
        weight += part;
        clear[s] -= part;
      }
      weight /= samples;
      red += weight * f->red, green += weight * f->green, blue += weight * f->blue, opacity += weight;
    }
    if (opacity <= 0) return;
    const auto byte = [](float value) {
      return static_cast<char>(static_cast<std::uint8_t>(std::clamp(value + 0.5F, 0.0F, 255.0F)));
    };
    pixel[0] = byte(red / opacity);
    pixel[1] = byte(green / opacity);
    pixel[2] = byte(blue / opacity);
    pixel[3] = byte(255 * opacity);
  }

  std::vector<std::int32_t> heads_;
  std::vector<Fragment> fragments_;
  std::vector<const Fragment*> stack_;
};

}  // namespace

ClearRaster rasterize(const std::vector<Facet>& facets, const Rect& place, double scale) {
  ClearRaster raster;
  raster.width = static_cast<std::size_t>(std::max(1L, std::lround(place.width() * scale)));
  raster.height = static_cast<std::size_t>(std::max(1L, std::lround(place.height() * scale)));
  raster.bytes.assign(4 * raster.width * raster.height, '\0');
  std::vector<Prepared> prepared;
  prepared.reserve(facets.size());
  std::vector<std::vector<std::size_t>> starts(raster.height);
  for (const Facet& facet : facets) {
    Prepared made;
    if (!prepare(facet, place, scale, made)) continue;
    if (made.bottom < 0 || made.top >= static_cast<double>(raster.height)) continue;
    starts[static_cast<std::size_t>(std::max(0.0, std::floor(made.top)))].push_back(prepared.size());
    prepared.push_back(made);
  }
  RowPainter painter(raster.width);
  std::vector<std::size_t> active;
  for (std::size_t row = 0; row < raster.height; ++row) {
    active.insert(active.end(), starts[row].begin(), starts[row].end());
    const auto height = static_cast<double>(row);
    for (const std::size_t i : active) painter.add(prepared[i], height);
    painter.finish(raster.bytes.data() + 4 * raster.width * (raster.height - 1 - row));
    std::erase_if(active, [&](std::size_t i) { return prepared[i].bottom < height + 1; });
  }
  return raster;
}

}  // namespace gradus::plot
