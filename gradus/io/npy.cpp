#include "gradus/io/npy.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gradus/base/error.hpp"
#include "gradus/core/tensor/bytes.hpp"
#include "gradus/core/tensor/make.hpp"
#include "gradus/io/npy_header.hpp"
#include "gradus/io/output.hpp"
#include "gradus/io/source.hpp"

namespace gradus::io {

Tensor read_npy(const Source& source) {
  const NpyHeader header = read_npy_header(source);
  const uint64_t needed = checked_bytes(source, "the array", header.sizes, header.element);
  const uint64_t found = source.size() - header.data;
  Shape shape = to_shape(header.sizes);
  if (needed != found) {
    source.fail(fmt::format("an array of shape {} needs {} bytes, and {} follow its header", to_string(shape),
                            needed, found));
  }
  // In Fortran's order the elements are those of the transposed array, row by row.
  if (header.fortran_order) shape = to_shape(std::vector(header.sizes.rbegin(), header.sizes.rend()));
  Tensor x = make_tensor("load_npy", shape, widened(header.element));
  read_elements(source, header.data, header.element, header.order, x);
  if (!header.fortran_order || shape.rank() < 2) return x;
  Axes reversed;
  for (int axis = shape.rank() - 1; axis >= 0; --axis) reversed.push_back(axis);
  return x.permute(reversed).contiguous();
}

namespace {

/// Hands header and elements to `write`, one after the other.
void write_npy(const char* op, const Tensor& x, auto&& write) {
  if (!x.defined()) fail(fmt::format("{}: the tensor is undefined", op));
  const Tensor dense = x.contiguous();
  const auto bytes = element_bytes(op, dense);
  write(std::string_view(format_npy_header(dense)));
  write(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

}  // namespace

void save_npy(const Tensor& x, const std::string& path, const NpyOptions& options) {
  Output file("save_npy", path, options.durability);
  write_npy("save_npy", x, [&](std::string_view piece) { file.write(piece); });
  file.commit();
}

std::string format_npy(const Tensor& x) {
  std::string bytes;
  write_npy("format_npy", x, [&](std::string_view piece) { bytes += piece; });
  return bytes;
}

Tensor load_npy(const std::string& path) { return read_npy(Source::of_file("load_npy", path)); }

Tensor parse_npy(std::string_view bytes, const std::string& source) {
  return read_npy(Source::of_memory("parse_npy", bytes, source));
}

}  // namespace gradus::io
