#include <fmt/format.h>
#include <fmt/ranges.h>

#include "commands.hpp"
#include "gradus/base/threads.hpp"
#include "gradus/kernels/bfloat16.hpp"
#include "gradus/kernels/decompositions.hpp"
#include "gradus/kernels/matmul.hpp"
#include "gradus/plot/gnuplot.hpp"
#include "gradus/plot/share.hpp"

namespace gradus::cli {
namespace {

/// The vector instructions that matter here and that this processor has.
std::vector<std::string> cpu_features() {
  std::vector<std::string> features;
  const auto add = [&features](const char* name, int has) {
    if (has != 0) features.emplace_back(name);
  };
  add("avx2", __builtin_cpu_supports("avx2"));
  add("fma", __builtin_cpu_supports("fma"));
  add("avx512f", __builtin_cpu_supports("avx512f"));
  add("avx512bw", __builtin_cpu_supports("avx512bw"));
  add("avx512vnni", __builtin_cpu_supports("avx512vnni"));
  add("avx512bf16", __builtin_cpu_supports("avx512bf16"));
  return features;
}

}  // namespace

int show_info(const InfoArguments& arguments) {
  const std::vector<std::string> features = cpu_features();
  const std::vector<std::string> libraries = {kernels::matmul_library(), kernels::decomposition_library()};
  const int threads = num_threads();
  const std::string bfloat16 = kernels::bfloat16_products();
  const bool gnuplot = plot::gnuplot_available();
  const std::string share = plot::share_dir();
  if (arguments.json) {
    const lessons::Json info = {{"version", GRADUS_VERSION}, {"cpu_features", features},
                                {"libraries", libraries},    {"bfloat16_products", bfloat16},
                                {"threads", threads},        {"devices", {"cpu"}},
                                {"gnuplot", gnuplot},        {"share", share}};
    fmt::print("{}\n", lessons::to_line(info));
    return done;
  }
  fmt::print("gradus     {}\n", GRADUS_VERSION);
  fmt::print("processor  {}\n", fmt::join(features, " "));
  fmt::print("libraries  {}\n", fmt::join(libraries, ", "));
  fmt::print("bfloat16   {}\n", bfloat16 == "float32"
                                    ? "multiplied as float32: the processor has no instructions for it"
                                    : "multiplied by " + bfloat16);
  fmt::print("threads    {}\n", threads);
  fmt::print("devices    cpu\n");
  fmt::print("gnuplot    {}\n", gnuplot ? "found" : "not found: PNG, SVG and PDF cannot be drawn");
  fmt::print("share      {}\n", share);
  return done;
}

}  // namespace gradus::cli
