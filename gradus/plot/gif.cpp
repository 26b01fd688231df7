#include "gradus/plot/gif.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "gradus/base/error.hpp"
#include "gradus/base/file.hpp"
#include "gradus/plot/gnuplot/draw.hpp"
#include "gradus/plot/gnuplot/process.hpp"
#include "gradus/plot/scene/steady.hpp"

namespace gradus::plot {
namespace {

constexpr const char* caller = "write_gif";

std::string ffmpeg_name(const GifOptions& options) {
  if (!options.ffmpeg.empty()) return options.ffmpeg;
  const char* given = std::getenv("GRADUS_FFMPEG");
  return given != nullptr && *given != '\0' ? given : "ffmpeg";
}

std::string ffmpeg_program(const GifOptions& options) {
  const std::string name = ffmpeg_name(options);
  std::string program = find_program(name);
  if (program.empty()) {
    fail(fmt::format(
        "{}: {} is not installed or not in PATH; install the package ffmpeg, or write HTML instead", caller,
        name));
  }
  return program;
}

GnuplotOptions gnuplot_options(const GifOptions& options) {
  return {.scale = options.scale, .program = options.gnuplot, .time_limit = options.time_limit};
}

std::size_t workers(const GifOptions& options, std::size_t frames) {
  const unsigned processors = std::max(1u, std::thread::hardware_concurrency());
  const std::size_t wanted = options.processes > 0 ? static_cast<std::size_t>(options.processes) : processors;
  return std::min({wanted, frames, std::size_t{64}});
}

// The frames as PNG, drawn by several threads, each with a gnuplot of its own. The first failure ends them
// all.
std::vector<std::string> draw_frames(const std::vector<Figure>& figures, const Drawing& drawing,
                                     std::size_t threads) {
  std::vector<std::string> images(figures.size());
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> stop = false;
  std::exception_ptr failure;
  std::mutex failing;
  const auto work = [&] {
    Drawing mine = drawing;
    mine.stop = &stop;
    try {
      for (std::size_t i = next++; i < figures.size() && !stop; i = next++) {
        images[i] = draw(figures[i], ImageFormat::png, mine);
      }
    } catch (...) {
      const std::lock_guard lock(failing);
      if (!failure) failure = std::current_exception();
      stop = true;
    }
  };
  {
    std::vector<std::jthread> pool;  // joined at the end of the block
    try {
      while (pool.size() + 1 < threads) pool.emplace_back(work);
    } catch (const std::system_error&) {
      // no more threads to be had: those there are do the work
    }
    work();
  }
  if (failure) std::rethrow_exception(failure);
  return images;
}

// Two passes, so that no more than a few frames are unpacked at a time: first the palette, then the pictures.
std::string put_together(const std::string& frames, const Animation& animation, const std::string& program,
                         const std::string& path, double time_limit) {
  const AnimationOptions& options = animation.options();
  const std::vector<std::string> input = {
      "-nostdin", "-v",         "error",
      "-f",       "image2pipe", "-c:v",
      "png",      "-framerate", fmt::format("{:g}", options.frames_per_second),
      "-i",       "pipe:0"};
  const auto pass = [&](const std::vector<std::string>& rest, int extra) {
    std::vector<std::string> arguments = input;
    arguments.insert(arguments.end(), rest.begin(), rest.end());
    const MemoryFile pictures(frames), made;
    const JobResult result = run_job({.program = program,
                                      .arguments = arguments,
                                      .input = pictures.descriptor(),
                                      .output = made.descriptor(),
                                      .extra = extra,
                                      .time_limit = time_limit});
    check_result(result, caller, program, path, time_limit);
    std::string content = made.content();
    if (content.empty()) {
      fail(fmt::format("{}: {} wrote nothing for {}: {}", caller, program, path, one_line(result.words)));
    }
    return content;
  };
  const MemoryFile palette(
      pass({"-vf", "palettegen=stats_mode=full", "-f", "image2pipe", "-c:v", "png", "pipe:1"}, -1));
  const auto end = std::lround(100 * options.last_frame_seconds);
  return pass({"-f", "image2pipe", "-c:v", "png", "-i", "pipe:3", "-lavfi",
               "[0][1]paletteuse=dither=none:diff_mode=rectangle", "-f", "gif", "-loop",
               options.loop ? "0" : "-1", "-final_delay", fmt::format("{}", end), "pipe:1"},
              palette.descriptor());
}

}  // namespace

bool gif_available(const GifOptions& options) {
  return gnuplot_available(gnuplot_options(options)) && !find_program(ffmpeg_name(options)).empty();
}

void write_gif(const Animation& animation, const std::string& path, const GifOptions& options) {
  if (!path.ends_with(".gif")) fail(fmt::format("{}: {} does not end with .gif", caller, path));
  if (options.processes < 0 || options.processes > 64) {
    fail(fmt::format("{}: processes is {}; it has to be from 0 to 64", caller, options.processes));
  }
  const std::vector<Figure> figures = steady_frames(animation, caller);
  const Drawing drawing{.caller = caller,
                        .path = path,
                        .program = gnuplot_program(caller, path, gnuplot_options(options)),
                        .scale = options.scale,
                        .time_limit = options.time_limit};
  const std::string ffmpeg = ffmpeg_program(options);
  NewFile file(caller, path);
  std::string frames;
  for (const std::string& image : draw_frames(figures, drawing, workers(options, figures.size())))
    frames += image;
  file.write(put_together(frames, animation, ffmpeg, path, options.time_limit));
  file.commit();
}

}  // namespace gradus::plot
