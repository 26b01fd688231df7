// A tour of tensors, and of the machine behind them that differentiates.
#include <fmt/format.h>

#include "gradus/gradus.hpp"
#include "lessons/registry.hpp"
#include "lessons/tensor_numbers.hpp"

namespace gradus::lessons {
namespace {

/// "name = tensor(...)", the lines of a matrix under each other.
std::string shown(std::string_view name, const Tensor& value) {
  std::string text = fmt::format("{} = ", name);
  const std::string indent(text.size(), ' ');
  for (const char c : to_string(value)) {
    text += c;
    if (c == '\n') text += indent;
  }
  return text + "\n";
}

void tour_of_products(Result& result) {
  // page: begin
  const Tensor v = tensor({1, 2});
  const Tensor A = tensor({{2, 1}, {3, 4}});
  const Tensor B = tensor({{-1, 4}, {2, 0}});
  const Tensor Av = matmul(A, v);          // a matrix times a vector
  const Tensor AB = matmul(A, B);          // a matrix times a matrix
  const Tensor size = det(A.to(float32));  // determinants want floating point
  // page: end
  result.printed += shown("v", v) + shown("A", A) + shown("B", B) + shown("A v", Av) + shown("A B", AB) +
                    shown("A^T", A.t()) + shown("det A", size);
  result.values = {{"v", numbers(v)},          {"A", numbers(A)},          {"B", numbers(B)},
                   {"matmul_Av", numbers(Av)}, {"matmul_AB", numbers(AB)}, {"A_T", numbers(A.t())},
                   {"det_A", numbers(size)}};
}

void tour_of_gradients(uint32_t seed, Result& result) {
  // page: begin
  manual_seed(seed);
  Tensor x = randn({2, 3, 4}, {.requires_grad = true});
  const Tensor y = x + 3.0;
  const Tensor w = (y * y).mean();
  w.backward();  // d w / d x = 2 (x + 3) / 24, element by element
  // page: end
  result.printed += shown("x", x) + shown("w", w) + shown("dw/dx", x.grad());
  result.values["x"] = numbers(x);
  result.values["x_grad"] = numbers(x.grad());
  result.final = {{"mean", numbers(w)}};
}

/// z = sum(x^3) with what flows through it, forwards and back.
struct Cube {
  Tensor x = tensor({2.0, 6.0}, {.requires_grad = true});
  Tensor y = pow(x, 3);
  Tensor z = y.sum();

