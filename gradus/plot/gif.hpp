#pragma once

#include <string>

#include "gradus/plot/animation.hpp"
#include "gradus/plot/gnuplot.hpp"

namespace gradus::plot {

struct GifOptions {
  double scale = 1;          ///< pixels for each px of the figure
  std::string gnuplot = {};  ///< name or path; $GRADUS_GNUPLOT, else "gnuplot", if empty
  std::string ffmpeg = {};   ///< name or path; $GRADUS_FFMPEG, else "ffmpeg", if empty
  double time_limit = 60;    ///< seconds for one frame, and for each pass of ffmpeg over all of them
  int processes = 0;         ///< frames drawn at the same time, up to 64; one a processor if 0
};

/// Whether gnuplot and ffmpeg are there (found in $PATH or at the path given); runs nothing.
bool gif_available(const GifOptions& options = {});

/// Draws the frames by gnuplot, several at a time, and puts them together by ffmpeg, with one palette of 256
/// colours for all of them and no dithering.
///
/// The file appears complete or not at all. Throws Error where the animation has no frame, where a program is
/// missing, fails (with its own words) or hangs, and where the folder cannot be written. What still runs is
/// ended then.
void write_gif(const Animation& animation, const std::string& path, const GifOptions& options = {});

}  // namespace gradus::plot
