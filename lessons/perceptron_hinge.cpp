// A plane in space that learns which side a point is on; what it gets wrong moves it.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "gradus/gradus.hpp"
#include "lessons/perceptron_hinge_figures.hpp"
#include "lessons/registry.hpp"
#include "lessons/tensor_numbers.hpp"

namespace gradus::lessons {
namespace {

constexpr double rate = 0.0005;
constexpr int64_t side = 5;  // points along an edge of the grid

double length(const Tensor& v) { return sqrt(sum(square(v))).item(); }

/// The normal of the plane that gives the labels.
Tensor target_normal() {
  const Tensor ones = gradus::ones({3}, {.dtype = float64});
  return ones / length(ones);
}

/// Points of a grid, each labelled 1 or -1 by its side of the plane.
struct LabelledGrid {
  Tensor x;  // float64 [125, 3]
  Tensor y;  // int64 [125]

  LabelledGrid() {
    const Tensor places = linspace(-1, 1, side, {.dtype = float64});
    const std::vector<Tensor> grid = meshgrid({places, places, places}, Indexing::xy);
    x = stack({grid[0].flatten(), grid[1].flatten(), grid[2].flatten()}, 1);
    y = 2 * (matmul(x, target_normal()) >= 0).to(int64) - 1;
  }
};

// page: begin
/// A plane w x + b = 0 that is moved by points on its wrong side.
struct Plane {
  Tensor w;  // float64 [3]
  double b = 0;
  bool as_published = true;

  double score(const Tensor& x) const { return sum(w * x).item() + b; }

  /// A step against the gradient of max(0, -y score), which it gives. As published the offset looks again
  /// when the weights have already moved.
  double learn(const Tensor& x, double y) {
    const double margin = y * score(x);
    if (margin <= 0) w += rate * y * x;
    if ((as_published ? y * score(x) : margin) <= 0) b += rate * y;
    return std::max(0.0, -margin);
  }