  Cube() { z.backward(); }
};

void tour_of_cubes(const Cube& cube, Result& result) {
  const Tensor apart = cube.x.detach() + 2;  // the same values, and no gradient will reach x from here
  result.printed +=
      shown("x", cube.x) + shown("d sum(x^3) / dx", cube.x.grad()) + shown("x.detach() + 2", apart);
  result.values["cube_input"] = numbers(cube.x);
  result.values["cube_grad"] = numbers(cube.x.grad());
  result.values["detach_plus_2"] = numbers(apart);
}

std::string pair(const Tensor& values) {
  return fmt::format("({:g}, {:g})", values[0].item(), values[1].item());
}

/// The expression as boxes: values over the arrows that go right, gradients under those that come back.
plot::Figure graph_figure(const Cube& cube) {
  plot::Figure figure({.title = "Values go forwards, gradients come back", .width = 1000, .height = 330});
  plot::Axes& axes = figure.axes();
  axes.hidden = true;
  axes.x = {.min = 0, .max = 10};
  axes.y = {.min = 0.4, .max = 3.2};
  struct Step {
    double x;
    std::string text, forward, back;
    plot::Color fill;
  };
  const Tensor one = ones({2});  // what the sum hands back to each of its terms
  const Step steps[] = {
      {1.1, "$x$\na leaf", pair(cube.x), pair(cube.x.grad()), plot::rgb(0xD6E8F3)},
      {3.7, "cube\n$y = x^3$", pair(cube.y), pair(one), plot::rgb(0xF4F1E9)},
      {6.3, "sum\n$z = y_1 + y_2$", fmt::format("{:g}", cube.z.item()), "1", plot::rgb(0xF4F1E9)},
      {8.9, "$z$\nbackward()", "", "", plot::rgb(0xF9E3D3)}};
  for (const Step& step : steps) {
    axes.box(step.x, 1.8, 1.6, 1.1, step.text, {.fill = step.fill});
    if (step.forward.empty()) continue;
    const double left = step.x + 0.85, right = step.x + 1.75, middle = step.x + 1.3;
    axes.arrow(left, 2.05, right, 2.05, {.color = plot::colors::blue, .width = 2});
    axes.arrow(right, 1.55, left, 1.55, {.color = plot::colors::vermillion, .width = 2});
    axes.text(middle, 2.38, step.forward, {.color = plot::colors::blue});
    axes.text(middle, 1.22, step.back, {.color = plot::colors::vermillion});
  }
  axes.text(0.3, 2.8, "values", {.color = plot::colors::blue, .horizontal = plot::HAlign::left});
  axes.text(0.3, 0.8, "gradients of $z$",
            {.color = plot::colors::vermillion, .horizontal = plot::HAlign::left});
  return figure;
}

Result run(const RunOptions& options) {
  Result result;
  tour_of_products(result);
  tour_of_gradients(options.seed, result);
  const Cube cube;
  tour_of_cubes(cube, result);
  options.report_progress(1);
  result.add_picture(
      "graph",
      "The expression z = sum of x cubed as the library remembers it. Values flow to the right; backward() "
      "starts with 1 at z and multiplies by each step's own slope on the way back, 3x² at the cube.",
      [=] { return graph_figure(cube); });
  return result;
}

Page page() {
  return {
      .about =
          "A tensor is a block of numbers with a shape: a single number, a row, a table, a stack of tables. "
          "This tour makes a few, multiplies them, and then shows what sets them apart from plain arrays: a "
          "tensor that is asked to can remember every step of its computation, and walk it backwards to tell "
          "how the outcome depends on each of its elements.",
      .mathematics =
          {{"A product of matrices takes rows of the first against columns of the second:",
            R"((AB)_{ij} = \sum_k A_{ik} B_{kj})"},
           {"The first gradient of the tour: the mean of \\((x+3)^2\\) over 24 elements depends on each of "
            "them as",
            R"(w = \frac{1}{24} \sum_i (x_i + 3)^2 \quad\Rightarrow\quad \frac{\partial w}{\partial x_i} = \frac{2\,(x_i + 3)}{24})"},
           {"The second, drawn in the figure:",
            R"(z = \sum_i x_i^3 \quad\Rightarrow\quad \frac{\partial z}{\partial x_i} = 3 x_i^2 = (12,\ 108) \text{ at } x = (2,\ 6))"}},
      .numbers = {{"\\(A v\\)", "/values/matmul_Av", "tensor([ 4, 11])", ""},
                  {"\\(A B\\)", "/values/matmul_AB", "[[ 0,  8], [ 5, 12]]", ""},
                  {"\\(A^{\\top}\\)", "/values/A_T", "[[2, 3], [1, 4]]", ""},
                  {"\\(\\det A\\)", "/values/det_A", "tensor(5.)", ""},
                  {"first row of `randn`", "/values/x/0/0", "-1.1258, -1.1524, -0.2506, -0.4339", ""},
                  {"last row of `randn`", "/values/x/1/2", "0.6181, -0.4128, -0.8411, -2.3160", ""},
                  {"mean of \\((x+3)^2\\)", "/final/mean", "tensor(10.1019)", ""},
                  {"first row of its gradient", "/values/x_grad/0/0", "0.1562, 0.1540, 0.2291, 0.2138", ""},
                  {"last row of its gradient", "/values/x_grad/1/2", "0.3015, 0.2156, 0.1799, 0.0570", ""},
                  {"gradient of \\(\\sum x^3\\)", "/values/cube_grad", "tensor([ 12., 108.])", ""}},
      .questions =
          {"Call `w.backward()` a second time without building `w` again. What does the library say, and why "
           "can it not do what you ask?",
           "Compute the product \\(BA\\) as well. For which pairs of matrices is it the same as \\(AB\\)?",
           "Run `gradus run tensors --seed 7`. Which numbers change, and which can not?",
           "Replace the mean by a sum. By what factor does each element of the gradient change?"},
      .notes = {"The random numbers are those of the notebook's library, bit for bit: the same seed gives "
                "the same draws, so even the mean agrees in every digit that was printed. `--epochs` has no "
                "effect here."}};
}

}  // namespace

Lesson tensors() {
  return {.name = "tensors",
          .title = "A tour of tensors and gradients",
          .summary = "Products, determinants, random draws, and gradients found by walking back.",
          .notebook = "Defining the Problem",
          .seed = 0,
          .epochs = 1,
          .spread = "no effect: nothing is trained",
          .cover = "graph",
          .run = run,
          .page = page};
}

}  // namespace gradus::lessons
