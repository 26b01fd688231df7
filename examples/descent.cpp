// Descends on a loss of two weights and draws it as an animation: descent.html, to be turned by hand, and
// descent.gif, in the folder that is given.
#include <gradus/gradus.hpp>
#include <gradus/plot/gif.hpp>
#include <gradus/plot/html.hpp>
#include <iostream>

using namespace gradus;

Tensor loss_of(const Tensor& a, const Tensor& b) { return 0.6 * a * a + b * b + 2 * sin(2 * a) * cos(b); }

int main(int argc, char** argv) {
  const std::string folder = argc > 1 ? argv[1] : ".";
  const int points = 50;
  const Tensor grid = linspace(-3, 3, points);
  const std::vector<float> places = grid.to_vector<float>();
  const Tensor heights = loss_of(grid.reshape({1, points}), grid.reshape({points, 1}));

  plot::Animation animation(
      plot::Figure({.title = "Gradient descent", .width = 1100, .height = 520, .columns = 2}));
  plot::Axes& curve = animation.figure().axes(0, 0);
  curve.x.label = "step";
  curve.y.label = "loss $L(w_1, w_2)$";
  plot::Axes3D& box = animation.figure().axes3d(0, 1);
  box.x.label = "$w_1$";
  box.y.label = "$w_2$";
  box.z.label = "$L$";
  box.view = {.elev = 40, .azim = -50};
  box.surface(places, places, heights.reshape({-1}).to_vector<float>(),
              {.map = plot::ColorMap::viridis, .opacity = 0.9});

  Tensor w = tensor({-2.6, 2.7}).requires_grad_();
  optim::SGD sgd({w}, {.lr = 0.05});
  plot::Line* losses = nullptr;
  plot::Line3D* path = nullptr;
  float last = 0;
  for (int step = 0; step <= 40; ++step) {
    Tensor loss = loss_of(w[0], w[1]);
    last = loss.item<float>();
    const float a = w[0].item<float>(), b = w[1].item<float>();
    if (step == 0) {
      losses = &curve.line({0}, {last}, {.label = "loss"});
      path = &box.line({a}, {b}, {last},
                       {.label = "path",
                        .color = plot::colors::vermillion,
                        .width = 2.2,
                        .marker = plot::Marker::circle,
                        .marker_size = 5});
    } else {
      losses->x.push_back(step), losses->y.push_back(last);
      path->x.push_back(a), path->y.push_back(b), path->z.push_back(last);
    }
    if (step % 2 == 0) animation.add_frame("step " + std::to_string(step));
    sgd.zero_grad();
    loss.backward();
    sgd.step();
  }

  plot::write_html(animation, folder + "/descent.html", {.library = "plotly.min.js"});
  try {
    plot::copy_plotly(folder + "/plotly.min.js");
  } catch (const Error& error) {
    std::cerr << "descent.html wants plotly.min.js beside it: " << error.what() << '\n';
  }
  if (plot::gif_available()) plot::write_gif(animation, folder + "/descent.gif");
  std::cout << animation.frames().size() << " frames, last loss " << last << '\n';
}
