#include "gradus/io/npy_header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>

#include "gradus/io/utf8.hpp"

namespace gradus::io {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view magic = "\x93NUMPY"sv;
constexpr uint64_t header_limit = 65535;  // version 1's own; the header of plain numbers takes 128 bytes

/// Reads the little of Python that NumPy writes: a dictionary of texts, truth values and tuples of integers.
class PythonReader {
 public:
  PythonReader(std::string_view text, const Source& source) : text_(text), source_(source) {}

  bool take(char wanted) {
    skip_blanks();
    if (!text_.starts_with(wanted)) return false;
    text_.remove_prefix(1);
    return true;
  }

  void need(char wanted) {
    if (!take(wanted)) refuse(fmt::format("'{}'", wanted));
  }

  std::string_view text() {
    skip_blanks();
    const char quote = text_.empty() ? '\0' : text_.front();
    const size_t end = quote == '\'' || quote == '"' ? text_.find(quote, 1) : text_.npos;
    if (end == text_.npos) refuse("a text");
    const std::string_view found = text_.substr(1, end - 1);
    text_.remove_prefix(end + 1);
    return found;
  }

  bool truth() {
    skip_blanks();
    for (const auto& [word, value] : {std::pair("True"sv, true), std::pair("False"sv, false)}) {
      if (text_.starts_with(word)) {
        text_.remove_prefix(word.size());
        return value;
      }
    }
    refuse("True or False");
  }

  std::vector<uint64_t> sizes() {
    std::vector<uint64_t> found;
    need('(');
    while (!take(')')) {
      skip_blanks();
      uint64_t size = 0;
      const auto [end, problem] = std::from_chars(text_.data(), text_.data() + text_.size(), size);
      if (problem != std::errc{}) refuse("a size of 64 bits");
      text_.remove_prefix(static_cast<size_t>(end - text_.data()));
      if (text_.starts_with('L')) text_.remove_prefix(1);  // a long of Python 2
      found.push_back(size);
      if (!take(',')) {
        need(')');
        break;
      }
    }
    return found;
  }

  void end() {
    skip_blanks();
    if (!text_.empty()) refuse("the end");
  }

  [[noreturn]] void refuse(std::string_view wanted) const {
    source_.fail(
        fmt::format("its header has {} where {} belongs", text_.empty() ? "its end" : shown(text_), wanted));
  }

 private:
  void skip_blanks() { text_.remove_prefix(std::min(text_.find_first_not_of(" \t\r\n"), text_.size())); }

  std::string_view text_;
  const Source& source_;
};

[[noreturn]] void refuse_type(const Source& source, std::string_view descr) {
  const char kind =
      descr.find_first_of("OSUVMmca") == descr.npos ? '\0' : descr[descr.find_first_of("OSUVMmca")];
  if (kind == 'O') {
    source.fail(
        "holds pickled Python objects, which could run any program and are not read; save numbers only");
  }
  const std::string_view what = kind == 'S' || kind == 'U' || kind == 'a' ? "text"
                                : kind == 'V'                             ? "records"
                                : kind == 'M' || kind == 'm'              ? "dates or times"
                                : kind == 'c'                             ? "complex numbers"
                                                                          : "a type that is not known here";
  source.fail(fmt::format("holds {} (type {}); tensors hold numbers and truth values", what, shown(descr)));
}

void set_type(NpyHeader& header, std::string_view descr, const Source& source) {
  constexpr std::pair<std::string_view, Element> types[] = {
      {"b1", Element::bool_}, {"i1", Element::i8},  {"u1", Element::u8},  {"i2", Element::i16},
      {"u2", Element::u16},   {"i4", Element::i32}, {"u4", Element::u32}, {"i8", Element::i64},
      {"u8", Element::u64},   {"f2", Element::f16}, {"f4", Element::f32}, {"f8", Element::f64}};
  std::string_view type = descr;
  header.order = type.starts_with('>') ? ByteOrder::big : ByteOrder::little;
  if (!type.empty() && "<>|="sv.find(type.front()) != "<>|="sv.npos) type.remove_prefix(1);
  const auto* const found = std::find_if(std::begin(types), std::end(types),
                                         [&](const auto& known) { return known.first == type; });
  if (found == std::end(types)) refuse_type(source, descr);
  header.element = found->second;
}

void read_dictionary(NpyHeader& header, std::string_view text, const Source& source) {
  PythonReader python(text, source);
  bool has_type = false, has_order = false, has_sizes = false;
  python.need('{');
  while (!python.take('}')) {
    const std::string_view key = python.text();
    bool& has = key == "descr" ? has_type : key == "fortran_order" ? has_order : has_sizes;
    if (key != "descr" && key != "fortran_order" && key != "shape") {
      source.fail(fmt::format("its header names {}; descr, fortran_order and shape are known", shown(key)));
    }
    if (has) source.fail(fmt::format("its header names {} twice", key));
    has = true;
    python.need(':');
    if (key == "descr") {
      if (python.take('[')) refuse_type(source, "V");
      set_type(header, python.text(), source);
    } else if (key == "fortran_order") {
      header.fortran_order = python.truth();
    } else {
      header.sizes = python.sizes();
    }
    if (!python.take(',')) {
      python.need('}');
      break;
    }
  }
  python.end();
  const char* missing = !has_type ? "descr" : !has_order ? "fortran_order" : !has_sizes ? "shape" : nullptr;
  if (missing) source.fail(fmt::format("its header has no {}", missing));
}

}  // namespace

NpyHeader read_npy_header(const Source& source) {
  constexpr size_t version_end = magic.size() + 2;
  if (source.size() < version_end || source.read_text(0, magic.size()) != magic) {
    source.fail("is no NPY file: it does not begin with \\x93NUMPY");
  }
  const int version = static_cast<unsigned char>(source.read_text(magic.size(), 1)[0]);
  if (version < 1 || version > 3) {
    source.fail(fmt::format("is an NPY file of version {}; 1, 2 and 3 are known", version));
  }
  const size_t length_bytes = version == 1 ? 2 : 4;
  uint32_t length = 0;
  source.read(version_end, std::as_writable_bytes(std::span(&length, 1)).first(length_bytes));
  const uint64_t begin = version_end + length_bytes;
  if (length > header_limit) {
    source.fail(fmt::format("its first bytes ask for a header of {} bytes; at most {} are read", length,
                            header_limit));
  }
  NpyHeader header;
  read_dictionary(header, source.read_text(begin, length), source);
  header.data = begin + length;
  return header;
}

std::string format_npy_header(const Tensor& x) {
  const char* types[] = {"|b1", "|u1", "<i4", "<i8", "<f4", "<f8"};  // in DType's order
  static_assert(std::size(types) == dtype_count);
  std::string text = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': {}, }}",
                                 types[static_cast<size_t>(x.dtype())], to_string(x.shape()));
  // NumPy leaves room for the first size to grow when an array is appended to.
  constexpr size_t most_digits = 21;
  if (x.dim() > 0) text.append(most_digits - fmt::formatted_size("{}", x.shape()[0]), ' ');
  constexpr size_t prefix = magic.size() + 4, alignment = 64;
  text.append(alignment - (prefix + text.size() + 1) % alignment, ' ');
  text += '\n';
  std::string header(magic);
  header += '\x01';
  header += '\0';
  header += static_cast<char>(text.size() & 0xff);
  header += static_cast<char>(text.size() >> 8);
  return header + text;
}

}  // namespace gradus::io
