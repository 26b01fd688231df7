#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gradus/base/file.hpp"
#include "gradus/core/tensor/tensor.hpp"

namespace gradus::io {

/// What an HDF5 file holds, by path: "train_set_x", "group/weights".
struct Hdf5 {
  std::map<std::string, Tensor> arrays = {};
  std::map<std::string, std::vector<std::string>> texts = {};  ///< row by row, whatever their shape
};

struct Hdf5Options {
  std::vector<std::string> only = {};  ///< datasets to read, by path; none: all
};

struct Hdf5SaveOptions {
  Durability durability = Durability::of_process;
};

/// Whether gradus was built with the HDF5 library. Without it the functions below fail and say so.
bool has_hdf5();

/// Reads the datasets of an HDF5 file, those in groups too: numbers of any byte order, h5py's bools, text.
///
/// float16 becomes float32; int8, int16 and uint16 int32; uint32 and uint64 int64. An Error for other types
/// (choose with `only` what lies beside them), for datasets kept in other files, for sizes that the file
/// cannot hold, and for what the HDF5 library finds wrong.
///
///     io::Hdf5 cats = io::load_hdf5("train_catvnoncat.h5");
///     Tensor pictures = cats.arrays.at("train_set_x");  // uint8 [209, 64, 64, 3]
Hdf5 load_hdf5(const std::string& path, const Hdf5Options& options = {});

/// The same for bytes in memory; `source` names them in errors.
Hdf5 parse_hdf5(std::string_view bytes, const Hdf5Options& options = {}, const std::string& source = "bytes");

/// Writes datasets by path, those with slashes into groups; bools as h5py does, text as UTF-8 of fixed
/// length.
void save_hdf5(const Hdf5& content, const std::string& path, const Hdf5SaveOptions& options = {});
std::string format_hdf5(const Hdf5& content);

}  // namespace gradus::io
