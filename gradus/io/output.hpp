#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "gradus/base/file.hpp"

namespace gradus::io {

/// A file that is being written piece by piece and appears whole or not at all; packed with gzip when its
/// name ends in .gz. Errors speak in the name of the caller `op` and name the path and what the system said.
///
///     Output output("write_csv", "table.csv.gz");
///     output.write("a,b\n");
///     output.commit();
class Output {
 public:
  Output(const char* op, const std::string& path, Durability durability = Durability::of_process);
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output();

  void write(std::string_view content);

  /// Gives the file its name; without this it vanishes with its object.
  void commit();

 private:
  class Packer;
  NewFile file_;
  std::unique_ptr<Packer> packer_;  // nothing when the file is not packed
};

}  // namespace gradus::io
