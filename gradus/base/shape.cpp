#include "gradus/base/shape.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"

namespace gradus {

void Dims::fail_rank(size_t asked) {
  fail(fmt::format("shape: {} dimensions given, at most {} are possible", asked, max_rank));
}

Dims::Dims(std::span<const int64_t> values) {
  if (values.size() > max_rank) fail_rank(values.size());
  rank_ = static_cast<int32_t>(values.size());
  for (int i = 0; i < rank_; ++i) values_[i] = values[static_cast<size_t>(i)];
}

void Dims::push_back(int64_t value) { insert(rank_, value); }

void Dims::insert(int position, int64_t value) {
  if (rank_ == max_rank) fail(fmt::format("shape: a tensor has at most {} dimensions", max_rank));
  for (int i = rank_; i > position; --i) values_[i] = values_[i - 1];
  values_[position] = value;
  ++rank_;
}

void Dims::erase(int position) {
  for (int i = position; i + 1 < rank_; ++i) values_[i] = values_[i + 1];
  --rank_;
}

std::string to_string(const Dims& dims) {
  if (dims.rank() == 1) return fmt::format("({},)", dims[0]);
  return fmt::format("({})", fmt::join(dims.begin(), dims.end(), ", "));
}

void check_size(const char* op, const Shape& shape, int64_t item_bytes) {
  // A zero anywhere makes the whole empty; sizes beside it must still multiply without wrapping.
  int64_t bytes = item_bytes;
  for (int64_t size : shape) {
    if (size < 0) fail(fmt::format("{}: negative size in shape {}", op, to_string(shape)));
    if (size > 0 && __builtin_mul_overflow(bytes, size, &bytes)) {
      fail(fmt::format("{}: shape {} needs more bytes than can be addressed", op, to_string(shape)));
    }
  }
}

int normalize_axis(const char* op, int64_t axis, int rank) {
  const int64_t dims = rank == 0 ? 1 : rank;
  if (axis < -dims || axis >= dims) {
    fail(fmt::format("{}: dimension {} is out of range for a tensor of {} dimensions; from {} to {} exist",
                     op, axis, rank, -dims, dims - 1));
  }
  return static_cast<int>(axis < 0 ? axis + dims : axis);
}

}  // namespace gradus