  /// All points in their order; the sum of their losses.
  double epoch(const LabelledGrid& data) {
    double loss = 0;
    for (int64_t i = 0; i < data.x.size(0); ++i) loss += learn(data.x[i], data.y[i].item());
    return loss;
  }
};
// page: end

bool is_checkpoint(int64_t epoch, int64_t epochs) {
  return epoch == epochs - 1 || epoch < 5 || (epoch < 15 && epoch % 2 == 0) ||
         (epoch <= 50 && epoch % 10 == 0) || (epoch <= 1000 && epoch % 20 == 0) || epoch % 250 == 0;
}

double degrees_apart(const Tensor& v, const Tensor& w) {
  const double cosine = sum(v * w).item() / (length(v) * length(w));
  return std::acos(std::clamp(cosine, -1.0, 1.0)) * 180 / std::numbers::pi;
}

double share_right(const Tensor& scores, const Tensor& y) {
  return mean(((scores >= 0) == (y > 0)).to(float64)).item();
}

Tensor scores(const Plane& plane, const Tensor& x) { return matmul(x, plane.w) + plane.b; }

/// The same rule from a plane of zeros, by hand and by the library's learner, over as many epochs.
std::string compared_with_learner(const LabelledGrid& data, int64_t epochs) {
  Plane plane{.w = zeros({3}, {.dtype = float64}), .b = 0, .as_published = false};
  int64_t needed = 0;
  for (int64_t epoch = 0; epoch < epochs; ++epoch) {
    if (share_right(scores(plane, data.x), data.y) < 1) needed = epoch + 1;
    plane.epoch(data);
  }
  learn::Perceptron learner(
      {.eta0 = rate, .max_iter = epochs, .tol = 0, .n_iter_no_change = epochs, .shuffle = false});
  learner.fit(data.x, data.y);
  const double apart = std::max(max(abs(learner.coef()[0] - plane.w)).item(),
                                std::abs(learner.intercept()[0].item() - plane.b));
  return fmt::format(
      "the plain rule, from zeros and never brought to length 1: all right after {} epoch{}, {:.2f} degrees "
      "from the truth\n"
      "learn::Perceptron does the same: within {:.0e} of the weights by hand, {:.1f} % right\n",
      needed, needed == 1 ? "" : "s", degrees_apart(plane.w, target_normal()), apart,
      100 * learner.score(data.x, data.y));
}

Result run(const RunOptions& options) {
  Result result;
  const LabelledGrid data;
  const Tensor target = target_normal();
  result.values = {{"features_first3", numbers(data.x.slice(0, 0, 3))},
                   {"n", data.x.size(0)},
                   {"label_sum", sum(data.y).item<int64_t>()},
                   {"target_normal", numbers(target)}};
  const Tensor start = from_data(std::vector<double>{1, -1, -1}, {3});
  Plane plane{.w = start / length(start)};
  PlaneCourse course;
  double loss = 0;
  for (int64_t epoch = 0; epoch < options.epochs; ++epoch) {
    loss = plane.epoch(data) / side;  // the notebook divides by the edge's points, not by all
    plane.w = plane.w / length(plane.w);
    course.losses.push_back(loss);
    if (!is_checkpoint(epoch, options.epochs)) continue;
    course.moments.push_back({epoch, plane.w.to_vector(), plane.b});
    result.checkpoints.push_back(
        {{"epoch", epoch}, {"loss", number(loss)}, {"w", numbers(plane.w)}, {"b", number(plane.b)}});
    result.printed += fmt::format("epoch {:>3}: loss {:.6f}, {:.2f} degrees from the truth\n", epoch, loss,
                                  degrees_apart(plane.w, target));
    options.report_progress(static_cast<double>(epoch + 1) / static_cast<double>(options.epochs));
  }
  const double accuracy = share_right(scores(plane, data.x), data.y);
  result.final = {{"w", numbers(plane.w)},
                  {"b", number(plane.b)},
                  {"loss", number(loss)},
                  {"accuracy", number(accuracy)},
                  {"angle_degrees", number(degrees_apart(plane.w, target))}};
  result.printed +=
      fmt::format("{:.1f} % right\n", 100 * accuracy) + compared_with_learner(data, options.epochs);

  result.add_picture("data", "A grid of points; a plane through its middle gives each its label.",
                     [=] { return grid_figure(data.x, data.y); });
  result.add_picture(
      "hyperplane",
      "A plane and its normal, the arrow that stands on it: the side that it points to is the side of label "
      "1.",
      [=] { return hyperplane_figure(target.to_vector()); });
  result.add_picture("training",
                     "Left: the loss. Middle: each point's signed distance to the learned plane; those of "
                     "label -1 belong left of 0. Right: the true plane and the learned one with their "
                     "normals; points are coloured by the side they are said to be on, and are pale near the "
                     "plane.",
                     [=] { return plane_animation(data.x, data.y, target.to_vector(), course); });
  return result;
}

Page page() {
  return {
      .about =
          "A plane in space cuts a grid of points in two. Another plane begins somewhere else and is to find "
          "it, by nothing but the points that it puts on the wrong side: each of them turns the plane a "
          "little towards itself, or away. Once all are on their right sides, nothing moves any more. So the "
          "plane stops as soon as it does the job, some degrees beside the one that gave the labels.",
      .mathematics =
          {{"A plane is given by its normal \\(\\mathbf{w}\\) and an offset \\(b\\); the signed distance of "
            "a point, for a normal of length 1:",
            R"(\mathbf{w}^{\top}\mathbf{x} + b = 0, \qquad z = \mathbf{w}^{\top}\mathbf{x} + b)"},
           {"The perceptron's loss for a label \\(y\\) of 1 or -1: nothing on the right side, the distance "
            "on the wrong one:",
            R"(L = \max(0,\, -y z), \qquad \nabla_{\mathbf{w}} L = \begin{cases} -y\,\mathbf{x} & y z \le 0 \\ 0 & \text{otherwise} \end{cases}, \qquad \frac{\partial L}{\partial b} = \begin{cases} -y & y z \le 0 \\ 0 & \text{otherwise} \end{cases})"},
           {"The hinge loss proper also moves for points on the right side that are nearer than 1, and so "
            "leaves a margin:",
            R"(L_{\text{hinge}} = \max(0,\, 1 - y z))"},
           {"The weights go against the gradient, and are brought back to length 1 after each epoch:",
            R"(\mathbf{w} \leftarrow \mathbf{w} - \eta\,\nabla_{\mathbf{w}} L, \qquad \mathbf{w} \leftarrow \frac{\mathbf{w}}{\lVert \mathbf{w} \rVert})"}},
      .numbers = {{"loss in the first epoch", "/checkpoints/0/loss", "", ""},
                  {"loss at the end", "/final/loss", "", ""},
                  {"normal at the end", "/final/w", "", ""},
                  {"offset at the end", "/final/b", "", ""},
                  {"share that is right", "/final/accuracy", "", ""},
                  {"degrees from the true normal", "/final/angle_degrees", "", ""}},
      .questions = {"In which epoch does the loss reach 0? Change `rate` to 0.05 and see.",
                    ("Use the hinge loss with its margin: move for every point with \\(y z < 1\\). How near "
                     "does the plane come to the true one?"),
                    "Take 9 points along an edge. Why does the plane end nearer to the truth?",
                    ("Turn the labels of three points around. Now no plane is right for all: what do the "
                     "loss and the plane do?")},
      .notes = {
          ("What the notebook calls hinge loss is the perceptron's: it has no margin. Its formulas have the "
           "case \\(-y z > 1\\), its code \\(y z \\le 0\\), which is the one drawn and run here. It is not 1 "
           "for a wrong answer, as the text says, but the distance."),
          ("Two twists of the published code are kept, since the stored numbers have them: the offset looks "
           "whether the point is still wrong after the weights have moved, and the loss is divided by 5, the "
           "points along an edge, instead of 125. The printed lines compare the plain rule, without these "
           "and without bringing the normal to length 1, with the library's learner."),
          ("Its curve of losses is cut to whole numbers, and its planes are drawn without the offset. Here "
           "both are drawn as they are."),
          "Nothing is drawn at random, so `--seed` has no effect."}};
}

}  // namespace

Lesson perceptron_hinge() {
  return {.name = "perceptron-hinge",
          .title = "A plane that learns its side",
          .summary = "The perceptron in three dimensions, epoch by epoch.",
          .notebook = "Machine Learning Visualized",
          .seed = 0,
          .epochs = 301,
          .spread = "passes over the 125 points",
          .cover = "training",
          .cover_column = 2,
          .run = run,
          .page = page};
}

}  // namespace gradus::lessons
