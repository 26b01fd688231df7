// Draws the five pictures of docs/figures.md, in the folder that is given.
#include <cmath>
#include <gradus/gradus.hpp>
#include <gradus/plot/gnuplot.hpp>
#include <gradus/plot/html.hpp>
#include <iostream>

using namespace gradus;
using Numbers = std::vector<double>;

Numbers steps(double from, double to, int count) {
  Numbers values;
  values.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) values.push_back(from + (to - from) * i / (count - 1));
  return values;
}

Numbers draws(int count, double mean, double spread) {
  return (mean + spread * randn({count})).to_vector<double>();
}

plot::Figure curves() {
  plot::Figure figure({.width = 800, .height = 400});
  const Numbers epochs = steps(1, 60, 60);
  Numbers train, valid, low, high;
  for (const double e : epochs) {
    train.push_back(std::exp(-e / 15) + 0.06);
    valid.push_back(std::exp(-e / 13) + 0.16 + 4e-5 * e * e);
    low.push_back(valid.back() - 0.04 - 0.1 * std::exp(-e / 30));
    high.push_back(valid.back() + 0.05 + 0.1 * std::exp(-e / 30));
  }
  plot::Axes& axes = figure.axes();
  axes.title = "Five runs";
  axes.x.label = "epoch";
  axes.y.label = "loss";
  axes.line(epochs, train, {.label = "train"});
  axes.line(epochs, valid, {.label = "validation"});
  axes.band(epochs, low, high);  // takes the colour of the line before it
  axes.vline(40, {.label = "best epoch"});
  axes.annotate("it begins to overfit", 44, 0.27, 44, 0.62);
  return figure;
}

plot::Figure areas() {
  plot::Figure figure({.width = 800, .height = 360, .columns = 2});
  const Numbers grid = steps(-3, 3, 80);
  Numbers classes, sure, heights;
  for (const double y : grid) {
    for (const double x : grid) {
      const double p = 1 / (1 + std::exp(-2 * x - 1.5 * std::sin(2 * y)));
      classes.push_back(p > 0.5 ? 1 : 0);
      sure.push_back(2 * std::abs(p - 0.5));
      heights.push_back(std::log10(1 + (1 - x) * (1 - x) + 5 * (y - x * x) * (y - x * x)));
    }
  }
  plot::Axes& regions = figure.axes(0, 0);
  regions.title = "Probability as shade";
  regions.regions(grid, grid, classes, {.strength = 0.65, .shade = sure});
  regions.scatter(draws(40, -1.4, 0.6), draws(40, 0, 1), {.edge = plot::colors::white});
  regions.scatter(draws(40, 1.4, 0.6), draws(40, 0, 1), {.edge = plot::colors::white});
  plot::Axes& loss = figure.axes(0, 1);
  loss.title = "Areas of equal loss";
  loss.contours(grid, grid, heights, {.filled = true, .width = 0.5, .color_bar = true});
  for (plot::Axes* axes : {&regions, &loss}) {
    axes->x = {.min = -3, .max = 3};
    axes->y = {.min = -3, .max = 3};
  }
  return figure;
}

plot::Figure amounts() {
  plot::Figure figure({.width = 960, .height = 320, .columns = 3});
  figure.axes(0, 0).bar_groups(
      {"tree", "forest", "network"},
      {{"train", {0.99, 0.98, 0.97}, {0.01, 0.01, 0.02}}, {"test", {0.83, 0.91, 0.94}, {0.04, 0.02, 0.02}}});
  figure.axes(0, 0).legend = plot::Legend::below;
  const Numbers edges = steps(-3, 5, 25), first = draws(300, 0, 1), second = draws(300, 2, 0.8);
  figure.axes(0, 1).histogram(first, {.label = "benign", .edges = edges, .opacity = 0.6});
  figure.axes(0, 1).histogram(second, {.label = "malignant", .edges = edges, .opacity = 0.6});
  figure.axes(0, 1).legend = plot::Legend::below;
  figure.axes(0, 2).box_plots({"one", "two", "three"}, {first, second, draws(50, 1, 2)}, {.mean = true});
  return figure;
}

plot::Figure pictures() {
  plot::Figure figure({.width = 800, .height = 250, .columns = 2, .shared_colors = true});
  Numbers filters;
  for (int i = 0; i < 10 * 49; ++i) {
    const int filter = i / 49;
    const double turn = 0.6 * filter;
    filters.push_back(std::sin((i % 7) * std::cos(turn) + (i / 7 % 7) * std::sin(turn) + turn));
  }
  figure.axes(0, 0).title = "filters";
  figure.axes(0, 0).images(10, 7, 7, 1, filters,
                           {.across = 5, .map = plot::ColorMap::balance, .frame = true});
  figure.axes(0, 1).title = "correlation";
  figure.axes(0, 1).heatmap(3, 3, {1, 0.87, -0.43, 0.87, 1, -0.37, -0.43, -0.37, 1},
                            {.row_labels = {"length", "width", "height"},
                             .column_labels = {"length", "width", "height"},
                             .numbers = true,
                             .map = plot::ColorMap::balance,
                             .min = -1,
                             .max = 1});
  return figure;
}

plot::Figure grid() {
  plot::Figure figure({.width = 800, .height = 440, .rows = 2, .columns = 2, .style = plot::Style::dark});
  figure.span(0, 0, {.columns = 2});  // the upper row is one plot
  const Numbers epochs = steps(0, 200, 401);
  Numbers loss, rate;
  for (const double e : epochs) {
    loss.push_back(2 * std::exp(-e / 12) + 0.02 * std::sin(e / 3) * std::exp(-e / 90));
    rate.push_back(0.05 * (1 + std::cos(0.0157 * e)));
  }
  figure.axes(0, 0).y.label = "loss";
  figure.axes(0, 0).line(epochs, loss, {.label = "train"});
  plot::Axes& end = figure.inset(0, 0, {.left = 0.4, .bottom = 0.35, .width = 0.56, .height = 0.55});
  end.line(Numbers(epochs.begin() + 200, epochs.end()), Numbers(loss.begin() + 200, loss.end()),
           {.color = plot::colors::orange});
  figure.axes(1, 0).y.label = "learning rate";
  figure.axes(1, 0).line(epochs, rate);
  const Numbers x = draws(80, 0, 1), y = draws(80, 0, 1);
  figure.axes(1, 1).scatter(x, y, {.values = x, .color_bar_label = "$x$"});
  return figure;
}

int main(int argc, char** argv) {
  const std::string folder = argc > 1 ? argv[1] : ".";
  manual_seed(7);
  const std::pair<const char*, plot::Figure> figures[] = {{"curves", curves()},
                                                          {"areas", areas()},
                                                          {"amounts", amounts()},
                                                          {"pictures", pictures()},
                                                          {"grid", grid()}};
  for (const auto& [name, figure] : figures) {
    plot::write_html(figure, folder + "/" + name + ".html", {.library = "plotly.min.js"});
    if (plot::gnuplot_available()) plot::write_image(figure, folder + "/" + name + ".png");
  }
  std::cout << "5 figures in " << folder << "\n";
}
