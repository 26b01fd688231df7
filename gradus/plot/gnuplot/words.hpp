#pragma once

#include <string>

#include "gradus/plot/gnuplot/script.hpp"
#include "gradus/plot/scene/scene.hpp"

// Private to plot: colours, markers, dashes and terminals in gnuplot's words.
namespace gradus::plot {

std::string color_text(Color color, double opacity = 1);
int point_type(Marker marker, bool filled);

std::string dash_text(LineStyle style);

/// gnuplot's point size for a marker that looks as large as a circle of this diameter in px, drawn with this
/// stroke.
double point_size(ImageFormat format, Marker marker, double px, double stroke_px);

/// The command that chooses the terminal.
std::string terminal_command(const FigureOptions& options, const Theme& theme, ImageFormat format,
                             double scale);

}  // namespace gradus::plot
