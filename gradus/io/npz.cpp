#include <fmt/format.h>
#include <zip.h>

#include <memory>
#include <vector>

#include "gradus/base/error.hpp"
#include "gradus/core/tensor/bytes.hpp"
#include "gradus/io/file.hpp"
#include "gradus/io/npy.hpp"
#include "gradus/io/npy_header.hpp"
#include "gradus/io/source.hpp"
#include "gradus/io/utf8.hpp"

namespace gradus::io {
namespace {

struct Discard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
  void operator()(zip_source_t* source) const { zip_source_free(source); }
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using Archive = std::unique_ptr<zip_t, Discard>;
using ZipSource = std::unique_ptr<zip_source_t, Discard>;
using ZipFile = std::unique_ptr<zip_file_t, Discard>;

/// libzip's words for what went wrong.
class ZipError {
 public:
  ZipError() { zip_error_init(&error_); }
  ZipError(const ZipError&) = delete;
  ZipError& operator=(const ZipError&) = delete;
  ~ZipError() { zip_error_fini(&error_); }
  zip_error_t* get() { return &error_; }
  std::string words() { return zip_error_strerror(&error_); }

 private:
  zip_error_t error_{};
};

constexpr std::string_view extension = ".npy";

/// The bytes of one entry; its checksum is compared at its end.
std::string unpacked(zip_t* archive, uint64_t index, const zip_stat_t& info, const Source& place) {
  // Deflate packs at most 1032 to 1: what claims more is a lie that should not cost memory.
  constexpr uint64_t most = 1032;
  if ((info.valid & (ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE)) != (ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE) ||
      info.size / most > info.comp_size) {
    place.fail(fmt::format("claims to be {} bytes packed into {}", info.size, info.comp_size));
  }
  const ZipFile file(zip_fopen_index(archive, index, 0));
  if (!file) place.fail(fmt::format("cannot be unpacked: {}", zip_strerror(archive)));
  std::string bytes(info.size, '\0');
  size_t taken = 0;
  for (;;) {
    char beyond = 0;  // one byte more than there should be, so that the end is reached
    const bool full = taken == bytes.size();
    const zip_int64_t got =
        zip_fread(file.get(), full ? &beyond : bytes.data() + taken, full ? 1 : bytes.size() - taken);
    if (got < 0) place.fail(fmt::format("cannot be unpacked: {}", zip_file_strerror(file.get())));
    if (got == 0 && full) return bytes;
    if (got == 0 || full)
      place.fail(fmt::format("is not the {} bytes long that the archive says", bytes.size()));
    taken += static_cast<size_t>(got);
  }
}

std::map<std::string, Tensor> read_all(const char* op, std::string_view bytes, const std::string& name) {
  ZipError error;
  ZipSource source(zip_source_buffer_create(bytes.data(), bytes.size(), 0, error.get()));
  Archive archive(source ? zip_open_from_source(source.get(), ZIP_RDONLY | ZIP_CHECKCONS, error.get())
                         : nullptr);
  if (!archive) fail(fmt::format("{}: {} is no NPZ file: {}", op, name, error.words()));
  static_cast<void>(source.release());  // the archive's now

  std::map<std::string, Tensor> arrays;
  const zip_int64_t count = zip_get_num_entries(archive.get(), 0);
  for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(count); ++i) {
    zip_stat_t info;
    if (zip_stat_index(archive.get(), i, 0, &info) != 0 || (info.valid & ZIP_STAT_NAME) == 0) {
      fail(fmt::format("{}: {}: entry {} has no name: {}", op, name, i, zip_strerror(archive.get())));
    }
    const std::string_view entry = info.name;
    const Source place = Source::of_memory(op, {}, fmt::format("{}, entry {}", name, shown(entry)));
    if (!entry.ends_with(extension)) place.fail("is no .npy array");
    std::string array_name(entry.substr(0, entry.size() - extension.size()));
    if (arrays.contains(array_name)) place.fail("appears twice");
    const std::string array = unpacked(archive.get(), i, info, place);
    arrays.emplace(std::move(array_name), read_npy(Source::of_memory(op, array, place.name())));
  }
  return arrays;
}

/// What an archive is made of must live until it is written.
struct Entry {
  std::string header;
  Tensor dense;
};

void add(zip_t* archive, const char* op, const std::string& name, const Entry& entry, bool compressed) {
  const auto bytes = element_bytes(op, entry.dense);
  const zip_buffer_fragment_t parts[] = {
      // libzip does not change what it may not free.
      {reinterpret_cast<zip_uint8_t*>(const_cast<char*>(entry.header.data())), entry.header.size()},
      {reinterpret_cast<zip_uint8_t*>(bytes.data()), bytes.size()}};
  ZipSource source(zip_source_buffer_fragment(archive, parts, bytes.empty() ? 1 : 2, 0));
  const std::string file_name = name + std::string(extension);
  const zip_int64_t index =
      source ? zip_file_add(archive, file_name.c_str(), source.get(), ZIP_FL_ENC_UTF_8) : zip_int64_t{-1};
  if (index < 0) fail(fmt::format("{}: cannot add {}: {}", op, shown(name), zip_strerror(archive)));
  static_cast<void>(source.release());
  const auto place = static_cast<zip_uint64_t>(index);
  // The same arrays make the same bytes at any time; NumPy's date as well, the first a ZIP file can tell.
  constexpr zip_uint16_t first_day = 0x21;
  if (zip_file_set_dostime(archive, place, 0, first_day, 0) != 0 ||
      zip_set_file_compression(archive, place, compressed ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 0) != 0) {
    fail(fmt::format("{}: cannot add {}: {}", op, shown(name), zip_strerror(archive)));
  }
}

/// The bytes that were written to a source of memory.
std::string bytes_of(const char* op, zip_source_t* source) {
  const auto give_up = [&] { fail(fmt::format("{}: {}", op, zip_error_strerror(zip_source_error(source)))); };
  zip_stat_t info;
  if (zip_source_stat(source, &info) != 0 || zip_source_open(source) != 0) give_up();
  std::string bytes(info.size, '\0');
  const zip_int64_t got = zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  if (!std::cmp_equal(got, bytes.size())) give_up();
  return bytes;
}

std::string write_all(const char* op, const std::map<std::string, Tensor>& arrays, bool compressed) {
  std::vector<Entry> entries;  // before the archive, so that it goes later
  for (const auto& [name, array] : arrays) {
    if (!array.defined()) fail(fmt::format("{}: array {} is undefined", op, shown(name)));
    if (!is_text(name)) fail(fmt::format("{}: {} is no UTF-8 text", op, shown(name)));
    Tensor dense = array.contiguous();
    entries.push_back({format_npy_header(dense), dense});
  }
  using namespace std::string_literals;
  if (entries.empty()) return "PK\5\6"s + std::string(18, '\0');  // libzip writes no archive without entries
  ZipError error;
  const ZipSource written(zip_source_buffer_create(nullptr, 0, 0, error.get()));
  if (!written) fail(fmt::format("{}: {}", op, error.words()));
  zip_source_keep(written.get());  // for reading it after the archive has gone
  Archive archive(zip_open_from_source(written.get(), ZIP_TRUNCATE, error.get()));
  if (!archive) {
    zip_source_free(written.get());
    fail(fmt::format("{}: {}", op, error.words()));
  }
  auto entry = entries.begin();
  for (const auto& [name, array] : arrays) add(archive.get(), op, name, *entry++, compressed);
  if (zip_close(archive.get()) != 0) fail(fmt::format("{}: {}", op, zip_strerror(archive.get())));
  static_cast<void>(archive.release());
  return bytes_of(op, written.get());
}

}  // namespace

std::map<std::string, Tensor> load_npz(const std::string& path) {
  return read_all("load_npz", read_unpacked("load_npz", path), path);
}

std::map<std::string, Tensor> parse_npz(std::string_view bytes, const std::string& source) {
  return read_all("parse_npz", bytes, source);
}

void save_npz(const std::map<std::string, Tensor>& arrays, const std::string& path,
              const NpzOptions& options) {
  write_file("save_npz", path, write_all("save_npz", arrays, options.compressed), options.durability);
}

std::string format_npz(const std::map<std::string, Tensor>& arrays, bool compressed) {
  return write_all("format_npz", arrays, compressed);
}

}  // namespace gradus::io
