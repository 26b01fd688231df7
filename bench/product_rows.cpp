// Products of square matrices beside oneDNN's own, whose primitive is made once and run many times.
#include <fmt/format.h>
#include <dnnl.hpp>

#include <memory>
#include <unordered_map>

#include "bench/rows.hpp"
#include "bench/uniform.hpp"
#include "gradus/gradus.hpp"

namespace bench {
namespace {

using namespace gradus;

std::vector<float> square_matrix(int64_t n, uint32_t seed) {
  Uniform uniform(seed);
  std::vector<float> values(static_cast<size_t>(n * n));
  for (float& value : values) value = uniform.next() - 0.5F;
  return values;
}

Work ours(int64_t n, bool rounded) {
  const std::vector<float> a = square_matrix(n, 5), b = square_matrix(n, 6);
  const Tensor x = from_data(std::span<const float>(a), {n, n});
  const Tensor y = from_data(std::span<const float>(b), {n, n});
  return [=] {
    const NoGrad guard;
    const Autocast rounding(rounded);
    return matmul(x, y).data<float>()[n + 1];
  };
}

Work raw(int64_t n) {
  using dnnl::memory;
  const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  const memory::desc square({n, n}, memory::data_type::f32, memory::format_tag::ab);
  const dnnl::matmul::primitive_desc description(dnnl::matmul::desc(square, square, square), engine);
  const auto fill = [&](uint32_t seed) {
    memory matrix(square, engine);
    const std::vector<float> values = square_matrix(n, seed);
    std::copy(values.begin(), values.end(), static_cast<float*>(matrix.get_data_handle()));
    return matrix;
  };
  const std::unordered_map<int, memory> arguments = {
      {DNNL_ARG_SRC, fill(5)}, {DNNL_ARG_WEIGHTS, fill(6)}, {DNNL_ARG_DST, memory(square, engine)}};
  return [=, product = dnnl::matmul(description), stream = dnnl::stream(engine)]() mutable {
    product.execute(stream, arguments);
    stream.wait();
    return static_cast<const float*>(arguments.at(DNNL_ARG_DST).get_data_handle())[n + 1];
  };
}

/// Float32 matrices rounded to bfloat16 and multiplied, with float32 sums: three primitives, made once.
Work raw_bfloat16(int64_t n) {
  using dnnl::memory;
  const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  const auto square = [n](memory::data_type type) {
    return memory::desc({n, n}, type, memory::format_tag::ab);
  };
  const auto wide = square(memory::data_type::f32), narrow = square(memory::data_type::bf16);
  const dnnl::matmul::primitive_desc description(dnnl::matmul::desc(narrow, narrow, wide), engine);
  std::vector<memory> sources, rounded;
  for (uint32_t seed : {5U, 6U}) {
    sources.emplace_back(wide, engine);
    rounded.emplace_back(narrow, engine);
    const std::vector<float> values = square_matrix(n, seed);
    std::copy(values.begin(), values.end(), static_cast<float*>(sources.back().get_data_handle()));
  }
  const memory out(wide, engine);
  const std::unordered_map<int, memory> arguments = {
      {DNNL_ARG_SRC, rounded[0]}, {DNNL_ARG_WEIGHTS, rounded[1]}, {DNNL_ARG_DST, out}};
  return [=, rounding = dnnl::reorder(sources[0], rounded[0]), product = dnnl::matmul(description),
          stream = dnnl::stream(engine)]() mutable {
    for (size_t i = 0; i < 2; ++i) rounding.execute(stream, sources[i], rounded[i]);
    product.execute(stream, arguments);
    stream.wait();
    return static_cast<const float*>(out.get_data_handle())[n + 1];
  };
}

}  // namespace

std::vector<Row> product_rows() {
  std::vector<Row> rows;
  for (int64_t n : {256, 1024, 2048}) {
    rows.push_back(
        {.key = fmt::format("matmul-{}", n),
         .name = fmt::format("matmul of {0} x {0}, float32", n),
         .variants = {{"oneDNN", [n] { return raw(n); }}, {"gradus", [n] { return ours(n, false); }}},
         .bars = {{Bar::Kind::faster, "gradus", "oneDNN", 0.95}}});
  }
  for (int64_t n : {256, 1024, 2048}) {
    rows.push_back(
        {.key = fmt::format("matmul-bfloat16-{}", n),
         .name = fmt::format("matmul of {0} x {0} under Autocast, rounding both sides included", n),
         .variants = {{"oneDNN", [n] { return raw_bfloat16(n); }}, {"gradus", [n] { return ours(n, true); }}},
         .bars = {{Bar::Kind::faster, "gradus", "oneDNN", 0.95}}});
  }
  return rows;
}

}  // namespace bench
