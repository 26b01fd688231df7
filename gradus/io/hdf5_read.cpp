#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <span>
#include <vector>

#include "gradus/core/tensor/bytes.hpp"
#include "gradus/core/tensor/make.hpp"
#include "gradus/io/apart.hpp"
#include "gradus/io/element.hpp"
#include "gradus/io/hdf5.hpp"
#include "gradus/io/hdf5_handles.hpp"
#include "gradus/io/source.hpp"
#include "gradus/io/utf8.hpp"

namespace gradus::io {
namespace {

/// One dataset of an open file, with its name for errors.
class Dataset {
 public:
  Dataset(const Source& source, hid_t file, const std::string& path)
      : source_(source),
        what_("dataset " + shown(path)),
        set_(H5Dopen2(file, path.c_str(), H5P_DEFAULT), H5Dclose),
        type_(set_.good() ? H5Dget_type(set_.id()) : -1, H5Tclose),
        space_(set_.good() ? H5Dget_space(set_.id()) : -1, H5Sclose),
        settings_(set_.good() ? H5Dget_create_plist(set_.id()) : -1, H5Pclose) {
    if (!set_.good() || !type_.good() || !space_.good() || !settings_.good()) fail_library();
    if (H5Pget_external_count(settings_.id()) != 0 || H5Pget_layout(settings_.id()) == H5D_VIRTUAL) {
      fail("keeps its elements in other files, which are not read");
    }
    read_sizes();
  }

  bool is_text() const { return H5Tget_class(type_.id()) == H5T_STRING; }

  /// Sends element type, shape and elements.
  void send_array(Sender& sender) const {
    const Element element = this->element();
    check_stored(element);
    const DType type = widened(element);
    sender.send_value(type);
    sender.send_value(sizes_.size());
    for (uint64_t size : sizes_) sender.send_value(size);
    const uint64_t count = checked_bytes(source_, what_, sizes_, Element::u8);
    std::vector<std::byte> elements(count * static_cast<uint64_t>(item_size(type)));
    if (count > 0) read(element == Element::bool_ ? type_.id() : memory_type(element), elements.data());
    if (element == Element::bool_) check_bools(elements);
    if (element == Element::u64) check_fits(elements);
    sender.send(elements);
  }

