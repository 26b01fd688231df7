#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "gradus/plot/figure.hpp"

namespace gradus::plot {

struct AnimationOptions {
  double frames_per_second = 10;    ///< 0.1 to 50
  double last_frame_seconds = 1.5;  ///< how long a GIF stays at its end before it begins again
  bool loop = true;                 ///< a GIF begins again
};

/// A trace that is not as in the first frame.
struct TraceChange {
  std::size_t plot = 0;   ///< row by row
  std::size_t index = 0;  ///< among the plot's traces
  std::variant<Trace, Trace3D> trace;
};

/// What changed from the first frame to this one; the first holds all traces.
struct Frame {
  std::string label;                     ///< beside the slider: `epoch 30`
  std::string title;                     ///< the figure's
  std::vector<std::string> plot_titles;  ///< row by row
  std::vector<std::size_t> traces;       ///< how many each plot has
  std::vector<TraceChange> changes;
};

/// A figure that changes: a frame for each moment that was kept.
///
///     plot::Animation animation(plot::Figure({.title = "Descent"}));
///     plot::Line& loss = animation.figure().axes().line({0}, {first}, {.label = "loss"});
///     for (int epoch = 1; epoch <= 300; ++epoch) {
///       loss.x.push_back(epoch), loss.y.push_back(step());
///       if (epoch % 10 == 0) animation.add_frame("epoch " + std::to_string(epoch));
///     }
///     plot::write_gif(animation, "descent.gif");
///     plot::write_html(animation, "descent.html");
///
/// Traces and titles may change from frame to frame, and traces may come at the end of a plot or go from
/// there; size, style, axes and view are the figure's. Ranges, colours of values and the places of legends
/// fit all frames and stay where they are.
class Animation {
 public:
  /// Throws Error where an option makes no sense.
  explicit Animation(Figure figure, AnimationOptions options = {});

  /// The figure as it is now: change it, then keep it with add_frame.
  Figure& figure() { return figure_; }
  const Figure& figure() const { return figure_; }
  const AnimationOptions& options() const { return options_; }

  /// Keeps the figure as it is now. Throws Error where a trace cannot be drawn, and where it is of another
  /// kind than in the first frame.
  void add_frame(std::string label);

  const std::vector<Frame>& frames() const { return frames_; }

  /// The figure as it was at a frame, with its ranges not yet fixed. Throws Error where there is no such
  /// frame.
  Figure figure_at(std::size_t frame) const;

 private:
  Figure figure_;
  AnimationOptions options_;
  std::vector<Frame> frames_;
};

}  // namespace gradus::plot
