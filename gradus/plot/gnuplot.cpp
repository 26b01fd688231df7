#include "gradus/plot/gnuplot.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "gradus/base/error.hpp"
#include "gradus/base/file.hpp"
#include "gradus/plot/gnuplot/draw.hpp"
#include "gradus/plot/gnuplot/process.hpp"

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

}  // namespace

bool gnuplot_available(const GnuplotOptions& options) { return !find_program(program_name(options)).empty(); }

std::string gnuplot_program(const std::string& caller, const std::string& path,
                            const GnuplotOptions& options) {
  if (!(options.scale >= 0.1 && options.scale <= 20)) {
    fail(fmt::format("{}: scale is {}; it has to be from 0.1 to 20", caller, options.scale));
  }
  if (!(options.time_limit > 0 && options.time_limit <= 1e6)) {
    fail(fmt::format("{}: time_limit is {} s; it has to be positive and at most 1e6", caller,
                     options.time_limit));
  }
  const std::string name = program_name(options);
  std::string program = find_program(name);
  if (program.empty()) {
    fail(
        fmt::format("{}: {} is not installed or not in PATH; install the package gnuplot-nox, or write HTML "
                    "instead of {}",
                    caller, name, path));
  }
  return program;
}

std::string draw(const Figure& figure, ImageFormat format, const Drawing& drawing) {
  const GnuplotScript script = gnuplot_script(make_scene(figure), format, drawing.scale);
  // gnuplot takes no notice of a full disk: it draws into memory, and the file is written here.
  const MemoryFile commands(script.commands), pixels(script.pixels), drawn;
  const JobResult result = run_job({.program = drawing.program,
                                    .arguments = {"-d", "-"},
                                    .input = commands.descriptor(),
                                    .output = drawn.descriptor(),
                                    .extra = pixels.descriptor(),
                                    .time_limit = drawing.time_limit,
                                    .stop = drawing.stop});
  if (result.stopped) return "";
  check_result(result, drawing.caller, drawing.program, drawing.path, drawing.time_limit);
  std::string image = drawn.content();
  if (image.empty()) {
    fail(fmt::format("{}: {} drew nothing for {}: {}", drawing.caller, drawing.program, drawing.path,
                     one_line(result.words)));
  }
  return image;
}

void write_image(const Figure& figure, const std::string& path, const GnuplotOptions& options) {
  const ImageFormat format = format_of(path);
  const std::string program = gnuplot_program("write_image", path, options);
  NewFile file("write_image", path);
  file.write(draw(figure, format,
                  {.caller = "write_image",
                   .path = path,
                   .program = program,
                   .scale = options.scale,
                   .time_limit = options.time_limit}));
  file.commit();
}

}  // namespace gradus::plot
