// In place of fetch_curl.cpp where the build found no libcurl.
#include "gradus/base/error.hpp"
#include "gradus/io/fetch.hpp"

namespace gradus::io {

bool can_download() { return false; }

FetchResult fetch(const std::string& address, const std::string&, const DownloadOptions&) {
  fail("download: this build cannot fetch " + address);
}

}  // namespace gradus::io
