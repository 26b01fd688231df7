#pragma once

#include <cstddef>
#include <deque>
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
  bool shared_colors =
      false;  ///< all values shown by colours span one range, with one colour bar on the right
};

/// Where an inset's frame stands, in parts of the frame of the plot that holds it.
struct InsetPlace {
  double left = 0.6, bottom = 0.56;  ///< its lower left corner
  double width = 0.36, height = 0.36;
};

/// How many rows and columns of the grid a plot takes, from the place of its top left corner.
struct GridSpan {
  int rows = 1, columns = 1;
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

  /// Lets the plot in this row and column take several of them; the others it covers have no plot any more.
  /// Throws Error outside the grid, and where it would cover a plot with traces or a part of another span.
  void span(int row, int column, GridSpan size);
  /// How much the plot there takes; nothing where another one covers the place.
  std::optional<GridSpan> span_at(int row, int column) const;

  /// A new small plot in front of the flat plot in this row and column; it stays where it is. Throws Error
  /// outside the grid, over a three-dimensional plot, and for a place outside the plot's frame.
  Axes& inset(int row, int column, InsetPlace place = {});

  struct Inset {
    int row = 0, column = 0;
    InsetPlace place;
    Axes axes;
  };
  std::deque<Inset>& insets() { return insets_; }
  const std::deque<Inset>& insets() const { return insets_; }

  const FigureOptions& options() const { return options_; }
  void set_title(std::string title) { options_.title = std::move(title); }
  void set_style(Style style) { options_.style = style; }

 private:
  struct Place {
    Axes axes;
    std::optional<Axes3D> axes3d;  // in place of the others once it is there
    GridSpan span;
    bool covered = false;  // by the span of another place
  };

  std::size_t cell(int row, int column) const;
  std::size_t index(int row, int column) const;
  const Axes& flat_axes(int row, int column) const;

  FigureOptions options_;
  std::vector<Place> places_;
  std::deque<Inset> insets_;
};

}  // namespace gradus::plot
