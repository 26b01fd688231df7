// Principal components: the directions in which a cloud of points is long.
#include <fmt/format.h>

#include <cmath>

#include "gradus/gradus.hpp"
#include "lessons/pca_figures.hpp"
#include "lessons/registry.hpp"
#include "lessons/tensor_numbers.hpp"

namespace gradus::lessons {
namespace {

constexpr int64_t points_count = 200, dimensions = 3;
constexpr double noise = 0.25;

/// Points along the line from (-1, -1, -1) to (1, 1, 1), and noise on every coordinate.
Tensor noisy_line(random::NumpyRandom& rng) {
  const Tensor t = linspace(noise, 1 - noise, points_count, {.dtype = float64}).unsqueeze(1);
  return -1 + 2 * t + from_data(rng.normal(0, noise, points_count * dimensions), {points_count, dimensions});
}

// page: begin
/// The directions of a cloud, longest first.
struct Components {
  Tensor mean, deviation;  // of each column
  Tensor standardised;     // [n, d]
  Tensor covariance;       // [d, d]
  Tensor eigenvalues;      // [d], largest first
  Tensor directions;       // [d, d], a column each
  Tensor projected;        // [n, d]: the points in the directions' coordinates

  explicit Components(const Tensor& x)
      : mean(gradus::mean(x, {.dim = 0})), deviation(gradus::std(x, {.dim = 0, .correction = 0})) {
    standardised = (x - mean) / deviation;
    covariance = matmul(standardised.t(), standardised) / (x.size(0) - 1);
    const linalg::EighResult found = linalg::eigh(covariance);  // smallest first
    eigenvalues = flip(found.eigenvalues, {0});
    directions = with_signs(flip(found.eigenvectors, {1}));
    projected = matmul(standardised, directions);
  }

