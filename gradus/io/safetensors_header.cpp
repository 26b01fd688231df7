#include "gradus/io/safetensors_header.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "gradus/io/utf8.hpp"

namespace gradus::io {
namespace {

constexpr std::pair<std::string_view, Element> names[] = {
    {"BOOL", Element::bool_}, {"I8", Element::i8},   {"U8", Element::u8},     {"I16", Element::i16},
    {"U16", Element::u16},    {"I32", Element::i32}, {"U32", Element::u32},   {"I64", Element::i64},
    {"U64", Element::u64},    {"F16", Element::f16}, {"BF16", Element::bf16}, {"F32", Element::f32},
    {"F64", Element::f64}};

/// Takes the header's JSON value by value, so that nothing but the format's own parts is ever stored.
class HeaderReader final : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit HeaderReader(const Source& source) : source_(source) {}

  SafetensorsHeader finish() { return std::move(header_); }

  bool null() override { refuse("null"); }
  bool boolean(bool) override { refuse("true or false"); }
  bool number_integer(number_integer_t) override { refuse("a negative number"); }
  bool number_float(number_float_t, const std::string&) override {
    refuse("a number that is not whole or too large");
  }
  bool binary(binary_t&) override { refuse("bytes"); }

  bool number_unsigned(number_unsigned_t value) override {
    if (place_ == Place::sizes) {
      entry_.sizes.push_back(value);
    } else if (place_ == Place::offsets && offsets_ < 2) {
      (offsets_++ == 0 ? entry_.begin : entry_.end) = value;
    } else {
      refuse(fmt::format("the number {}", value));
    }
    return true;
  }

  bool string(std::string& value) override {
    if (place_ == Place::metadata && awaits_value_) {
      header_.metadata.emplace(key_, std::move(value));
    } else if (place_ == Place::entry && key_ == "dtype") {
      const auto* const found = std::find_if(std::begin(names), std::end(names),
                                             [&](const auto& named) { return named.first == value; });
      if (found == std::end(names)) {
        source_.fail(fmt::format("tensor {} has the element type {}, which is not known here", shown(name_),
                                 shown(value)));
      }
      entry_.element = found->second;
      has_type_ = true;
    } else {
      refuse(fmt::format("the text {}", shown(value)));
    }
    awaits_value_ = false;
    return true;
  }

  bool start_object(size_t) override {
    if (place_ == Place::outside) {
      place_ = Place::top;
    } else if (place_ == Place::top && name_ == safetensors_metadata_key) {
      place_ = Place::metadata;
    } else if (place_ == Place::top) {
      place_ = Place::entry;
      entry_ = {};
      has_type_ = has_sizes_ = has_offsets_ = false;
    } else {
      refuse("an object");
    }
    return true;
  }

  bool key(std::string& value) override {
    if (place_ == Place::top) {
      name_ = std::move(value);
      const bool is_metadata = name_ == safetensors_metadata_key;
      if (is_metadata ? std::exchange(has_metadata_, true) : header_.entries.contains(name_))
        fail_twice(name_);
    } else {
      key_ = std::move(value);
      awaits_value_ = true;
      if (place_ == Place::metadata && header_.metadata.contains(key_)) fail_twice(key_);
      if (place_ == Place::entry) check_entry_key();
    }
    return true;
  }

  bool end_object() override {
    if (place_ == Place::entry) {
      const char* missing = !has_type_      ? "dtype"
                            : !has_sizes_   ? "shape"
                            : !has_offsets_ ? "data_offsets"
                                            : nullptr;
      if (missing) source_.fail(fmt::format("tensor {} has no {}", shown(name_), missing));
      header_.entries.emplace(name_, std::move(entry_));
    }
    place_ = place_ == Place::top ? Place::outside : Place::top;
    return true;
  }

  bool start_array(size_t) override {
    if (place_ == Place::entry && key_ == "shape") {
      place_ = Place::sizes;
      has_sizes_ = true;
    } else if (place_ == Place::entry && key_ == "data_offsets") {
      place_ = Place::offsets;
      offsets_ = 0;
      has_offsets_ = true;
    } else {
      refuse("an array");
    }
    return true;
  }

