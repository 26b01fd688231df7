#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

namespace gradus::io {

/// What is known of a file before it comes, and who hears of its coming.
struct DownloadOptions {
  std::string sha256 = {};  ///< 64 hexadecimal digits; empty: whatever comes is taken
  int64_t bytes = -1;       ///< its size; -1: not known
  std::function<void(int64_t done, int64_t total)> progress =
      {};                  ///< in bytes; total -1: not known; what it throws ends the download
  int stall_seconds = 30;  ///< an address that sends nothing so long is given up
};

/// Whether this build can download at all (it was made with libcurl).
bool can_download();

/// Fetches a file to `path` from the first of the addresses (http, https) that gives it whole, unless it is
/// there already. Folders are made.
///
/// What comes is kept in `path`.part until size and checksum are right, and takes its name in one step. A
/// connection that is cut leaves that part, and the next address, or the next call, goes on from there where
/// the server can. While one process downloads, others wait for it at `path`.lock. An Error names every
/// address and what was wrong with it, or the folder or file that cannot be written.
void download(std::span<const std::string> addresses, const std::string& path,
              const DownloadOptions& options = {});

}  // namespace gradus::io
