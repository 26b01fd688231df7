#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gradus/io/element.hpp"

/// The header of a safetensors file: JSON that says which tensors the bytes behind it hold.
namespace gradus::io {

/// The format's own limit.
inline constexpr uint64_t safetensors_header_limit = 100'000'000;
inline constexpr std::string_view safetensors_metadata_key = "__metadata__";

struct SafetensorsEntry {
  Element element = Element::f32;
  std::vector<uint64_t> sizes = {};
  uint64_t begin = 0, end = 0;  ///< bytes, counted from the end of the header
};

struct SafetensorsHeader {
  std::map<std::string, SafetensorsEntry> entries = {};
  std::map<std::string, std::string> metadata = {};
};

/// Reads the header's JSON; it obeys the format in all that can be seen without knowing the data's size.
SafetensorsHeader parse_safetensors_header(const Source& source, std::string_view json);

/// Holds shapes against places: each tensor as long as its shape says, one after another from 0 to `bytes`.
void check_safetensors_places(const Source& source, const SafetensorsHeader& header, uint64_t bytes);

/// How the format calls an element type: "F32".
std::string_view safetensors_name(Element element);

}  // namespace gradus::io
