#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gradus/plot/axes.hpp"
#include "gradus/plot/axes3d.hpp"
#include "gradus/plot/style.hpp"

namespace gradus::plot {

struct FigureOptions {
  std::string title = {};      ///< over the whole figure
  int width = 800;             ///< px, 50 to 20000
  int height = 500;            ///< px, 50 to 20000
  int rows = 1;                ///< of the grid of axes
  int columns = 1;             ///<
  Style style = Style::paper;  ///<
  double font_size = 14;       ///< px
};

/// A picture as plain data: a grid of axes, flat or three-dimensional, a size and a look. Renderers
/// (gnuplot.hpp, html.hpp) read it.
///
///     plot::Figure figure({.title = "Loss", .width = 960, .height = 540});
///     plot::Axes& axes = figure.axes();
///     axes.x.label = "epoch";
///     axes.line(epochs, train, {.label = "train"});
///     axes.line(epochs, valid, {.label = "validation", .style = plot::LineStyle::dashed});
///     plot::write_image(figure, "loss.png");
///     plot::write_html(figure, "loss.html");
class Figure {
 public:
  explicit Figure(FigureOptions options = {});

  /// The axes in this row and column, counted from 0; throws Error outside the grid. They stay where they
  /// are.
  Axes& axes(int row = 0, int column = 0);
  const Axes& axes(int row = 0, int column = 0) const;

  /// The three-dimensional axes in this row and column: the first call makes them. Throws Error outside the
  /// grid and where two-dimensional axes with traces stand already; then axes() throws for this place. The
  /// second form throws where none were made.
  Axes3D& axes3d(int row = 0, int column = 0);
  const Axes3D& axes3d(int row = 0, int column = 0) const;
  bool is_3d(int row = 0, int column = 0) const;

  const FigureOptions& options() const { return options_; }
  void set_title(std::string title) { options_.title = std::move(title); }
  void set_style(Style style) { options_.style = style; }

 private:
  struct Place {
    Axes axes;
    std::optional<Axes3D> axes3d;  // in place of the others once it is there
  };

  std::size_t index(int row, int column) const;
  const Axes& flat_axes(int row, int column) const;

  FigureOptions options_;
  std::vector<Place> places_;
};

}  // namespace gradus::plot
