#include "gradus/io/element.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <type_traits>

#include "gradus/core/tensor/bytes.hpp"

namespace gradus::io {
namespace {

static_assert(std::endian::native == std::endian::little, "tensors are written as they lie in memory");

struct Half {
  uint16_t bits;
};
struct BFloat16 {
  uint16_t bits;
};

/// Calls `f.template operator()<T>()` with the type that an element has in the file; bool as its byte.
template <class F>
decltype(auto) dispatch_element(Element element, F&& f) {
  switch (element) {
    case Element::bool_:
      return f.template operator()<bool>();
    case Element::i8:
      return f.template operator()<int8_t>();
    case Element::u8:
      return f.template operator()<uint8_t>();
    case Element::i16:
      return f.template operator()<int16_t>();
    case Element::u16:
      return f.template operator()<uint16_t>();
    case Element::i32:
      return f.template operator()<int32_t>();
    case Element::u32:
      return f.template operator()<uint32_t>();
    case Element::i64:
      return f.template operator()<int64_t>();
    case Element::u64:
      return f.template operator()<uint64_t>();
    case Element::f16:
      return f.template operator()<Half>();
    case Element::bf16:
      return f.template operator()<BFloat16>();
    case Element::f32:
      return f.template operator()<float>();
    case Element::f64:
      break;
  }
  return f.template operator()<double>();
}

/// The float32 of the same value; NaN keeps its bits.
float widen(Half x) {
  const uint32_t sign = static_cast<uint32_t>(x.bits & 0x8000u) << 16;
  const uint32_t exponent = (x.bits >> 10) & 0x1fu, fraction = x.bits & 0x3ffu;
  if (exponent == 0) {  // zero, and numbers below 2^-14: multiples of 2^-24
    const float value = static_cast<float>(fraction) * 0x1p-24f;
    return sign ? -value : value;
  }
  const uint32_t shifted = exponent == 0x1f ? 0xffu : exponent + (127 - 15);
  return std::bit_cast<float>(sign | shifted << 23 | fraction << 13);
}

float widen(BFloat16 x) { return std::bit_cast<float>(static_cast<uint32_t>(x.bits) << 16); }

template <class T>
requires std::is_arithmetic_v<T> T widen(T x) { return x; }

template <size_t item>
void swap_each(std::span<std::byte> elements) {
  for (size_t i = 0; i + item <= elements.size(); i += item) {
    std::reverse(elements.data() + i, elements.data() + i + item);
  }
}

void check_bools(const Source& source, std::span<const std::byte> bytes) {
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (std::to_integer<unsigned>(bytes[i]) > 1) {
      source.fail(fmt::format("element {} is {}, which is no bool; 0 and 1 are", i,
                              std::to_integer<unsigned>(bytes[i])));
    }
  }
}

/// Fills `into` with elements of another size or kind, through a buffer on the stack.
template <class T>
void read_widened(const Source& source, uint64_t offset, ByteOrder order, std::span<std::byte> into) {
  using To = std::conditional_t<(sizeof(T) == 2 && !std::is_integral_v<T>), float,
                                std::conditional_t<(sizeof(T) < 4), int32_t, int64_t>>;
  constexpr size_t piece = 4096;
  std::array<T, piece> buffer;
  const size_t count = into.size() / sizeof(To);
  for (size_t done = 0; done < count; done += piece) {
    const size_t here = std::min(piece, count - done);
    const auto bytes = std::as_writable_bytes(std::span(buffer)).first(here * sizeof(T));
    source.read(offset + done * sizeof(T), bytes);
    if (order == ByteOrder::big) swap_bytes(bytes, sizeof(T));
    for (size_t i = 0; i < here; ++i) {
      if constexpr (std::is_same_v<T, uint64_t>) {
        if (buffer[i] > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
          source.fail(fmt::format("element {} is {}, more than int64 holds", done + i, buffer[i]));
        }
      }
      const To value = static_cast<To>(widen(buffer[i]));  // NOLINT(bugprone-signed-char-misuse): a number
      std::memcpy(into.data() + (done + i) * sizeof(To), &value, sizeof(To));
    }
  }
}

}  // namespace

int64_t item_size(Element element) {
  return dispatch_element(element, []<class T> { return static_cast<int64_t>(sizeof(T)); });
}

DType widened(Element element) {
  switch (element) {
    case Element::bool_:
      return DType::bool_;
    case Element::u8:
      return DType::uint8;
    case Element::i8:
    case Element::i16:
    case Element::u16:
    case Element::i32:
      return DType::int32;
    case Element::u32:
    case Element::i64:
    case Element::u64:
      return DType::int64;
    case Element::f16:
    case Element::bf16:
    case Element::f32:
      return DType::float32;
    case Element::f64:
      break;
  }
  return DType::float64;
}

Element element_of(DType type) {
  constexpr Element elements[] = {Element::bool_, Element::u8,  Element::i32,
                                  Element::i64,   Element::f32, Element::f64};  // in DType's order
  static_assert(std::size(elements) == dtype_count);
  return elements[static_cast<size_t>(type)];
}

void swap_bytes(std::span<std::byte> elements, size_t item) {
  if (item == 2) swap_each<2>(elements);
  if (item == 4) swap_each<4>(elements);
  if (item == 8) swap_each<8>(elements);
}

void read_elements(const Source& source, uint64_t offset, Element element, ByteOrder order,
                   const Tensor& into) {
  const std::span<std::byte> bytes = element_bytes("reading a tensor from a file", into);
  if (element_of(into.dtype()) != element) {
    dispatch_element(element, [&]<class T> {
      // The rest are types of tensors.
      if constexpr (!std::is_same_v<T, bool> && (!std::is_arithmetic_v<T> || std::is_unsigned_v<T> ||
                                                 (std::is_integral_v<T> && sizeof(T) < 4))) {
        read_widened<T>(source, offset, order, bytes);
      }
    });
    return;
  }
  source.read(offset, bytes);
  if (order == ByteOrder::big) swap_bytes(bytes, static_cast<size_t>(item_size(element)));
  if (element == Element::bool_) check_bools(source, bytes);
}

uint64_t checked_bytes(const Source& source, std::string_view what, std::span<const uint64_t> sizes,
                       Element element) {
  if (sizes.size() > max_rank) {
    source.fail(fmt::format("{} has {} dimensions; tensors have at most {}", what, sizes.size(), max_rank));
  }
  // Of the tensor, whose elements may be wider than the file's; a zero anywhere must not hide a wrap.
  auto bytes = std::max<int64_t>(item_size(element), item_size(widened(element)));
  bool empty = false;
  for (uint64_t size : sizes) {
    empty |= size == 0;
    if (size > 0 && __builtin_mul_overflow(bytes, size, &bytes)) {
      source.fail(fmt::format("{} has the shape ({}), more bytes than can be addressed", what,
                              fmt::join(sizes, ", ")));
    }
  }
  if (empty) return 0;
  uint64_t total = static_cast<uint64_t>(item_size(element));
  for (uint64_t size : sizes) total *= size;
  return total;
}

Shape to_shape(std::span<const uint64_t> sizes) {
  Shape shape;
  for (uint64_t size : sizes) shape.push_back(static_cast<int64_t>(size));
  return shape;
}

}  // namespace gradus::io
