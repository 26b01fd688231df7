#pragma once

#include <string>

#include "gradus/plot/scene/scene.hpp"

// Private to plot: a scene in gnuplot's language.
namespace gradus::plot {

enum class ImageFormat { png, svg, pdf };

struct GnuplotScript {
  std::string commands;
  std::string pixels;  // of all rasters; the script reads them from descriptor 3
};

/// Commands that draw the scene to standard output. All text in them stands in single quotes, escaped.
GnuplotScript gnuplot_script(const Scene& scene, ImageFormat format, double scale);

}  // namespace gradus::plot