  std::vector<std::string> texts() const {
    const uint64_t count = checked_bytes(source_, what_, sizes_, Element::u8);
    const htri_t variable = H5Tis_variable_str(type_.id());
    if (variable < 0) fail_library();
    if (count == 0) return {};
    return variable > 0 ? variable_texts(count) : fixed_texts(count);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const { source_.fail(what_ + " " + what); }
  [[noreturn]] void fail_library() const { fail("cannot be read: " + hdf5_words()); }

  void read_sizes() {
    const H5S_class_t kind = H5Sget_simple_extent_type(space_.id());
    if (kind == H5S_SCALAR) return;
    const int rank = H5Sget_simple_extent_ndims(space_.id());
    if (kind != H5S_SIMPLE || rank < 0) fail("has no shape");
    std::vector<hsize_t> dims(static_cast<size_t>(rank));
    if (H5Sget_simple_extent_dims(space_.id(), dims.data(), nullptr) < 0) fail_library();
    sizes_.assign(dims.begin(), dims.end());
  }

  Element element() const {
    const size_t bytes = H5Tget_size(type_.id());
    const H5T_class_t kind = H5Tget_class(type_.id());
    if (kind == H5T_INTEGER) {
      const bool is_signed = H5Tget_sign(type_.id()) == H5T_SGN_2;
      if (bytes == 1) return is_signed ? Element::i8 : Element::u8;
      if (bytes == 2) return is_signed ? Element::i16 : Element::u16;
      if (bytes == 4) return is_signed ? Element::i32 : Element::u32;
      if (bytes == 8) return is_signed ? Element::i64 : Element::u64;
    }
    if (kind == H5T_FLOAT) {
      if (bytes == 2) return Element::f16;
      if (bytes == 4) return Element::f32;
      if (bytes == 8) return Element::f64;
    }
    if (kind == H5T_ENUM && H5Tequal(type_.id(), hdf5_bool_type().id()) > 0) return Element::bool_;
    const char* names[] = {"long integers", "long floating-point numbers",
                           "times",         "text",
                           "bits",          "opaque bytes",
                           "records",       "references",
                           "named numbers", "lists",
                           "arrays"};  // in H5T_class_t's order
    const auto place = static_cast<size_t>(kind);
    fail(fmt::format("holds {}; tensors hold numbers and truth values (choose others with `only`)",
                     place < std::size(names) ? names[place] : "elements of an unknown type"));
  }

  /// What is read into a tensor's elements; the library converts.
  static hid_t memory_type(Element element) {
    if (element == Element::u64) return H5T_NATIVE_UINT64;  // it would cut what int64 cannot hold
    switch (widened(element)) {
      case DType::uint8:
        return H5T_NATIVE_UINT8;
      case DType::int32:
        return H5T_NATIVE_INT32;
      case DType::int64:
        return H5T_NATIVE_INT64;
      case DType::float32:
        return H5T_NATIVE_FLOAT;
      default:
        return H5T_NATIVE_DOUBLE;
    }
  }

  /// Nothing that is packed takes less than a thousandth; what claims more is a lie that should not cost
  /// memory. Small arrays may have been declared and never written.
  void check_stored(Element element) const {
    const uint64_t needed = checked_bytes(source_, what_, sizes_, element);
    constexpr uint64_t most = 1032, harmless = uint64_t{1} << 24;
    const hsize_t stored = H5Dget_storage_size(set_.id());
    if (needed > harmless && needed / most > stored) {
      fail(fmt::format("claims {} bytes and has {} in the file", needed, stored));
    }
  }

  void check_fits(std::span<const std::byte> elements) const {
    for (size_t i = 0; i < elements.size() / sizeof(int64_t); ++i) {
      int64_t value = 0;
      std::memcpy(&value, elements.data() + i * sizeof(value), sizeof(value));
      if (value < 0)
        fail(fmt::format("has {} as element {}, more than int64 holds", static_cast<uint64_t>(value), i));
    }
  }

  void check_bools(std::span<const std::byte> elements) const {
    const bool all =
        std::all_of(elements.begin(), elements.end(), [](std::byte b) { return b <= std::byte{1}; });
    if (!all) fail("has elements that are neither FALSE nor TRUE");
  }

  void read(hid_t type, void* into) const {
    if (H5Dread(set_.id(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, into) < 0) fail_library();
  }

  std::vector<std::string> fixed_texts(uint64_t count) const {
    const size_t length = H5Tget_size(type_.id());
    const hsize_t stored = H5Dget_storage_size(set_.id());
    if (length == 0 || count > stored / length) fail("is longer than what the file holds");
    std::string bytes(count * length, '\0');
    read(type_.id(), bytes.data());
    const bool padded = H5Tget_strpad(type_.id()) == H5T_STR_SPACEPAD;
    std::vector<std::string> texts(count);
    for (size_t i = 0; i < count; ++i) {
      const std::string_view text(bytes.data() + i * length, length);
      texts[i] = text.substr(0, padded ? text.find_last_not_of(' ') + 1 : std::min(text.find('\0'), length));
    }
    return texts;
  }

  std::vector<std::string> variable_texts(uint64_t count) const {
    const hsize_t stored = H5Dget_storage_size(set_.id());
    if (count > stored) fail("is longer than what the file holds");
    std::vector<char*> pointers(count, nullptr);
    std::vector<std::string> texts;
    texts.reserve(pointers.size());
    const Hdf5Handle type(H5Tcopy(type_.id()), H5Tclose);
    read(type.id(), static_cast<void*>(pointers.data()));
    for (const char* text : pointers) texts.emplace_back(text ? text : "");
    H5Dvlen_reclaim(type.id(), space_.id(), H5P_DEFAULT, static_cast<void*>(pointers.data()));
    return texts;
  }

  const Source& source_;
  std::string what_;
  Hdf5Handle set_, type_, space_, settings_;
  std::vector<uint64_t> sizes_;
};

std::vector<std::string> dataset_names(const Source& source, hid_t file) {
  std::vector<std::string> names;
  const auto take = [](hid_t, const char* name, const H5O_info_t* info, void* into) -> herr_t {
    if (info->type == H5O_TYPE_DATASET) static_cast<std::vector<std::string>*>(into)->emplace_back(name);
    return 0;
  };
  if (H5Ovisit(file, H5_INDEX_NAME, H5_ITER_INC, take, &names) < 0) {
    source.fail("its names cannot be read: " + hdf5_words());
  }
  return names;
}

/// The names to read: all, or those asked for, which must be there.
std::vector<std::string> chosen(const Source& source, std::vector<std::string> names,
                                const Hdf5Options& options) {
  if (options.only.empty()) return names;
  for (const std::string& name : options.only) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      source.fail(fmt::format("has no dataset {}; it holds {}", shown(name), fmt::join(names, ", ")));
    }
  }
  return options.only;
}

enum class Content : uint8_t { array, texts, end };

/// Reads and sends the datasets; this is the child's part.
void send_all(Sender& sender, const Source& source, const Hdf5Options& options) {
  const std::optional<std::string_view> memory = source.memory();
  const Hdf5Handle settings =
      memory ? hdf5_memory_settings() : Hdf5Handle(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  if (memory && !memory->empty()) {
    H5Pset_file_image(settings.id(), const_cast<char*>(memory->data()), memory->size());  // it takes a copy
  }
  const Hdf5Handle file(
      H5Fopen(memory ? hdf5_memory_name : source.name().c_str(), H5F_ACC_RDONLY, settings.id()), H5Fclose);
  if (!file.good()) source.fail("is no HDF5 file: " + hdf5_words());
  for (const std::string& name : chosen(source, dataset_names(source, file.id()), options)) {
    const Dataset dataset(source, file.id(), name);
    sender.send_value(dataset.is_text() ? Content::texts : Content::array);
    sender.send_text(name);
    if (!dataset.is_text()) {
      dataset.send_array(sender);
      continue;
    }
    const std::vector<std::string> texts = dataset.texts();
    sender.send_value(texts.size());
    for (const std::string& text : texts) sender.send_text(text);
  }
  sender.send_value(Content::end);
}

/// The caller's part of send_array(), which believes nothing that would harm it.
Tensor receive_array(Receiver& receiver, const Source& source, const std::string& name) {
  const auto type = receiver.receive_value<DType>();
  const auto rank = receiver.receive_value<size_t>();
  if (static_cast<size_t>(type) >= dtype_count || rank > max_rank) receiver.fail_damaged();
  std::vector<uint64_t> sizes(rank);
  for (uint64_t& size : sizes) size = receiver.receive_value<uint64_t>();
  checked_bytes(source, shown(name), sizes, element_of(type));
  Tensor x = make_tensor("load_hdf5", to_shape(sizes), type);
  receiver.receive(element_bytes("reading a tensor from a file", x));
  return x;
}

Hdf5 read_all(const Source& source, const Hdf5Options& options) {
  Hdf5 content;
  const Hdf5Session session;  // here, so that no other thread is inside the library when the child is made
  run_apart(
      source, [&](Sender& sender) { send_all(sender, source, options); },
      [&](Receiver& receiver) {
        for (;;) {
          const auto kind = receiver.receive_value<Content>();
          if (kind == Content::end) return;
          const std::string name = receiver.receive_text();
          if (kind == Content::array) {
            content.arrays.emplace(name, receive_array(receiver, source, name));
            continue;
          }
          std::vector<std::string>& texts = content.texts[name];
          for (auto left = receiver.receive_value<size_t>(); left > 0; --left) {
            texts.push_back(receiver.receive_text());
          }
        }
      });
  return content;
}

}  // namespace

bool has_hdf5() { return true; }

Hdf5 load_hdf5(const std::string& path, const Hdf5Options& options) {
  return read_all(Source::of_file("load_hdf5", path), options);
}

Hdf5 parse_hdf5(std::string_view bytes, const Hdf5Options& options, const std::string& source) {
  return read_all(Source::of_memory("parse_hdf5", bytes, source), options);
}

}  // namespace gradus::io
