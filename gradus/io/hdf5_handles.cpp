#include "gradus/io/hdf5_handles.hpp"

#include <cstdint>

namespace gradus::io {
namespace {

/// The library is not made for several threads.
std::mutex& library() {
  static std::mutex mutex;
  return mutex;
}

}  // namespace

Hdf5Session::Hdf5Session() : lock_(library()) {
  H5Eget_auto2(H5E_DEFAULT, &printer_, &printer_data_);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

Hdf5Session::~Hdf5Session() { H5Eset_auto2(H5E_DEFAULT, printer_, printer_data_); }

std::string hdf5_words() {
  std::string words = "the HDF5 library gives no reason";
  const auto take = [](unsigned, const H5E_error2_t* error, void* into) -> herr_t {
    if (error->desc) *static_cast<std::string*>(into) = error->desc;
    return 1;  // the first is the innermost, which says most
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take, &words);
  return words;
}

Hdf5Handle hdf5_memory_settings() {
  Hdf5Handle settings(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  constexpr size_t growth = size_t{1} << 20;
  H5Pset_fapl_core(settings.id(), growth, 0);
  return settings;
}

Hdf5Handle hdf5_bool_type() {
  Hdf5Handle type(H5Tenum_create(H5T_STD_I8LE), H5Tclose);
  for (const auto& [name, value] : {std::pair("FALSE", int8_t{0}), std::pair("TRUE", int8_t{1})}) {
    H5Tenum_insert(type.id(), name, &value);
  }
  return type;
}

}  // namespace gradus::io