  /// A direction has two signs: the largest element of each is to be positive.
  static Tensor with_signs(const Tensor& columns) {
    const Tensor largest = argmax(abs(columns), 0, true);
    return columns * sign(gather(columns, 0, largest));
  }
};
// page: end

Json demonstration() {
  const linalg::RealImag found = linalg::eigvals(tensor({{4.0, -2.0}, {1.0, 1.0}}).to(float64));
  return numbers(sort(found.real).values);
}

Result run(const RunOptions& options) {
  Result result;
  random::NumpyRandom rng(options.seed);
  const Tensor x = noisy_line(rng);
  const Components found(x);
  const Tensor shares = 100 * found.eigenvalues / sum(found.eigenvalues);
  const Tensor variances = var(found.projected, {.dim = 0, .correction = 0});
  learn::PCA learner;
  learner.fit(found.standardised);
  const double difference = max(abs(learner.components() - found.directions.t())).item();
  result.final = {{"eigenvalues", numbers(found.eigenvalues)},
                  {"variance_percentage", numbers(shares)},
                  {"pc_variances", numbers(variances)},
                  {"sklearn_explained_variance", numbers(learner.explained_variance())},
                  {"sklearn_max_abs_component_diff", number(difference)}};
  result.values = {{"X_first3", numbers(x.slice(0, 0, 3))},
                   {"mean", numbers(found.mean)},
                   {"std", numbers(found.deviation)},
                   {"covariance", numbers(found.covariance)},
                   {"components_columns", numbers(found.directions)},
                   {"projected_first3", numbers(found.projected.slice(0, 0, 3))},
                   {"demo_matrix_eigenvalues_sorted", demonstration()}};
  for (int64_t i = 0; i < dimensions; ++i) {
    const Tensor v = found.directions.select(1, i);
    result.printed +=
        fmt::format("component {}: ({:7.4f}, {:7.4f}, {:7.4f}), variance {:.4f}, {:.2f} %\n", i + 1,
                    v[0].item(), v[1].item(), v[2].item(), found.eigenvalues[i].item(), shares[i].item());
  }
  result.printed += fmt::format("learn::PCA: components within {:.0e}, variances within {:.0e}\n", difference,
                                max(abs(learner.explained_variance() - found.eigenvalues)).item());
  options.report_progress(1);

  const Tensor learned = learner.transform(found.standardised);
  result.add_picture("data", "Two hundred points along a line in space, and the line they come from.",
                     [=] { return line_points_figure(x); });
  result.add_picture(
      "planes",
      "Left: the standardised points, each component as an arrow with the plane across it. Right: the points "
      "with no component (their mean), with one (a line), two (a plane), and all three.",
      [=] { return planes_animation(found.standardised, found.directions, found.projected, shares); });
  result.add_picture(
      "projected",
      "The points in the coordinates of the components: circles by hand, crosses by the library's learner. "
      "The cloud lies along the first axis.",
      [=] { return projected_figure(found.projected, learned); });
  result.add_picture(
      "scree",
      "The share of the variance in each component, and of all up to it. A third each would mean a round "
      "cloud.",
      [=] { return scree_figure(shares); });
  return result;
}

Page page() {
  return {
      .about =
          "Three measurements of the same thing say much the same three times. Which single number says most "
          "of what they do? The direction along which the points spread farthest. Then the direction across "
          "it in which they spread most, and so on: these are the eigenvectors of the covariance, and its "
          "eigenvalues say how much of the spread each holds. Leave out those that hold little, and the "
          "points have fewer coordinates.",
      .mathematics =
          {{"Columns are brought to mean 0 and spread 1, so that no unit counts more than another. Their "
            "covariance:",
            R"(z_{ij} = \frac{x_{ij} - \bar{x}_j}{s_j}, \qquad C = \frac{1}{n - 1} Z^{\top} Z)"},
           {"The variance along a direction of length 1 is to be largest. With a multiplier for the length:",
            R"(\max_{\lVert \mathbf{v} \rVert = 1} \mathbf{v}^{\top} C\, \mathbf{v}, \qquad \nabla \left[\mathbf{v}^{\top} C\, \mathbf{v} - \lambda (\mathbf{v}^{\top}\mathbf{v} - 1)\right] = 0 \;\Rightarrow\; C\,\mathbf{v} = \lambda\,\mathbf{v})"},
           {"So directions are eigenvectors, and eigenvalues are the variances along them. The shares, and "
            "the points in the first \\(k\\) directions:",
            R"(\frac{\lambda_i}{\lambda_1 + \dots + \lambda_d}, \qquad Z_k = Z\, V_k)"},
           {"Eigenvalues of a small matrix, by its characteristic polynomial:",
            R"(A = \begin{pmatrix} 4 & -2 \\ 1 & 1 \end{pmatrix}, \qquad \det(A - \lambda I) = \lambda^2 - 5\lambda + 6 = (\lambda - 2)(\lambda - 3))"}},
      .numbers = {{"eigenvalues", "/final/eigenvalues", "", ""},
                  {"share of the variance, %", "/final/variance_percentage", "", ""},
                  {"variance of each projected column", "/final/pc_variances", "", ""},
                  {"the same by the library's learner, with \\(n - 1\\)", "/final/sklearn_explained_variance",
                   "", ""},
                  {"eigenvalues of \\(A\\)", "/values/demo_matrix_eigenvalues_sorted", "", ""}},
      .questions =
          {"Set `noise` to 0.05 and to 1. What becomes of the shares, and of the first direction?",
           ("The line runs along (1, 1, 1). The first component does not quite: how far is it off, in "
            "degrees, and how does that change with ten times as many points?"),
           ("Multiply one column by 100 and leave out the division by the spread. Which direction comes "
            "first then, and why is that of no use?"),
           "Find the first direction without `eigh`: multiply any vector by the covariance, over and over.",
           "Run the learner on `data::load_iris()`. How many of its four columns are worth keeping?"},
      .notes = {
          ("Eigenvalues are divided by \\(n - 1\\), the variances of the projected columns by \\(n\\), in "
           "the notebook as here: hence 2.084 and 2.074 for the same thing."),
          ("The notebook draws planes that it found for the standardised points over the points as they "
           "came. Here both are standardised."),
          ("It draws its projections inside a loop over the components that are left out, so that with all "
           "three nothing is drawn, and with one the picture of two lies under it. Its last lines count with "
           "the variable of a loop that is over."),
          ("A direction and its opposite are the same component. Here the largest element of each is "
           "positive, as in scikit-learn; the notebook leaves it to chance."),
          ("`sklearn_max_abs_component_diff` is how far the directions by hand are from the learner's: "
           "rounding, in Python as here, so that of the two only the size can be compared."),
          "Nothing is repeated, so `--epochs` has no effect."}};
}

}  // namespace

Lesson pca() {
  return {
      .name = "pca",
      .title = "Principal components",
      .summary = "The directions in which a cloud of points is long, and what is lost without the others.",
      .notebook = "Machine Learning Visualized",
      .seed = 0,
      .epochs = 1,
      .spread = "no effect: nothing is repeated",
      .cover = "data",
      .run = run,
      .page = page};
}

}  // namespace gradus::lessons
