// K-means: points gather round centres, centres move to the middle of their points, over and over.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gradus/gradus.hpp"
#include "lessons/kmeans_figures.hpp"
#include "lessons/registry.hpp"
#include "lessons/tensor_numbers.hpp"

namespace gradus::lessons {
namespace {

constexpr int64_t most_clusters = 12;
constexpr int64_t points_count = 100;
constexpr int64_t rows = 28, columns = 49;  // of the grid on which the notebook draws areas
constexpr int64_t compared_clusters = 6;

// page: begin
enum class Distance { euclidean, manhattan };

/// From each of n points to each of k centres: [n, k].
Tensor distances(const Tensor& points, const Tensor& centers, Distance distance) {
  const Tensor between = points.unsqueeze(1) - centers.unsqueeze(0);
  return distance == Distance::euclidean ? sqrt(sum(square(between), {.dim = 2}))
                                         : sum(abs(between), {.dim = 2});
}

/// The number of the nearest centre for each point.
Tensor nearest(const Tensor& points, const Tensor& centers, Distance distance) {
  return argmin(distances(points, centers, distance), 1);
}

/// The place with the least sum of squared distances is the mean; with the least sum of Manhattan ones, the
/// median of each column.
Tensor middle(const Tensor& points, Distance distance) {
  return distance == Distance::euclidean ? mean(points, {.dim = 0}) : quantile(points, 0.5, {.dim = 0});
}

/// Each centre moves to the middle of its points; one without points stays where it is.
void move(const Tensor& centers, const Tensor& points, const Tensor& groups, Distance distance, bool whole) {
  for (int64_t g = 0; g < centers.size(0); ++g) {
    const Tensor own = points.index({groups == g});
    if (own.size(0) == 0) continue;
    const Tensor to = middle(own, distance);
    centers[g].copy_(whole ? trunc(to) : to);
  }
}

/// So many rounds; calls observe(round, groups, mean squared distance) in each before the centres move.
template <class Observer>
void cluster(const Tensor& points, const Tensor& centers, int64_t rounds, Distance distance, bool whole,
             Observer observe) {
  for (int64_t round = 0; round < rounds; ++round) {
    const ValuesIndices found = min(distances(points, centers, distance), 1);
    observe(round, found.indices, mean(square(found.values)).item());
    move(centers, points, found.indices, distance, whole);
  }
}
// page: end

/// What the notebook draws at random, in its order.
struct Start {
  Tensor points, centers;  // float64 [100, 2] and [12, 2], whole numbers
  Tensor colors, area_colors;

  explicit Start(uint32_t seed) {
    random::NumpyRandom rng(seed);
    colors = from_data(rng.rand(3 * most_clusters), {most_clusters, 3});
    points = pairs(rng, points_count);
    centers = pairs(rng, most_clusters);
    area_colors = from_data(rng.randint(0, most_clusters, rows * columns), {rows, columns});
  }

 private:
  static Tensor pairs(random::NumpyRandom& rng, int64_t n) {
    const Tensor x = from_data(rng.randint(0, sheet_width, n), {n});
    const Tensor y = from_data(rng.randint(0, sheet_height, n), {n});
    return stack({x, y}, 1).to(float64);
  }
};

/// The corners of the notebook's grid, row by row: [28 * 49, 2].
Tensor grid_corners() {
  const std::vector<Tensor> grid = meshgrid({linspace(0, sheet_width, columns, {.dtype = float64}),
                                             linspace(0, sheet_height, rows, {.dtype = float64})},
                                            Indexing::xy);
  return stack({grid[0].flatten(), grid[1].flatten()}, 1);
}

/// One of the two runs over all k: as published the centres are whole numbers and go on from one k to the
/// next; corrected they are as exact as can be, and put back before each.
struct Course {
  std::vector<double> elbow;
  std::vector<ClusterRound> rounds;
  std::vector<Tensor> centers;  // after the last round of each k
  std::vector<bool> any_lost;   // whether a centre of this k was without points in some round

