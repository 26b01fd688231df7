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

Work ours(int64_t n) {
  const std::vector<float> a = square_matrix(n, 5), b = square_matrix(n, 6);
  const Tensor x = from_data(std::span<const float>(a), {n, n});
  const Tensor y = from_data(std::span<const float>(b), {n, n});
  return [=] {
    const NoGrad guard;
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

}  // namespace

std::vector<Row> product_rows() {
  std::vector<Row> rows;
  for (int64_t n : {256, 1024, 2048}) {
    rows.push_back({.key = fmt::format("matmul-{}", n),
                    .name = fmt::format("matmul of {0} x {0}, float32", n),
                    .variants = {{"oneDNN", [n] { return raw(n); }}, {"gradus", [n] { return ours(n); }}},
                    .bars = {{Bar::Kind::faster, "gradus", "oneDNN", 0.95}}});
  }
  return rows;
}

}  // namespace bench
