#include "gradus/data/rows.hpp"

#include <cstddef>
#include <cstring>

#include "gradus/core/tensor/make.hpp"

namespace gradus::data::detail {
namespace {

size_t row_bytes(const Tensor& x) {
  return static_cast<size_t>(row_shape(x.shape()).numel() * item_size(x.dtype()));
}

/// Rows of a size that the compiler knows cost a move each, not a call.
template <size_t bytes>
void gather_small(std::byte* out, const std::byte* x, std::span<const int64_t> indices) {
  for (const int64_t index : indices) {
    std::memcpy(out, x + static_cast<size_t>(index) * bytes, bytes);
    out += bytes;
  }
}

bool consecutive(std::span<const int64_t> indices) {
  for (size_t i = 1; i < indices.size(); ++i) {
    if (indices[i] != indices[i - 1] + 1) return false;
  }
  return true;
}

void gather(std::byte* out, const std::byte* x, std::span<const int64_t> indices, size_t bytes) {
  if (indices.empty() || bytes == 0) return;
  if (consecutive(indices)) {
    std::memcpy(out, x + static_cast<size_t>(indices.front()) * bytes, indices.size() * bytes);
    return;
  }
  switch (bytes) {
    case 4:
      return gather_small<4>(out, x, indices);
    case 8:
      return gather_small<8>(out, x, indices);
    case 16:
      return gather_small<16>(out, x, indices);
    default:
      for (const int64_t index : indices) {
        std::memcpy(out, x + static_cast<size_t>(index) * bytes, bytes);
        out += bytes;
      }
  }
}

}  // namespace

Shape row_shape(const Shape& shape) {
  Shape row = shape;
  row.erase(0);
  return row;
}

Tensor new_rows(const char* op, int64_t rows, const Shape& row, DType type) {
  Shape shape = row;
  shape.insert(0, rows);
  return make_tensor(op, shape, type);
}

void put_row(const Tensor& x, int64_t place, const Tensor& row) {
  const size_t bytes = byte_count(row);
  if (bytes > 0) std::memcpy(x.impl()->data + static_cast<size_t>(place) * bytes, row.impl()->data, bytes);
}

Tensor copy_of_row(const Tensor& x, int64_t index) {
  Tensor row = make_result(row_shape(x.shape()), x.dtype());
  const size_t bytes = row_bytes(x);
  if (bytes > 0) std::memcpy(row.impl()->data, x.impl()->data + static_cast<size_t>(index) * bytes, bytes);
  return row;
}

Tensor copy_of_rows(const Tensor& x, std::span<const int64_t> indices) {
  Tensor rows =
      new_rows("TensorDataset", static_cast<int64_t>(indices.size()), row_shape(x.shape()), x.dtype());
  gather(rows.impl()->data, x.impl()->data, indices, row_bytes(x));
  return rows;
}

size_t byte_count(const Tensor& x) { return static_cast<size_t>(x.numel() * item_size(x.dtype())); }

}  // namespace gradus::data::detail
