#include "lessons/kmeans_figures.hpp"

#include <fmt/format.h>

#include <array>
#include <limits>

#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/joining.hpp"

namespace gradus::lessons {
namespace {

/// The twelve colours of clusters: the cycle, and then its first ones darker.
std::vector<plot::Color> cluster_colors() {
  constexpr size_t cycle = 8, clusters = 12;
  std::vector<plot::Color> colors;
  colors.reserve(clusters);
  for (size_t i = 0; i < clusters; ++i) {
    const plot::Color color = plot::cycle_color(i % cycle);
    colors.push_back(i < cycle ? color : plot::mix(plot::colors::black, color, 0.55));
  }
  return colors;
}

void draw_sheet(plot::Axes& axes) {
  axes.x = {.label = "$x$", .min = 0, .max = sheet_width};
  axes.y = {.label = "$y$", .min = 0, .max = sheet_height};
  axes.equal_aspect = true;
  axes.legend = plot::Legend::none;
}

/// From each point to its centre and back off the paper: x and y of one line with gaps.
std::array<std::vector<double>, 2> spokes(const Tensor& points, const Tensor& centers, const Tensor& groups) {
  const std::vector<int64_t> group = groups.to_vector<int64_t>();
  std::array<std::vector<double>, 2> ends;
  for (int64_t axis = 0; axis < 2; ++axis) {
    const std::vector<double> from = points.select(1, axis).to_vector(),
                              to = centers.select(1, axis).to_vector();
    std::vector<double>& column = ends[static_cast<size_t>(axis)];
    column.reserve(3 * from.size());
    for (size_t i = 0; i < from.size(); ++i) {
      column.insert(column.end(),
                    {from[i], to[static_cast<size_t>(group[i])], std::numeric_limits<double>::quiet_NaN()});
    }
  }
  return ends;
}

/// A sheet with its clusters, whose traces can be brought up to date.
class Sheet {
 public:
  Sheet(plot::Axes& axes, const Tensor& points, int64_t columns)
      : points_(points),
        xs_(linspace(0, sheet_width, columns)),
        ys_(linspace(0, sheet_height, columns * sheet_height / sheet_width)),
        places_(corners(xs_, ys_)),
        regions_(axes.regions(xs_.to_vector(), ys_.to_vector(),
                              std::vector<double>(static_cast<size_t>(places_.size(0))),
                              {.colors = cluster_colors(), .strength = 0.35})),
        spokes_(axes.line({0}, {0}, {.color = plot::colors::grey, .width = 1.1})),
        centers_(nullptr) {
    draw_sheet(axes);
    axes.scatter(points.select(1, 0).to_vector(), points.select(1, 1).to_vector(),
                 {.color = plot::colors::dark_grey, .marker = plot::Marker::circle, .size = 4.5});
    centers_ = &axes.scatter({0}, {0},
                             {.color = plot::colors::black,
                              .marker = plot::Marker::diamond,
                              .size = 11,
                              .edge = plot::colors::white,
                              .edge_width = 1.4});
  }

  void show(const Tensor& centers, const Tensor& groups, const GroupOf& group_of) {
    regions_.classes = group_of(places_, centers).to(float64).to_vector();
    const auto ends = spokes(points_, centers, groups);
    spokes_.x = ends[0];
    spokes_.y = ends[1];
    centers_->x = centers.select(1, 0).to_vector();
    centers_->y = centers.select(1, 1).to_vector();
  }

 private:
  static Tensor corners(const Tensor& xs, const Tensor& ys) {
    const std::vector<Tensor> grid = meshgrid({xs.to(float64), ys.to(float64)}, Indexing::xy);
    return stack({grid[0].flatten(), grid[1].flatten()}, 1);
  }

  Tensor points_, xs_, ys_, places_;
  plot::Regions& regions_;
  plot::Line& spokes_;
  plot::Scatter* centers_;
};

/// The first `count` values, over 1, 2, ...
void show_first(plot::Line& line, const std::vector<double>& values, size_t count) {
  line.x.clear();
  for (size_t i = 0; i < count; ++i) line.x.push_back(static_cast<double>(i + 1));
  line.y.assign(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count));
}

}  // namespace

plot::Figure points_figure(const Tensor& points) {
  plot::Figure figure({.title = "A hundred points", .width = 800, .height = 500});
  draw_sheet(figure.axes());
  figure.axes().scatter(points.select(1, 0).to_vector(), points.select(1, 1).to_vector(),
                        {.color = plot::colors::blue, .marker = plot::Marker::circle});
  return figure;
}

plot::Animation clusters_animation(const Tensor& points, const std::vector<ClusterRound>& rounds,
                                   const Elbows& elbows, const GroupOf& group_of) {
  plot::Animation animation(
      plot::Figure(
          {.title = "K-means, from one cluster to twelve", .width = 1180, .height = 480, .columns = 2}),
      {.frames_per_second = 4, .last_frame_seconds = 3});
  plot::Axes &elbow = animation.figure().axes(0, 0), &plane = animation.figure().axes(0, 1);
  elbow.x = {.label = "clusters $k$", .min = 0.5, .max = static_cast<double>(elbows.corrected.size()) + 0.5};
  elbow.y = {.label = "mean squared distance (logarithmic)", .scale = plot::Scale::log};
  plot::Line& published = elbow.line({1}, {elbows.as_published[0]},
                                     {.label = "as published",
                                      .color = plot::colors::grey,
                                      .style = plot::LineStyle::dashed,
                                      .marker = plot::Marker::square});
  plot::Line& restarted = elbow.line(
      {1}, {elbows.restarted[0]},
      {.label = "k-means++, best of ten", .color = plot::colors::green, .marker = plot::Marker::triangle});
  plot::Line& corrected = elbow.line(
      {1}, {elbows.corrected[0]},
      {.label = "from the given start", .color = plot::colors::vermillion, .marker = plot::Marker::circle});
  Sheet sheet(plane, points, 97);
  for (const ClusterRound& now : rounds) {
    const auto known = static_cast<size_t>(now.k);
    show_first(published, elbows.as_published, known);
    show_first(restarted, elbows.restarted, known);
    show_first(corrected, elbows.corrected, known);
    corrected.y.back() = now.loss;
    sheet.show(now.centers, now.groups, group_of);
    plane.title =
        fmt::format("{} cluster{}, round {}: {:.0f}", now.k, now.k == 1 ? "" : "s", now.round + 1, now.loss);
    animation.add_frame(fmt::format("k = {}, round {}", now.k, now.round + 1));
  }
  return animation;
}

plot::Figure cluster_panels(const std::string& title, const Tensor& points,
                            const std::vector<ClusterPanel>& panels) {
  plot::Figure figure(
      {.title = title, .width = 1180, .height = 420, .columns = static_cast<int>(panels.size())});
  for (size_t i = 0; i < panels.size(); ++i) {
    plot::Axes& axes = figure.axes(0, static_cast<int>(i));
    axes.title = panels[i].title;
    Sheet(axes, points, 241).show(panels[i].centers, panels[i].groups, panels[i].group_of);
  }
  return figure;
}

}  // namespace gradus::lessons
