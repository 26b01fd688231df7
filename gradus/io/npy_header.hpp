#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gradus/io/element.hpp"
#include "gradus/io/source.hpp"

/// The header of an NPY file: a Python dictionary that says what the bytes behind it are.
namespace gradus::io {

struct NpyHeader {
  Element element = Element::f64;
  ByteOrder order = ByteOrder::little;
  bool fortran_order = false;
  std::vector<uint64_t> sizes = {};
  uint64_t data = 0;  ///< where the elements begin in the file
};

NpyHeader read_npy_header(const Source& source);

/// The whole file as a tensor.
Tensor read_npy(const Source& source);

/// The header that numpy.save writes before a tensor's elements.
std::string format_npy_header(const Tensor& x);

}  // namespace gradus::io
