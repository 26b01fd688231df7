#pragma once

#include <filesystem>
#include <string>

#include "apps/gallery/entry.hpp"

namespace gradus::gallery {

/// The page of one entry, which lies in the folder of its style beside `assets`.
std::string entry_page(const Entry& entry, const Drawing& drawing, plot::Style style);

/// The index over the pictures in a folder, family by family.
std::string album_page(const std::filesystem::path& folder);

}  // namespace gradus::gallery
