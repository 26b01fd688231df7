#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gradus {

/// Element type of a tensor.
///
/// The order is that of promotion: of two types of tensors of equal rank the later one wins.
enum class DType : uint8_t { bool_, uint8, int32, int64, float32, float64 };

inline constexpr size_t dtype_count = 6;

inline constexpr DType bool_ = DType::bool_;
inline constexpr DType uint8 = DType::uint8;
inline constexpr DType int32 = DType::int32;
inline constexpr DType int64 = DType::int64;
inline constexpr DType float32 = DType::float32;
inline constexpr DType float64 = DType::float64;

/// Bytes of one element.
constexpr int64_t item_size(DType type) {
  constexpr uint64_t bytes = 0x08'04'08'04'01'01;  // in DType's order; a table or a switch would be a detour
  return static_cast<int64_t>(bytes >> (8 * static_cast<unsigned>(type)) & 0xff);
}

constexpr bool is_floating_point(DType type) { return type == DType::float32 || type == DType::float64; }

/// Integers: uint8, int32 and int64, but not bool.
constexpr bool is_integral(DType type) { return !is_floating_point(type) && type != DType::bool_; }

/// PyTorch's name without the module: "float32".
std::string_view name(DType type);

/// The DType of a C++ type: `dtype_of<float>`.
template <class T>
inline constexpr DType dtype_of = [] {
  static_assert(sizeof(T) == 0, "no tensor has this element type");
  return DType::float32;
}();
template <>
inline constexpr DType dtype_of<bool> = DType::bool_;
template <>
inline constexpr DType dtype_of<uint8_t> = DType::uint8;
template <>
inline constexpr DType dtype_of<int32_t> = DType::int32;
template <>
inline constexpr DType dtype_of<int64_t> = DType::int64;
template <>
inline constexpr DType dtype_of<float> = DType::float32;
template <>
inline constexpr DType dtype_of<double> = DType::float64;

/// Calls `f.template operator()<T>()` with the C++ type of `type`: the one switch over element types.
template <class F>
decltype(auto) dispatch(DType type, F&& f) {
  switch (type) {
    case DType::bool_:
      return f.template operator()<bool>();
    case DType::uint8:
      return f.template operator()<uint8_t>();
    case DType::int32:
      return f.template operator()<int32_t>();
    case DType::int64:
      return f.template operator()<int64_t>();
    case DType::float32:
      return f.template operator()<float>();
    case DType::float64:
      break;
  }
  return f.template operator()<double>();
}

/// Like dispatch(), for the two floating-point types only; the caller has checked.
template <class F>
decltype(auto) dispatch_float(DType type, F&& f) {
  if (type == DType::float32) return f.template operator()<float>();
  return f.template operator()<double>();
}

}  // namespace gradus
