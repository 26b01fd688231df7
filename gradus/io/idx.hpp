#pragma once

#include <string>
#include <string_view>

#include "gradus/base/file.hpp"
#include "gradus/core/tensor/tensor.hpp"

namespace gradus::io {

struct IdxOptions {
  Durability durability = Durability::of_process;
};

/// Reads the format of MNIST, packed with gzip or not: a type, up to eight sizes, the elements.
///
/// uint8, int32, float32 and float64 stay what they are; int8 and int16 become int32. An Error for a file
/// that is shorter or longer than its sizes say.
///
///     Tensor images = io::load_idx("train-images-idx3-ubyte.gz");  // uint8 [60000, 28, 28]
Tensor load_idx(const std::string& path);

/// The same for bytes in memory; `source` names them in errors.
Tensor parse_idx(std::string_view bytes, const std::string& source = "bytes");

/// Writes uint8, int32, float32 or float64 of one dimension or more; gzip when the name ends in ".gz".
void save_idx(const Tensor& x, const std::string& path, const IdxOptions& options = {});
std::string format_idx(const Tensor& x);

}  // namespace gradus::io
