#include "gradus/io/idx.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>
#include <vector>

#include "gradus/base/error.hpp"
#include "gradus/core/tensor/bytes.hpp"
#include "gradus/core/tensor/make.hpp"
#include "gradus/io/element.hpp"
#include "gradus/io/output.hpp"
#include "gradus/io/source.hpp"

namespace gradus::io {
namespace {

constexpr std::pair<uint8_t, Element> codes[] = {{0x08, Element::u8},  {0x09, Element::i8},
                                                 {0x0b, Element::i16}, {0x0c, Element::i32},
                                                 {0x0d, Element::f32}, {0x0e, Element::f64}};
constexpr size_t size_bytes = sizeof(uint32_t);

Tensor read_idx(const Source& source) {
  std::array<uint8_t, 4> magic{};
  if (source.size() < magic.size()) source.fail(fmt::format("{} bytes are no IDX file", source.size()));
  source.read(0, std::as_writable_bytes(std::span(magic)));
  const auto* const code = std::find_if(std::begin(codes), std::end(codes),
                                        [&](const auto& known) { return known.first == magic[2]; });
  if (magic[0] != 0 || magic[1] != 0 || code == std::end(codes) || magic[3] == 0) {
    source.fail(fmt::format("is no IDX file: it begins with {:02x}", fmt::join(magic, " ")));
  }
  const size_t rank = magic[3];
  std::vector<uint8_t> big(rank * size_bytes);
  source.read(magic.size(), std::as_writable_bytes(std::span(big)));
  std::vector<uint64_t> sizes(rank);
  for (size_t i = 0; i < big.size(); ++i) sizes[i / size_bytes] = sizes[i / size_bytes] << 8 | big[i];

  const uint64_t needed = checked_bytes(source, "the array", sizes, code->second);
  const uint64_t begin = magic.size() + big.size();
  const Shape shape = to_shape(sizes);
  if (needed != source.size() - begin) {
    source.fail(fmt::format("an array of shape {} needs {} bytes, and {} follow its sizes", to_string(shape),
                            needed, source.size() - begin));
  }
  Tensor x = make_tensor("load_idx", shape, widened(code->second));
  read_elements(source, begin, code->second, ByteOrder::big, x);
  return x;
}

std::string format_header(const char* op, const Tensor& x) {
  if (!x.defined()) fail(fmt::format("{}: the tensor is undefined", op));
  const auto* const code = std::find_if(std::begin(codes), std::end(codes), [&](const auto& known) {
    return known.second == element_of(x.dtype());
  });
  if (code == std::end(codes)) {
    fail(fmt::format("{}: IDX holds no {}; convert it to uint8, int32, float32 or float64 first", op,
                     name(x.dtype())));
  }
  if (x.dim() == 0) fail(fmt::format("{}: IDX holds arrays of one dimension or more; the shape is ()", op));
  std::string header = {'\0', '\0', static_cast<char>(code->first), static_cast<char>(x.dim())};
  for (int64_t size : x.shape()) {
    if (size > std::numeric_limits<uint32_t>::max()) {
      fail(fmt::format("{}: IDX counts to 4294967295 along a dimension; the shape is {}", op,
                       to_string(x.shape())));
    }
    for (int shift = 24; shift >= 0; shift -= 8) header += static_cast<char>(size >> shift & 0xff);
  }
  return header;
}

/// Hands header and big-endian elements to `write`, piece by piece.
void write_idx(const char* op, const Tensor& x, auto&& write) {
  write(std::string_view(format_header(op, x)));
  const Tensor dense = x.contiguous();
  const auto bytes = element_bytes(op, dense);
  const auto item = static_cast<size_t>(item_size(x.dtype()));
  constexpr size_t most = size_t{1} << 16;
  std::vector<std::byte> piece;
  for (size_t done = 0; done < bytes.size(); done += piece.size()) {
    const auto part = bytes.subspan(done, std::min(most, bytes.size() - done));
    piece.assign(part.begin(), part.end());
    swap_bytes(piece, item);
    write(std::string_view(reinterpret_cast<const char*>(piece.data()), piece.size()));
  }
}

}  // namespace

Tensor load_idx(const std::string& path) { return read_idx(Source::of_file("load_idx", path)); }

Tensor parse_idx(std::string_view bytes, const std::string& source) {
  return read_idx(Source::of_memory("parse_idx", bytes, source));
}

void save_idx(const Tensor& x, const std::string& path, const IdxOptions& options) {
  static_cast<void>(format_header("save_idx", x));  // what cannot be written makes no file
  Output file("save_idx", path, options.durability);
  write_idx("save_idx", x, [&](std::string_view piece) { file.write(piece); });
  file.commit();
}

std::string format_idx(const Tensor& x) {
  std::string bytes;
  write_idx("format_idx", x, [&](std::string_view piece) { bytes += piece; });
  return bytes;
}

}  // namespace gradus::io
