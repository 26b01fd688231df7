#include "gradus/core/tensor/bytes.hpp"

#include <fmt/format.h>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/capture_log.hpp"

namespace gradus {

std::span<std::byte> element_bytes(const char* what, const Tensor& x) {
  detail::refuse_capture(what);
  if (!x.defined()) fail(fmt::format("{}: the tensor is undefined", what));
  if (!x.is_contiguous()) fail(fmt::format("{}: a dense tensor is needed; call contiguous() first", what));
  return {x.impl()->data, static_cast<size_t>(x.numel() * item_size(x.dtype()))};
}

}  // namespace gradus
