#include "gradus/plot/gnuplot.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <string_view>

#include "gradus/base/error.hpp"
#include "gradus/base/file.hpp"
#include "gradus/plot/gnuplot_script.hpp"
#include "gradus/plot/process.hpp"

namespace gradus::plot {
namespace {

std::string program_name(const GnuplotOptions& options) {
  if (!options.program.empty()) return options.program;
  const char* given = std::getenv("GRADUS_GNUPLOT");
  return given != nullptr && *given != '\0' ? given : "gnuplot";
}

ImageFormat format_of(const std::string& path) {
  if (path.ends_with(".png")) return ImageFormat::png;
  if (path.ends_with(".svg")) return ImageFormat::svg;
  if (path.ends_with(".pdf")) return ImageFormat::pdf;
  fail(fmt::format("write_image: {} ends with none of .png, .svg, .pdf", path));
}

// What gnuplot said, on one line: its echo of the failing command is left out.
std::string one_line(std::string_view words) {
  std::string result;
  while (!words.empty()) {
    const std::size_t end = words.find('\n');
    std::string_view part = words.substr(0, end);
    words.remove_prefix(end == std::string_view::npos ? words.size() : end + 1);
    while (!part.empty() && (part.front() == ' ' || part.front() == '\t')) part.remove_prefix(1);
    if (part.empty() || part == "^" || part.starts_with("gnuplot>")) continue;
    if (!result.empty()) result += "; ";
    result += part;
    if (result.size() > 300) break;
  }
  return result.empty() ? "it said nothing" : result.substr(0, 400);
}

}  // namespace

bool gnuplot_available(const GnuplotOptions& options) { return !find_program(program_name(options)).empty(); }

void write_image(const Figure& figure, const std::string& path, const GnuplotOptions& options) {
  const ImageFormat format = format_of(path);
  if (!(options.scale >= 0.1 && options.scale <= 20)) {
    fail(fmt::format("write_image: scale is {}; it has to be from 0.1 to 20", options.scale));
  }
  if (!(options.time_limit > 0 && options.time_limit <= 1e6)) {
    fail(fmt::format("write_image: time_limit is {} s; it has to be positive and at most 1e6",
                     options.time_limit));
  }
  const Scene scene = make_scene(figure);
  const std::string name = program_name(options);
  const std::string program = find_program(name);
  if (program.empty()) {
    fail(fmt::format(
        "write_image: {} is not installed or not in PATH; install the package gnuplot-nox, or write HTML "
        "instead of {}",
        name, path));
  }
  const GnuplotScript script = gnuplot_script(scene, format, options.scale);
  // gnuplot takes no notice of a full disk: it draws into memory, and the file is written here.
  const MemoryFile commands(script.commands), pixels(script.pixels), drawn;
  NewFile file("write_image", path);
  const JobResult result = run_job({.program = program,
                                    .arguments = {"-d", "-"},
                                    .input = commands.descriptor(),
                                    .output = drawn.descriptor(),
                                    .extra = pixels.descriptor(),
                                    .time_limit = options.time_limit});
  if (result.timed_out) {
    fail(fmt::format("write_image: {} took longer than {} s for {} and was stopped", program,
                     options.time_limit, path));
  }
  if (result.exit_code != 0) {
    fail(fmt::format("write_image: {} failed on {} (exit status {}): {}", program, path, result.exit_code,
                     one_line(result.words)));
  }
  const std::string image = drawn.content();
  if (image.empty()) {
    fail(fmt::format("write_image: {} drew nothing for {}: {}", program, path, one_line(result.words)));
  }
  file.write(image);
  file.commit();
}

}  // namespace gradus::plot
