#pragma once

#include <string>

#include "gradus/plot/figure.hpp"

namespace gradus::plot {

struct GnuplotOptions {
  double scale = 1;          ///< pixels of the PNG for each px of the figure; 2 for sharp screens and print
  std::string program = {};  ///< name or path of gnuplot; $GRADUS_GNUPLOT, else "gnuplot", if empty
  double time_limit = 60;    ///< seconds; a gnuplot that takes longer is killed
};

/// Whether gnuplot is there (found in $PATH or at the path given); runs nothing.
bool gnuplot_available(const GnuplotOptions& options = {});

/// Draws the figure into a file by gnuplot: .png, .svg or .pdf.
///
/// The file appears complete or not at all. Throws Error where gnuplot is missing, fails (with its own words)
/// or hangs, where the folder cannot be written, and for another ending.
void write_image(const Figure& figure, const std::string& path, const GnuplotOptions& options = {});

}  // namespace gradus::plot
