#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gradus::data {

struct FindOptions {
  std::string directory = {};  ///< looked in first; an Error when it is given and does not exist
};

enum class Origin { directory, environment, cache, shipped };

/// "directory", "environment", "cache" or "shipped".
std::string_view name(Origin origin);

struct Found {
  std::string path;
  Origin origin;
};

/// Where a data file lies, `find("spiral.csv")` or `find("mnist/train-images-idx3-ubyte.gz")`. Looked in are,
/// in this order: options.directory, $GRADUS_DATA, the user's cache ($XDG_CACHE_HOME/gradus or
/// ~/.cache/gradus), and the tables that come with gradus ($GRADUS_SHARE/data or ../share/gradus/data seen
/// from the running program). An Error lists the places when it lies in none.
Found find(const std::string& file, const FindOptions& options = {});

/// The same, with nothing in place of that Error.
std::optional<Found> try_find(const std::string& file, const FindOptions& options = {});

/// A folder that is looked in.
struct Place {
  std::string directory;
  Origin origin;
};

/// The folders in their order.
std::vector<Place> places(const FindOptions& options = {});

}  // namespace gradus::data
