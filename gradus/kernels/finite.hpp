#pragma once

#include <cstdint>

#include "gradus/base/dtype.hpp"
#include "gradus/base/error.hpp"

/// Looking for numbers that are none.
namespace gradus::kernels {

/// What require_finite() throws: some number was NaN or infinite.
class NotFinite : public Error {
 public:
  using Error::Error;
};

/// Up to `capacity` dense arrays of one floating-point type.
struct FiniteBatch {
  static constexpr int64_t capacity = 16;
  struct Array {
    const void* data;
    int64_t n;
  };

  DType type = DType::float32;
  int64_t count = 0;
  Array arrays[capacity];
};

/// Whether no element is NaN or infinite.
bool all_finite(DType type, const void* data, int64_t n);

/// Throws NotFinite when an element of any array is NaN or infinite; at a replay as well, before the calls
/// that were recorded after it.
void require_finite(const FiniteBatch& batch);

}  // namespace gradus::kernels
