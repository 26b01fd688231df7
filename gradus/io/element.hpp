#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/io/source.hpp"

/// Element types of files. There are more than tensors have; those are read as the smallest type that holds
/// all their values.
namespace gradus::io {

enum class Element : uint8_t { bool_, i8, u8, i16, u16, i32, u32, i64, u64, f16, bf16, f32, f64 };

/// Bytes of one element in the file.
int64_t item_size(Element element);

/// The element type that tensors of these have: int32 for i8, i16 and u16, int64 for u32 and u64, float32 for
/// f16 and bf16, otherwise the same.
DType widened(Element element);

/// How elements of this type are called in a file.
Element element_of(DType type);

enum class ByteOrder : uint8_t { little, big };

/// Turns each element of `item` bytes round.
void swap_bytes(std::span<std::byte> elements, size_t item);

/// Fills a dense tensor with the elements from `offset` on, in their order; those of its own type go straight
/// into its storage. An Error for a bool that is neither 0 nor 1 and a u64 beyond int64, with its place.
void read_elements(const Source& source, uint64_t offset, Element element, ByteOrder order,
                   const Tensor& into);

/// How many bytes so many elements take; a failed Source with `what` as its words when the sizes are no sizes
/// of a tensor: a product that wraps, or more than eight dimensions.
uint64_t checked_bytes(const Source& source, std::string_view what, std::span<const uint64_t> sizes,
                       Element element);

/// The same sizes as a Shape; they are checked.
Shape to_shape(std::span<const uint64_t> sizes);

}  // namespace gradus::io
