#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The datasets that gradus knows by name: those it ships, and those it can download.
namespace gradus::data {

struct KnownFile {
  std::string_view path;         ///< below a data folder: "mnist/train-images-idx3-ubyte.gz"
  int64_t bytes = 0;             ///< as downloaded or shipped
  std::string_view sha256 = {};  ///< as downloaded, 64 hexadecimal digits; empty: shipped
  std::string_view remote = {};  ///< its name behind an address
};

struct KnownDataset {
  std::string_view name;
  std::string_view summary;  ///< one line
  std::string_view source;   ///< who made it, and where it is described
  std::vector<KnownFile> files;
  std::vector<std::string_view> addresses;  ///< folders of the web that hold all files; none: shipped

  bool shipped() const { return addresses.empty(); }
};

/// All of them, by name.
std::span<const KnownDataset> known_datasets();

/// The one with this name; an Error suggests the nearest names.
const KnownDataset& known_dataset(std::string_view name);

/// Where a file can be had, in the order of trying: below $GRADUS_DATA_MIRROR where that is set (under its
/// `path`), then at the dataset's addresses.
std::vector<std::string> addresses_of(const KnownDataset& dataset, const KnownFile& file);

struct GetOptions {
  std::string directory = {};  ///< looked in first, and where downloads go; none: the user's cache
  bool download = true;        ///< false: only what is here already
  std::function<void(const KnownFile& file, int64_t done, int64_t total)> progress = {};  ///< in bytes
};

/// The paths of a dataset's files, in the order of known_dataset(name).files. What find() does not find is
/// downloaded, checked against its SHA-256 and kept. Besides the Errors of find() and io::download(): no
/// folder to keep it in.
std::vector<std::string> get_dataset(std::string_view name, const GetOptions& options = {});

}  // namespace gradus::data
