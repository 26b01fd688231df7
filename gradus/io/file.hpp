#pragma once

#include <string>

namespace gradus::io {

/// The bytes of a file; those of a gzip file are unpacked, whatever its name. Errors speak in the name of the
/// caller `op` and name the path and what the system said.
std::string read_unpacked(const char* op, const std::string& path);

}  // namespace gradus::io
