#pragma once

#include <map>
#include <string>
#include <string_view>

#include "gradus/base/file.hpp"
#include "gradus/core/tensor/tensor.hpp"

namespace gradus::io {

struct NpyOptions {
  Durability durability = Durability::of_process;
};

struct NpzOptions {
  bool compressed = false;  ///< as numpy.savez_compressed
  Durability durability = Durability::of_process;
};

/// Writes one array as numpy.save does, byte for byte; gzip when the name ends in ".gz".
///
///     io::save_npy(x, "x.npy");          // numpy.load("x.npy")
///     Tensor y = io::load_npy("y.npy");  // numpy.save("y.npy", y)
void save_npy(const Tensor& x, const std::string& path, const NpyOptions& options = {});

/// Reads what numpy.save wrote, any version of the header, either byte order, row-major or Fortran's order
/// (made row-major), also packed with gzip.
///
/// float16 becomes float32; int8, int16 and uint16 int32; uint32 and uint64 int64. An Error for pickled
/// objects, records, text, complex numbers and dates; a uint64 beyond int64; and an array that is shorter or
/// longer than its shape says.
Tensor load_npy(const std::string& path);

/// The same for bytes in memory; `source` names them in errors.
Tensor parse_npy(std::string_view bytes, const std::string& source = "bytes");

/// The bytes that save_npy writes.
std::string format_npy(const Tensor& x);

/// Writes arrays by name as numpy.savez does: a ZIP archive of .npy files.
void save_npz(const std::map<std::string, Tensor>& arrays, const std::string& path,
              const NpzOptions& options = {});

/// Reads such an archive. Besides load_npy's errors: a damaged archive, wrong checksums, names that appear
/// twice, entries that are no .npy arrays.
std::map<std::string, Tensor> load_npz(const std::string& path);
std::map<std::string, Tensor> parse_npz(std::string_view bytes, const std::string& source = "bytes");
std::string format_npz(const std::map<std::string, Tensor>& arrays, bool compressed = false);

}  // namespace gradus::io