  bool end_array() override {
    if (place_ == Place::offsets && offsets_ != 2) {
      source_.fail(fmt::format("data_offsets of tensor {} has {} numbers; a begin and an end are needed",
                               shown(name_), offsets_));
    }
    place_ = Place::entry;
    return true;
  }

  bool parse_error(size_t position, const std::string& near, const nlohmann::json::exception&) override {
    source_.fail(
        fmt::format("the header is no JSON at byte {}, near {}", position + sizeof(uint64_t), shown(near)));
  }

 private:
  enum class Place : uint8_t { outside, top, metadata, entry, sizes, offsets };

  void check_entry_key() const {
    const bool known = key_ == "dtype" || key_ == "shape" || key_ == "data_offsets";
    if (!known) {
      source_.fail(fmt::format("tensor {} has the field {}; dtype, shape and data_offsets are known",
                               shown(name_), shown(key_)));
    }
    if (key_ == "dtype" ? has_type_ : key_ == "shape" ? has_sizes_ : has_offsets_) fail_twice(key_);
  }

  [[noreturn]] void fail_twice(const std::string& name) const {
    source_.fail(fmt::format("the name {} appears twice in the header", shown(name)));
  }

  [[noreturn]] void refuse(std::string_view found) const {
    std::string where = "the header";
    if (place_ == Place::metadata) where = fmt::format("{}, at {}", safetensors_metadata_key, shown(key_));
    if (place_ == Place::top) where = fmt::format("the entry of tensor {}", shown(name_));
    if (place_ == Place::entry) where = fmt::format("{} of tensor {}", key_, shown(name_));
    if (place_ == Place::sizes) where = fmt::format("shape of tensor {}", shown(name_));
    if (place_ == Place::offsets) where = fmt::format("data_offsets of tensor {}", shown(name_));
    source_.fail(fmt::format("{} is or holds {}, against the format", where, found));
  }

  const Source& source_;
  SafetensorsHeader header_;
  Place place_ = Place::outside;
  std::string name_, key_;
  SafetensorsEntry entry_;
  int offsets_ = 0;
  bool awaits_value_ = false, has_metadata_ = false, has_type_ = false, has_sizes_ = false,
       has_offsets_ = false;
};

}  // namespace

std::string_view safetensors_name(Element element) {
  return std::find_if(std::begin(names), std::end(names),
                      [&](const auto& named) { return named.second == element; })
      ->first;
}

SafetensorsHeader parse_safetensors_header(const Source& source, std::string_view json) {
  HeaderReader reader(source);
  nlohmann::json::sax_parse(json, &reader);
  return reader.finish();
}

void check_safetensors_places(const Source& source, const SafetensorsHeader& header, uint64_t bytes) {
  using Named = std::pair<const std::string, SafetensorsEntry>;
  std::vector<const Named*> by_place;
  for (const Named& named : header.entries) by_place.push_back(&named);
  std::sort(by_place.begin(), by_place.end(), [](const Named* a, const Named* b) {
    return std::pair(a->second.begin, a->second.end) < std::pair(b->second.begin, b->second.end);
  });
  uint64_t next = 0;
  for (const Named* named : by_place) {
    const SafetensorsEntry& entry = named->second;
    const std::string what = fmt::format("tensor {}", shown(named->first));
    if (entry.end < entry.begin || entry.end > bytes) {
      source.fail(
          fmt::format("{} lies from byte {} to {} of {} bytes of data", what, entry.begin, entry.end, bytes));
    }
    const uint64_t needed = checked_bytes(source, what, entry.sizes, entry.element);
    if (needed != entry.end - entry.begin) {
      source.fail(fmt::format("{} of shape ({}) and type {} needs {} bytes and has {}", what,
                              fmt::join(entry.sizes, ", "), safetensors_name(entry.element), needed,
                              entry.end - entry.begin));
    }
    if (entry.begin != next) {
      source.fail(fmt::format("{} begins at byte {} of the data, {} byte {} where the one before ends", what,
                              entry.begin, entry.begin < next ? "before" : "after", next));
    }
    next = entry.end;
  }
  if (next != bytes) {
    source.fail(fmt::format("the data has {} bytes and its tensors end at byte {}", bytes, next));
  }
}

}  // namespace gradus::io
