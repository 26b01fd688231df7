#pragma once

#include "gradus/plot/figure.hpp"

// Private to plot: what a renderer relies on, checked when a trace is added and again before it is drawn.
namespace gradus::plot {

/// Throws Error where the trace cannot be drawn: lengths that differ, nothing finite, options that make no
/// sense.
void check(const Trace& trace);

/// The same for traces with a file of their own.
void check_bars(const Bars& bars);
void check_histogram(const Histogram& histogram);
void check_box_plot(const BoxPlot& plot);
void check_band(const Band& band);
void check_fill(const Fill& fill);
void check_contours(const Contours& contours);
void check_images(const Images& images);

/// Throws Error where the trace cannot be drawn on a logarithmic axis.
void check_linear(const Trace& trace);

/// Throws Error where the axes' own settings make no sense: ranges, ticks, and traces on scales they do not
/// know.
void check(const Axes& axes);

void check(const Trace3D& trace);
void check(const Axes3D& axes);

/// Throws Error where the figure's size or grid makes no sense.
void check(const FigureOptions& options);

}  // namespace gradus::plot