  Course(const char* run, bool as_published, const Start& start, const RunOptions& options, Result& result) {
    Tensor all = start.centers.clone();
    const double begun = as_published ? 0 : 0.5;
    for (int64_t k = 1; k <= most_clusters; ++k) {
      if (!as_published) all = start.centers.clone();
      const Tensor own = all.slice(0, 0, k);
      any_lost.push_back(false);
      cluster(start.points, own, options.epochs, Distance::euclidean, as_published,
              [&](int64_t round, const Tensor& groups, double loss) {
                if (min(bincount(groups, k)).item<int64_t>() == 0) any_lost.back() = true;
                keep({.k = k, .round = round, .centers = own.clone(), .groups = groups, .loss = loss});
                const double of_k = static_cast<double>(round + 1) / static_cast<double>(options.epochs);
                options.report_progress(begun + (static_cast<double>(k - 1) + of_k) / most_clusters / 2);
              });
      centers.push_back(own.clone());
      elbow.push_back(rounds.back().loss);
      result.checkpoints.push_back(
          {{"run", run}, {"k", k}, {"epoch", options.epochs - 1}, {"loss", number(elbow.back())}});
    }
    const ClusterRound& last = rounds.back();
    const Tensor areas = nearest(grid_corners(), last.centers, Distance::euclidean);
    result.final[run] = {{"elbow", numbers(elbow)},
                         {"centroids", numbers(as_published ? all.to(int64) : all)},
                         {"groups", numbers(last.groups)},
                         {"boundary_counts", numbers(bincount(areas, most_clusters))}};
  }

