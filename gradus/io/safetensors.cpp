#include "gradus/io/safetensors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "gradus/base/error.hpp"
#include "gradus/core/tensor/bytes.hpp"
#include "gradus/core/tensor/make.hpp"
#include "gradus/io/safetensors_header.hpp"
#include "gradus/io/utf8.hpp"

namespace gradus::io {
namespace {

constexpr const char* saving = "save_safetensors";
constexpr const char* loading = "load_safetensors";
constexpr size_t prefix = sizeof(uint64_t);  // the header's length stands before it

std::string json_text(const std::string& text) {
  if (!is_text(text)) fail(fmt::format("{}: {} is no UTF-8 text", saving, shown(text)));
  return nlohmann::json(text).dump();
}

/// What is written: the header, then each tensor's bytes in this order.
struct Content {
  std::string header;
  std::vector<Tensor> tensors;

  template <class Write>
  void each(Write&& write) const {
    write(std::string_view(header));
    for (const Tensor& tensor : tensors) {
      const Tensor dense = tensor.contiguous();  // a copy of one tensor at a time, where it is strided
      const auto bytes = element_bytes(saving, dense);
      write(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    }
  }
};

using Named = std::pair<const std::string, Tensor>;

/// The order in which the format's own package writes types: wide ones first, so that all stay aligned.
int place(DType type) {
  constexpr int places[] = {5, 4, 3, 0, 2, 1};  // in DType's order
  static_assert(std::size(places) == dtype_count);
  return places[static_cast<size_t>(type)];
}

/// By type, then by name.
std::vector<const Named*> in_file_order(const std::map<std::string, Tensor>& tensors) {
  std::vector<const Named*> order;
  for (const Named& named : tensors) {
    if (!named.second.defined()) fail(fmt::format("{}: tensor {} is undefined", saving, shown(named.first)));
    if (named.first == safetensors_metadata_key) {
      fail(fmt::format("{}: a tensor cannot be called {}; the format keeps that name", saving, named.first));
    }
    order.push_back(&named);
  }
  std::stable_sort(order.begin(), order.end(), [](const Named* a, const Named* b) {
    return place(a->second.dtype()) < place(b->second.dtype());
  });
  return order;
}

Content content_of(const std::map<std::string, Tensor>& tensors,
                   const std::map<std::string, std::string>& metadata) {
  Content content;
  std::string& json = content.header;
  json = std::string(prefix, '\0') + "{";
  const auto begin_entry = [&](const std::string& name) {
    if (json.back() != '{') json += ',';
    json += json_text(name) + ':';
  };
  if (!metadata.empty()) {
    begin_entry(std::string(safetensors_metadata_key));
    json += '{';
    for (const auto& [name, words] : metadata) begin_entry(name), json += json_text(words);
    json += '}';
  }
  uint64_t end = 0;
  for (const Named* named : in_file_order(tensors)) {
    const Tensor& tensor = named->second;
    const uint64_t begin = end;
    end += static_cast<uint64_t>(tensor.numel() * item_size(tensor.dtype()));
    begin_entry(named->first);
    json += fmt::format(R"({{"dtype":"{}","shape":[{}],"data_offsets":[{},{}]}})",
                        safetensors_name(element_of(tensor.dtype())),
                        fmt::join(tensor.shape().begin(), tensor.shape().end(), ","), begin, end);
    content.tensors.push_back(tensor);
  }
  json += '}';
  while (json.size() % 8 != 0) json += ' ';
  uint64_t length = json.size() - prefix;
  if (length > safetensors_header_limit) {
    fail(fmt::format("{}: names and shapes take {} bytes; the format allows {}", saving, length,
                     safetensors_header_limit));
  }
  for (size_t i = 0; i < prefix; ++i, length >>= 8) json[i] = static_cast<char>(length & 0xff);
  return content;
}

Safetensors read_all(const Source& source) {
  if (source.size() < prefix) source.fail(fmt::format("{} bytes are no safetensors file", source.size()));
  uint64_t length = 0;
  source.read(0, std::as_writable_bytes(std::span(&length, 1)));
  if (length > safetensors_header_limit) {
    source.fail(fmt::format("its first bytes ask for a header of {} bytes; the format allows {}", length,
                            safetensors_header_limit));
  }
  if (length > source.size() - prefix) {
    source.fail(fmt::format("its header has {} bytes and the file {}", length, source.size()));
  }
  const std::string json = source.read_text(prefix, length);
  if (!json.starts_with('{')) source.fail("its header does not begin with {");
  SafetensorsHeader header = parse_safetensors_header(source, json);
  const uint64_t data = prefix + length;
  check_safetensors_places(source, header, source.size() - data);

  Safetensors result{.metadata = std::move(header.metadata)};
  for (const auto& [name, entry] : header.entries) {
    Tensor tensor = make_tensor(loading, to_shape(entry.sizes), widened(entry.element));
    read_elements(source, data + entry.begin, entry.element, ByteOrder::little, tensor);
    result.tensors.emplace(name, std::move(tensor));
  }
  return result;
}

}  // namespace

std::map<std::string, Tensor> detail::by_name(const StateDict& state) {
  std::map<std::string, Tensor> tensors;
  for (const NamedTensor& named : state) {
    if (!tensors.emplace(named.name, named.tensor).second) {
      fail(fmt::format("{}: two tensors are called {}", saving, shown(named.name)));
    }
  }
  return tensors;
}

StateDict Safetensors::state_dict() const {
  StateDict state;
  for (const auto& [name, tensor] : tensors) state.push_back({name, tensor});
  return state;
}

void save_safetensors(const std::map<std::string, Tensor>& tensors, const std::string& path,
                      const SafetensorsOptions& options) {
  const Content content = content_of(tensors, options.metadata);
  NewFile file(saving, path, options.durability);
  content.each([&](std::string_view bytes) { file.write(bytes); });
  file.commit();
}

std::string format_safetensors(const std::map<std::string, Tensor>& tensors,
                               const std::map<std::string, std::string>& metadata) {
  std::string bytes;
  content_of(tensors, metadata).each([&](std::string_view piece) { bytes += piece; });
  return bytes;
}

Safetensors load_safetensors(const std::string& path) {
  // The length of a header may look like gzip's first bytes; what follows it, a brace, never does.
  const auto packed = [](std::string_view start) {
    return Source::starts_like_gzip(start) && (start.size() <= prefix || start[prefix] != '{');
  };
  return read_all(Source::of_file(loading, path, packed));
}

Safetensors parse_safetensors(std::string_view bytes, const std::string& source) {
  return read_all(Source::of_memory("parse_safetensors", bytes, source));
}

}  // namespace gradus::io
