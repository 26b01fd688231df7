#pragma once

#include <filesystem>

namespace gradus::lessons {

/// Makes the folder, with those above it, and sees that a file can be written there; an Error says why not.
void make_writable_folder(const std::filesystem::path& folder);

/// Copies a file or a whole folder, links followed; files of the same size and not older stay as they are.
void copy_if_newer(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace gradus::lessons
