#pragma once

#include <concepts>
#include <map>
#include <string>
#include <string_view>

#include "gradus/base/file.hpp"
#include "gradus/core/tensor/named_tensor.hpp"
#include "gradus/core/tensor/tensor.hpp"

namespace gradus::io {

struct SafetensorsOptions {
  std::map<std::string, std::string> metadata = {};  ///< the program's own words, by name
  Durability durability = Durability::of_process;
};

/// What a safetensors file holds: tensors and words by name.
struct Safetensors {
  std::map<std::string, Tensor> tensors = {};
  std::map<std::string, std::string> metadata = {};

  /// The tensors as Module::load_state_dict takes them, by name.
  StateDict state_dict() const;
};

/// Writes tensors by name, in the layout of the safetensors package, which every framework reads: element
/// types F32, F64, I64, I32, U8 and BOOL, a linear layer's weight as [out, in].
///
/// Strided tensors are written dense. The elements start on a multiple of 8 bytes, wider types first, so that
/// each tensor is aligned. An Error for undefined tensors, a tensor called "__metadata__", names that are not
/// UTF-8, and more than 100 MB of names and shapes.
///
///     io::save_safetensors(model.state_dict(), "spiral.safetensors", {.metadata = {{"format", "pt"}}});
///     model.load_state_dict(io::load_safetensors("spiral.safetensors").state_dict());
void save_safetensors(const std::map<std::string, Tensor>& tensors, const std::string& path,
                      const SafetensorsOptions& options = {});

namespace detail {
std::map<std::string, Tensor> by_name(const StateDict& state);
}

/// The same for a model's state dict; an Error when a name appears twice.
template <std::same_as<StateDict> State>  // not a plain overload: braces could then mean either
void save_safetensors(const State& state, const std::string& path, const SafetensorsOptions& options = {}) {
  save_safetensors(detail::by_name(state), path, options);
}

/// Reads such a file; F16 and BF16 become float32, I8, I16 and U16 int32, U32 and U64 int64.
///
/// The whole header is checked before any tensor is made. What breaks the format's rules is an Error: a
/// header over 100 MB or beyond the end, names that appear twice, sizes that do not multiply to the bytes,
/// tensors that overlap or leave holes, bytes after the last one.
Safetensors load_safetensors(const std::string& path);

/// The same for bytes in memory; `source` names them in errors.
Safetensors parse_safetensors(std::string_view bytes, const std::string& source = "bytes");

/// The bytes that save_safetensors writes.
std::string format_safetensors(const std::map<std::string, Tensor>& tensors,
                               const std::map<std::string, std::string>& metadata = {});

}  // namespace gradus::io
