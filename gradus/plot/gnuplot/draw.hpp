#pragma once

#include <atomic>
#include <string>

#include "gradus/plot/gnuplot.hpp"
#include "gradus/plot/gnuplot/script.hpp"

// Private to plot: one run of gnuplot.
namespace gradus::plot {

struct Drawing {
  std::string caller, path;  // for messages
  std::string program;       // gnuplot's full path
  double scale = 1;
  double time_limit = 60;
  const std::atomic<bool>* stop = nullptr;
};

/// gnuplot's full path; throws Error, beginning with `caller`, where it is missing or an option makes no
/// sense.
std::string gnuplot_program(const std::string& caller, const std::string& path,
                            const GnuplotOptions& options);

/// The bytes of the picture; none where it was told to stop. Throws Error where the figure cannot be drawn,
/// and where gnuplot fails or takes too long.
std::string draw(const Figure& figure, ImageFormat format, const Drawing& drawing);

}  // namespace gradus::plot
