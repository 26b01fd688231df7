// A line through points, found by walking downhill on its error; and how long a flat valley is.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gradus/data/table_tensors.hpp"
#include "gradus/gradus.hpp"
#include "lessons/registry.hpp"
#include "lessons/tensor_numbers.hpp"

namespace gradus::lessons {
namespace {

constexpr double rate = 0.00005;
constexpr int64_t grid_side = 20;          // the grid over which the notebook draws the error,
constexpr double w_end = 0.5, b_end = 15;  // and where it ends

// page: begin
/// A straight line, y = w x + b.
struct Line {
  double w = 0, b = 0;
};

Tensor errors_of(const Line& line, const Tensor& x, const Tensor& y) { return y - (line.w * x + line.b); }

double mse(const Line& line, const Tensor& x, const Tensor& y) {
  return mean(square(errors_of(line, x, y))).item();
}

/// One step against the gradient; both derivatives are taken where the step begins.
Line step(const Line& line, const Tensor& x, const Tensor& y) {
  const Tensor errors = errors_of(line, x, y);
  const double dw = -2 * mean(x * errors).item(), db = -2 * mean(errors).item();
  return {line.w - rate * dw, line.b - rate * db};
}

/// The bottom of the bowl, where both derivatives are zero.
Line exact(const Tensor& x, const Tensor& y) {
  const Tensor dx = x - mean(x);
  const double w = (sum(dx * (y - mean(y))) / sum(square(dx))).item();
  return {w, mean(y - w * x).item()};
}
// page: end

/// Money spent on radio in 200 markets, and sales.
struct Sales {
  Tensor x, y;  // float64 [n]
};

/// A table of the same kind as the real one. The seed is fixed, as a file's content is.
Sales generated_sales() {
  constexpr int64_t markets = 200;
  random::NumpyRandom rng(0);
  const Tensor x = from_data(rng.uniform(0, 49.6, markets), {markets});
  const Tensor noise = from_data(rng.normal(0, 4.2, markets), {markets});
  return {x, clamp(9.3 + 0.2 * x + noise, 1.6)};
}

Sales sales(const RunOptions& options, Result& result) {
  const auto found = data::try_find("advertising.csv", {.directory = options.data_dir.string()});
  if (!found) {
    result.data = DataSource::generated;
    result.notes.push_back(
        "advertising.csv was not found, so these numbers come from a generated table of the same kind. "
        "`gradus data get advertising` downloads the real one (5 kB).");
    return generated_sales();
  }
  const io::Table table = io::read_csv(found->path);
  const Sales read{data::column(table, "radio").to(float64), data::column(table, "sales").to(float64)};
  if (read.x.size(0) < 2) fail(fmt::format("{}: two rows or more are needed", table.source()));
  if (max(read.x).item() == min(read.x).item()) {
    fail(fmt::format("{}: all values of radio are {}, so no line is best", table.source(), read.x[0].item()));
  }
  return read;
}

/// The notebook's 20 steps from 0 to just below `end`.
Tensor grid_places(double end) { return arange(grid_side).to(float64) * (end / grid_side); }

/// The error of each line of a grid, [b, w].
Tensor error_surface(const Tensor& ws, const Tensor& bs, const Sales& data) {
  std::vector<double> errors;
  errors.reserve(static_cast<size_t>(ws.numel() * bs.numel()));
  for (const double b : bs.to_vector()) {
    for (const double w : ws.to_vector()) errors.push_back(mse({w, b}, data.x, data.y));
  }
  return from_data(errors, {bs.numel(), ws.numel()});
}

bool is_checkpoint(int64_t epoch, int64_t epochs) {
  return epoch == epochs - 1 || (epoch < 60 && epoch % 5 == 0) || (epoch < 3000 && epoch % 1000 == 0) ||
         epoch % 3000 == 0;
}

void draw_data(plot::Axes& axes, const Sales& data) {
  axes.x = {.label = "spent on radio, thousand dollars"};
  axes.y = {.label = "sales, thousand units", .min = 0};
  axes.scatter(data.x.to_vector(), data.y.to_vector(),
               {.label = "markets", .color = plot::colors::sky, .marker = plot::Marker::circle, .size = 6});
}

plot::Figure data_figure(const Sales& data) {
  plot::Figure figure({.title = "Sales by spending on radio", .width = 720, .height = 500});
  draw_data(figure.axes(), data);
  return figure;
}

std::vector<double> heights(const Line& line, const std::vector<double>& places) {
  std::vector<double> on_line;
  on_line.reserve(places.size());
  for (const double x : places) on_line.push_back(line.w * x + line.b);
  return on_line;
}

/// The line after an epoch, and whether the notebook shows it; the others are for the path.
struct Moment {
  int64_t epoch;
  Line line;
  bool shown;
};

/// Left the line, right where it stands on the bowl of errors, at each epoch that the notebook shows.
plot::Animation fit_animation(const Sales& data, const std::vector<Moment>& path) {
  plot::Animation animation(
      plot::Figure({.title = "Downhill to a line", .width = 1120, .height = 500, .columns = 2}),
      {.frames_per_second = 2, .last_frame_seconds = 3});
  const Line best = exact(data.x, data.y);
  const std::vector<double> ends = {0, std::ceil(max(data.x).item())};

  plot::Axes& axes = animation.figure().axes(0, 0);
  draw_data(axes, data);
  axes.line(ends, heights(best, ends),
            {.label = "exact line", .color = plot::colors::green, .style = plot::LineStyle::dashed});
  plot::Line& line = axes.line(ends, heights({}, ends),
                               {.label = "descent", .color = plot::colors::vermillion, .width = 2.6});

  plot::Axes3D& box = animation.figure().axes3d(0, 1);
  box.x.label = "slope $w$";
  box.y.label = "offset $b$";
  box.z.label = "mean squared error";
  box.view = {.elev = 32, .azim = -52};
  const Tensor ws = linspace(0, 0.6, 31, {.dtype = float64}), bs = linspace(0, b_end, 31, {.dtype = float64});
  box.surface(ws.to_vector(), bs.to_vector(), error_surface(ws, bs, data).flatten().to_vector(),
              {.map = plot::ColorMap::viridis, .opacity = 0.75});
  box.scatter(
      {best.w}, {best.b}, {mse(best, data.x, data.y)},
      {.label = "exact line", .color = plot::colors::green, .marker = plot::Marker::diamond, .size = 9});
  const double first_error = mse({}, data.x, data.y);
  plot::Line3D& way = box.line({0}, {0}, {first_error}, {.color = plot::colors::vermillion, .width = 2.4});
  plot::Scatter3D& place = box.scatter(
      {0}, {0}, {first_error},
      {.label = "descent", .color = plot::colors::vermillion, .marker = plot::Marker::circle, .size = 10});

  for (const auto& [epoch, now, shown] : path) {
    const double error = mse(now, data.x, data.y);
    way.x.push_back(now.w), way.y.push_back(now.b), way.z.push_back(error);
    if (!shown) continue;
    place.x = {now.w}, place.y = {now.b}, place.z = {error};
    line.y = heights(now, ends);
    axes.title = fmt::format("epoch {}: sales = {:.3f} radio + {:.2f}", epoch, now.w, now.b);
    box.title = fmt::format("error {:.2f}, at best {:.2f}", error, mse(best, data.x, data.y));
    animation.add_frame(fmt::format("epoch {}", epoch));
  }
  return animation;
}

/// The same line by the library's learner, in words.
std::string learned_line(const Sales& data, const Line& by_hand) {
  learn::LinearRegression learner;
  learner.fit(data.x.unsqueeze(1), data.y);
  const double w = learner.coef().item(), b = learner.intercept().item();
  return fmt::format("learn::LinearRegression: w {:.6f}, b {:.6f}; {:.0e} from the exact line by hand\n", w,
                     b, std::max(std::abs(w - by_hand.w), std::abs(b - by_hand.b)));
}

Result run(const RunOptions& options) {
  Result result;
  const Sales data = sales(options, result);
  const Tensor surface = error_surface(grid_places(w_end), grid_places(b_end), data).flatten();
  result.values = {{"x_first3", numbers(data.x.slice(0, 0, 3))},
                   {"y_first3", numbers(data.y.slice(0, 0, 3))},
                   {"n", data.x.numel()},
                   {"surface_shape", {grid_side, grid_side}},
                   {"surface_first5", numbers(surface.slice(0, 0, 5))},
                   {"surface_min", number(min(surface).item())},
                   {"surface_argmin", argmin(surface).item<int64_t>()},
                   {"surface_sum", number(sum(surface).item())}};
  std::vector<Moment> path;
  Line line;
  for (int64_t epoch = 0; epoch < options.epochs; ++epoch) {
    line = step(line, data.x, data.y);
    const bool kept = is_checkpoint(epoch, options.epochs);
    if (kept || epoch < 60 || epoch % 25 == 0) path.push_back({epoch, line, kept});
    if (!kept) continue;
    const double loss = mse(line, data.x, data.y);
    result.checkpoints.push_back(
        {{"epoch", epoch}, {"loss", number(loss)}, {"w", number(line.w)}, {"b", number(line.b)}});
    result.printed +=
        fmt::format("epoch {:>4}: error {:.4f}, w {:.6f}, b {:.6f}\n", epoch, loss, line.w, line.b);
    options.report_progress(static_cast<double>(epoch + 1) / static_cast<double>(options.epochs));
  }
  const Line best = exact(data.x, data.y);
  const double best_loss = mse(best, data.x, data.y);
  result.final = {
      {"w", number(line.w)},       {"b", number(line.b)},       {"loss", number(mse(line, data.x, data.y))},
      {"lstsq_w", number(best.w)}, {"lstsq_b", number(best.b)}, {"lstsq_loss", number(best_loss)}};
  result.printed += fmt::format("exact line: error {:.4f}, w {:.6f}, b {:.6f}\n", best_loss, best.w, best.b);
  result.printed += learned_line(data, best);
  result.add_picture("data", "Each dot is a market. More radio goes with more sales, and with more scatter.",
                     [=] { return data_figure(data); });
  result.add_picture("fit",
                     "Left: the line. It swings up in a few steps and then hardly moves, far from the exact "
                     "one. Right: the error of every line. The steps fall into the long valley at once, and "
                     "creep along its floor.",
                     [=] { return fit_animation(data, path); });
  return result;
}

Page page() {
  return {
      .about =
          "How much more is sold for a thousand dollars more of radio? A line is to say it. It begins flat "
          "on the floor, and in each step goes down its error, a bowl over slope and offset. The bowl is a "
          "long valley: steep across, nearly level along. The steps must be short enough for the steep "
          "sides, and so they hardly get on along the floor. After 4000 of them the error is still twice the "
          "least one, which a formula gives at once.",
      .mathematics =
          {{"The error of a line is the mean of its squared misses:",
            R"(L(w, b) = \frac{1}{n} \sum_{i=1}^{n} \left(y_i - (w x_i + b)\right)^2)"},
           {"Its two slopes:",
            R"(\frac{\partial L}{\partial w} = -\frac{2}{n} \sum_i x_i\,(y_i - w x_i - b), \qquad \frac{\partial L}{\partial b} = -\frac{2}{n} \sum_i (y_i - w x_i - b))"},
           {"The step against them, with rate \\(\\eta\\):",
            R"(w \leftarrow w - \eta\,\frac{\partial L}{\partial w}, \qquad b \leftarrow b - \eta\,\frac{\partial L}{\partial b})"},
           {"The bowl's curvatures are the eigenvalues of its second derivatives. A step must be shorter "
            "than \\(2/\\lambda_{\\max}\\), and then the way along the floor shrinks by \\(1 - "
            "\\eta\\lambda_{\\min}\\) each time:",
            R"(H = 2 \begin{pmatrix} \overline{x^2} & \bar{x} \\ \bar{x} & 1 \end{pmatrix}, \qquad \lambda_{\max} \approx 1522, \qquad \lambda_{\min} \approx 0.58)"},
           {"Where both slopes are zero, the exact line:",
            R"(w = \frac{\sum_i (x_i - \bar{x})(y_i - \bar{y})}{\sum_i (x_i - \bar{x})^2}, \qquad b = \bar{y} - w \bar{x})"}},
      .numbers = {{"error after the first step", "/checkpoints/0/loss", "", ""},
                  {"\\(w\\) at the end", "/final/w", "", ""},
                  {"\\(b\\) at the end", "/final/b", "", ""},
                  {"error at the end", "/final/loss", "", ""},
                  {"exact \\(w\\)", "/final/lstsq_w", "", ""},
                  {"exact \\(b\\)", "/final/lstsq_b", "", ""},
                  {"least error", "/final/lstsq_loss", "", ""}},
      .questions =
          {("Run `gradus run linear-regression --epochs 100000`. How near does it come, and how many epochs "
            "does each further digit cost?"),
           "Raise `rate` to 0.001, then to 0.0014. Compare with \\(2/\\lambda_{\\max}\\).",
           ("Subtract the mean of the spending first, and divide by its standard deviation. What is the "
            "valley's shape then, and which rate may you take?"),
           ("Use the spending on TV (`TV`) or on newspapers (`newspaper`). Which of the three says most of "
            "sales?"),
           ("Does the scatter around the line grow with the spending? What would that mean for squared "
            "misses?")},
      .notes = {
          ("The notebook's code moves \\(w\\) first and takes the slope of \\(b\\) at the new place, other "
           "than its own formulas. Here both are taken where the step begins, as in the stored run. After "
           "4000 epochs that makes \\(w = 0.45601\\) instead of 0.45604, and \\(b = 1.0269\\) instead of "
           "1.0259."),
          "Nothing is drawn at random, so `--seed` has no effect."}};
}

}  // namespace

Lesson linear_regression() {
  return {.name = "linear-regression",
          .title = "A line by gradient descent",
          .summary = "Fits sales to spending on radio, step by step down the squared error.",
          .notebook = "Machine Learning Visualized",
          .seed = 0,
          .epochs = 4000,
          .spread = "steps of descent",
          .cover = "fit",
          .run = run,
          .page = page};
}

}  // namespace gradus::lessons
