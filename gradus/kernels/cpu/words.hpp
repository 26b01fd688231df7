#pragma once

#include <cstdint>
#include <type_traits>

#include "gradus/base/dtype.hpp"

/// Elements as unsigned words of their size: kernels that only move elements are made once a size, not once
/// a type.
namespace gradus::kernels::cpu {

template <class T>
using WordOf =
    std::conditional_t<sizeof(T) == 1, uint8_t, std::conditional_t<sizeof(T) == 4, uint32_t, uint64_t>>;

/// Calls `f.template operator()<Word>()` with the word of the size of `type`.
template <class F>
decltype(auto) dispatch_word(DType type, F&& f) {
  switch (item_size(type)) {
    case 1:
      return f.template operator()<uint8_t>();
    case 4:
      return f.template operator()<uint32_t>();
    default:
      return f.template operator()<uint64_t>();
  }
}

}  // namespace gradus::kernels::cpu
