#pragma once

#include <string>

#include "gradus/io/download.hpp"

/// What download() needs of another library: HTTP.
namespace gradus::io {

/// How an attempt at one address went.
struct FetchResult {
  std::string error = {};  ///< empty: the server sent all it had
  bool resumed = false;    ///< what was there before was kept
};

/// Brings what one address has to the file `part`, behind what is there already when the server can go on
/// from a place, otherwise instead of it. An Error when the file cannot be written.
FetchResult fetch(const std::string& address, const std::string& part, const DownloadOptions& options);

}  // namespace gradus::io