 private:
  /// Rounds in which nothing moves any more are one.
  void keep(ClusterRound now) {
    const bool same = !rounds.empty() && rounds.back().k == now.k &&
                      sum(abs(rounds.back().centers - now.centers)).item() == 0;
    if (!same) rounds.push_back(std::move(now));
  }
};

/// The least losses, by the library's learner: k-means++ and ten starts.
std::vector<double> restarted_losses(const Tensor& points, uint32_t seed) {
  std::vector<double> losses;
  losses.reserve(most_clusters);
  for (int64_t k = 1; k <= most_clusters; ++k) {
    learn::KMeans learner({.n_clusters = k, .seed = seed});
    losses.push_back(learner.fit(points).inertia() / static_cast<double>(points.size(0)));
  }
  return losses;
}

/// How far the library's learner, from the same starts and after as many rounds, is from our centres. It does
/// not leave a centre without points, so that those k are not to be compared.
std::string compared_with_learner(const Start& start, const Course& corrected, int64_t rounds) {
  double apart = 0;
  std::string left_out;
  for (int64_t k = 1; k <= most_clusters; ++k) {
    const auto place = static_cast<size_t>(k) - 1;
    if (corrected.any_lost[place]) {
      left_out += fmt::format("{}{}", left_out.empty() ? "; a centre is without points for k = " : ", ", k);
      continue;
    }
    learn::KMeans learner(
        {.n_clusters = k, .init_centers = start.centers.slice(0, 0, k), .max_iter = rounds, .tol = 0});
    learner.fit(start.points);
    apart = std::max(apart, max(abs(learner.cluster_centers() - corrected.centers[place])).item());
  }
  return fmt::format("learn::KMeans from the same starts: centres within {:.0e}{}\n", apart, left_out);
}

GroupOf nearest_by(Distance distance) {
  return
      [distance](const Tensor& places, const Tensor& centers) { return nearest(places, centers, distance); };
}

/// The same points in as many clusters by both distances, each from the first of the given centres.
plot::Figure compared_distances(const Start& start, int64_t rounds) {
  std::vector<ClusterPanel> panels;
  panels.reserve(2);
  for (const Distance distance : {Distance::euclidean, Distance::manhattan}) {
    const Tensor centers = start.centers.slice(0, 0, compared_clusters).clone();
    cluster(start.points, centers, rounds, distance, false, [](int64_t, const Tensor&, double) {});
    panels.push_back({.title = distance == Distance::euclidean ? "Euclidean: $\\sqrt{dx^2 + dy^2}$, means"
                                                               : "Manhattan: |$dx$| + |$dy$|, medians",
                      .centers = centers,
                      .groups = nearest(start.points, centers, distance),
                      .group_of = nearest_by(distance)});
  }
  return cluster_panels("Two ways to say near", start.points, panels);
}

Result run(const RunOptions& options) {
  Result result;
  const Start start(options.seed);
  result.values = {{"colors_first3", numbers(start.colors.slice(0, 0, 3))},
                   {"points_first3", numbers(start.points.slice(0, 0, 3).to(int64))},
                   {"centroids_initial", numbers(start.centers.to(int64))},
                   {"boundary_shape", {rows, columns}},
                   {"boundary_colors_row0", numbers(start.area_colors[0])},
                   {"boundary_colors_sum", sum(start.area_colors).item<int64_t>()}};
  const Course published("as_published", true, start, options, result);
  const Course corrected("corrected", false, start, options, result);
  const Elbows elbows{published.elbow, corrected.elbow, restarted_losses(start.points, options.seed)};
  result.printed = " k   as published    corrected   k-means++, best of ten\n";
  for (size_t i = 0; i < most_clusters; ++i) {
    result.printed += fmt::format("{:>2} {:>14.2f} {:>12.2f} {:>24.2f}\n", i + 1, elbows.as_published[i],
                                  elbows.corrected[i], elbows.restarted[i]);
  }
  result.printed += compared_with_learner(start, corrected, options.epochs);

  result.add_picture("points", "A hundred points anywhere on a sheet: there are no clusters to be found.",
                     [=] { return points_figure(start.points); });
  result.add_picture(
      "clusters",
      "Left: what is left of the squared distances with so many clusters; the elbow is where more of them "
      "stop to help. Right: each point pulls the centre (diamond) of its area along its spoke.",
      [=] {
        return clusters_animation(start.points, corrected.rounds, elbows, nearest_by(Distance::euclidean));
      });
  result.add_picture("metrics-compared",
                     "Left: borders between centres are straight. Right: by the Manhattan distance they have "
                     "corners, and the areas' shapes depend on which way the axes lie.",
                     [=] { return compared_distances(start, options.epochs); });
  return result;
}

Page page() {
  return {
      .about =
          "Which points belong together, when nobody says so? Put down some centres anywhere. Give each "
          "point to the nearest; move each centre to the middle of its points; begin again. Neither step can "
          "make the sum of squared distances larger, so it comes to rest, though not always at the best "
          "place: what it finds hangs on where it began. How many centres to take, the curve of what is left "
          "may say, if it has a bend.",
      .mathematics =
          {{"Wanted are groups \\(C_j\\) and centres with a small sum of squared distances:",
            R"(J = \frac{1}{n} \sum_{j=1}^{k} \sum_{i \in C_j} \lVert \mathbf{x}_i - \boldsymbol{\mu}_j \rVert^2)"},
           {"One step makes it smaller by the groups, the other by the centres:",
            R"(C_j = \{\, i : \lVert \mathbf{x}_i - \boldsymbol{\mu}_j \rVert \le \lVert \mathbf{x}_i - \boldsymbol{\mu}_l \rVert \text{ for all } l \,\}, \qquad \boldsymbol{\mu}_j = \frac{1}{|C_j|} \sum_{i \in C_j} \mathbf{x}_i)"},
           {"K-means++ draws each first centre from the points, with a probability that grows with its "
            "squared distance to those drawn before:",
            R"(P(\mathbf{x}) = \frac{D(\mathbf{x})^2}{\sum_i D(\mathbf{x}_i)^2})"},
           {"The Manhattan distance is least, in sum, at the median of each coordinate, not at the mean:",
            R"(d_1(\mathbf{x}, \mathbf{y}) = |x_1 - y_1| + |x_2 - y_2|)"}},
      .numbers = {{"as published: 3 clusters", "/final/as_published/elbow/2", "", ""},
                  {"as published: 12 clusters", "/final/as_published/elbow/11", "", ""},
                  {"corrected: 3 clusters", "/final/corrected/elbow/2", "", ""},
                  {"corrected: 12 clusters", "/final/corrected/elbow/11", "", ""},
                  {"as published: centres at the end", "/final/as_published/centroids", "", ""}},
      .questions =
          {("Run `gradus run kmeans --seed 1`, and other seeds. When does the given start end far above the "
            "best of ten?"),
           "Run it with `--epochs 50`. For which `k` were eight rounds too few?",
           ("Draw the points around four places instead of anywhere. Does the curve have an elbow then, and "
            "where?"),
           ("What happens to a centre that is nearest to no point? Here it stays for ever. The learner moves "
            "it to the point that lies farthest from its own."),
           ("Take the Manhattan distance in `Course`, with medians. Must the mean squared distance still "
            "fall?")},
      .notes = {
          ("The notebook keeps its centres in an array of whole numbers, so each mean is cut, and goes on "
           "from the centres of the last `k` with one more. Corrected, centres have all their digits, and "
           "each `k` starts from the same twelve places."),
          ("Its elbow is drawn before the value of its `k` is known, so each dot stands at zero, and as a "
           "line of one point it is not seen at all. What it calls a sum of squared distances is their mean. "
           "One and two clusters are never shown. Here the curve shows each value when it is there, and all "
           "`k`."),
          ("Its colours are drawn at random; here they can be told apart. The draws are made all the same, "
           "so that those after them are Python's.")}};
}

}  // namespace

Lesson kmeans() {
  return {.name = "kmeans",
          .title = "K-means: centres that find their points",
          .summary = "A hundred points in one to twelve clusters.",
          .notebook = "Machine Learning Visualized",
          .seed = 0,
          .epochs = 8,
          .spread = "rounds for each number of clusters, for each of the two runs",
          .cover = "clusters",
          .cover_column = 1,
          .run = run,
          .page = page};
}

}  // namespace gradus::lessons
