#include "lessons/cat_pictures.hpp"

#include <algorithm>

#include "gradus/data/find.hpp"
#include "gradus/io/hdf5.hpp"

namespace gradus::lessons {

std::optional<data::PictureData> cat_pictures(const RunOptions& options, Result& result) {
  const std::string directory = options.data_dir.string();
  const bool found = std::ranges::all_of(data::known_dataset("cats").files, [&](const data::KnownFile& file) {
    return data::try_find(std::string(file.path), {.directory = directory}).has_value();
  });
  if (found && io::has_hdf5()) return data::load_cats({.directory = directory, .download = false});
  result.data = DataSource::missing;
  result.notes.push_back(found ? "Skipped: this gradus was built without HDF5, the format of the pictures. "
                                 "Install libhdf5-dev and build it again."
                               : "Skipped: the pictures of cats were not found. `gradus data get cats` "
                                 "downloads them (3 MB).");
  return std::nullopt;
}

}  // namespace gradus::lessons
