#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "gradus/base/file.hpp"

namespace gradus::io {

/// A NewFile that packs with gzip what it is given when its name ends in ".gz".
///
///     Output file("save_npy", "x.npy.gz", Durability::of_process);
///     file.write(header);
///     file.write(numbers);
///     file.commit();
class Output {
 public:
  Output(std::string op, const std::string& path, Durability durability);
  ~Output();

  void write(std::string_view content);
  void commit();

 private:
  class Packer;

  NewFile file_;
  std::unique_ptr<Packer> packer_;  // only of a packed file
};

}  // namespace gradus::io
