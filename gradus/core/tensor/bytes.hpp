#pragma once

#include <cstddef>
#include <span>

#include "gradus/core/tensor/tensor.hpp"

namespace gradus {

/// The elements of a dense tensor as they lie in memory, for code that carries them to files and back.
///
/// `what` says what that code does, "saving a tensor": inside a captured function, which could not do it
/// again, this is an Error.
std::span<std::byte> element_bytes(const char* what, const Tensor& x);

}  // namespace gradus
