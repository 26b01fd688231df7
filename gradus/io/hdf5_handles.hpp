#pragma once

#define H5_USE_110_API 1  // newer libraries keep these names
#include <hdf5.h>

#include <mutex>
#include <string>
#include <utility>

/// The HDF5 library's handles as objects, and its errors as ours.
namespace gradus::io {

/// While it lives, this thread alone uses the library, which keeps its errors to itself.
class Hdf5Session {
 public:
  Hdf5Session();
  Hdf5Session(const Hdf5Session&) = delete;
  Hdf5Session& operator=(const Hdf5Session&) = delete;
  ~Hdf5Session();

 private:
  std::unique_lock<std::mutex> lock_;
  H5E_auto2_t printer_ = nullptr;
  void* printer_data_ = nullptr;
};

/// The library's words for its last failure.
std::string hdf5_words();

/// Closes a handle with its scope.
class Hdf5Handle {
 public:
  using Close = herr_t (*)(hid_t);

  /// Takes over a handle; negative ones are failures of the library.
  Hdf5Handle(hid_t id, Close close) : id_(id), close_(close) {}
  Hdf5Handle(Hdf5Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Hdf5Handle(const Hdf5Handle&) = delete;
  Hdf5Handle& operator=(const Hdf5Handle&) = delete;
  Hdf5Handle& operator=(Hdf5Handle&&) = delete;
  ~Hdf5Handle() {
    if (id_ >= 0) close_(id_);
  }

  bool good() const { return id_ >= 0; }
  hid_t id() const { return id_; }

 private:
  hid_t id_;
  Close close_;
};

/// The name of a file in memory: one that no file of the disk can have, or the library would find that first.
inline constexpr const char* hdf5_memory_name = "/dev/null/memory";

/// A file in memory: settings with which H5Fopen and H5Fcreate touch no disk.
Hdf5Handle hdf5_memory_settings();

/// h5py's bool: an enumeration of one byte, FALSE and TRUE.
Hdf5Handle hdf5_bool_type();

}  // namespace gradus::io
