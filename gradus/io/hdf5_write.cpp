#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "gradus/base/error.hpp"
#include "gradus/core/tensor/bytes.hpp"
#include "gradus/io/hdf5.hpp"
#include "gradus/io/hdf5_handles.hpp"
#include "gradus/io/utf8.hpp"

namespace gradus::io {
namespace {

/// An HDF5 file in memory that datasets are added to.
class Writer {
 public:
  explicit Writer(const char* op)
      : op_(op),
        settings_(hdf5_memory_settings()),
        file_(H5Fcreate(hdf5_memory_name, H5F_ACC_TRUNC, H5P_DEFAULT, settings_.id()), H5Fclose),
        with_groups_(H5Pcreate(H5P_LINK_CREATE), H5Pclose),
        without_times_(H5Pcreate(H5P_DATASET_CREATE), H5Pclose) {
    if (!file_.good()) fail_library("an HDF5 file");
    H5Pset_create_intermediate_group(with_groups_.id(), 1);
    H5Pset_obj_track_times(without_times_.id(), false);  // the same arrays make the same bytes at any time
  }

  void add(const std::string& path, const Tensor& x) {
    if (!x.defined()) fail(fmt::format("{}: array {} is undefined", op_, shown(path)));
    const Tensor dense = x.contiguous();
    const Hdf5Handle bools = hdf5_bool_type();
    const hid_t types[] = {bools.id(),    H5T_STD_U8LE,   H5T_STD_I32LE,
                           H5T_STD_I64LE, H5T_IEEE_F32LE, H5T_IEEE_F64LE};  // in DType's order
    static_assert(std::size(types) == dtype_count);
    const std::vector<hsize_t> sizes(dense.shape().begin(), dense.shape().end());
    add(path, types[static_cast<size_t>(x.dtype())], sizes, element_bytes(op_, dense).data());
  }

  void add(const std::string& path, const std::vector<std::string>& texts) {
    size_t length = 1;
    for (const std::string& text : texts) {
      if (!is_text(text)) fail(fmt::format("{}: {} in {} is no UTF-8 text", op_, shown(text), shown(path)));
      length = std::max(length, text.size());
    }
    std::string bytes;
    for (const std::string& text : texts) bytes += text + std::string(length - text.size(), '\0');
    const Hdf5Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
    H5Tset_size(type.id(), length);
    H5Tset_strpad(type.id(), H5T_STR_NULLPAD);
    H5Tset_cset(type.id(), H5T_CSET_UTF8);
    add(path, type.id(), {texts.size()}, bytes.data());
  }

  std::string bytes() const {
    const ssize_t size =
        H5Fflush(file_.id(), H5F_SCOPE_GLOBAL) < 0 ? -1 : H5Fget_file_image(file_.id(), nullptr, 0);
    if (size < 0) fail_library("an HDF5 file");
    std::string bytes(static_cast<size_t>(size), '\0');
    if (H5Fget_file_image(file_.id(), bytes.data(), bytes.size()) != size) fail_library("an HDF5 file");
    return bytes;
  }

 private:
  void add(const std::string& path, hid_t type, const std::vector<hsize_t>& sizes, const void* elements) {
    if (path.empty() || !is_text(path)) fail(fmt::format("{}: {} is no path of a dataset", op_, shown(path)));
    const Hdf5Handle space(sizes.empty()
                               ? H5Screate(H5S_SCALAR)
                               : H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), nullptr),
                           H5Sclose);
    const Hdf5Handle set(H5Dcreate2(file_.id(), path.c_str(), type, space.id(), with_groups_.id(),
                                    without_times_.id(), H5P_DEFAULT),
                         H5Dclose);
    if (!set.good() || H5Dwrite(set.id(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, elements) < 0) {
      fail_library(shown(path));
    }
  }

  [[noreturn]] void fail_library(const std::string& what) const {
    fail(fmt::format("{}: cannot make {}: {}", op_, what, hdf5_words()));
  }

  const char* op_;
  Hdf5Handle settings_, file_, with_groups_, without_times_;
};

std::string write_all(const char* op, const Hdf5& content) {
  const Hdf5Session session;
  Writer writer(op);
  for (const auto& [path, array] : content.arrays) writer.add(path, array);
  for (const auto& [path, texts] : content.texts) writer.add(path, texts);
  return writer.bytes();
}

}  // namespace

void save_hdf5(const Hdf5& content, const std::string& path, const Hdf5SaveOptions& options) {
  write_file("save_hdf5", path, write_all("save_hdf5", content), options.durability);
}

std::string format_hdf5(const Hdf5& content) { return write_all("format_hdf5", content); }

}  // namespace gradus::io
