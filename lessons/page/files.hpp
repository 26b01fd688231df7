#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace gradus::lessons {

/// The whole file; an Error that names it when it cannot be read.
std::string read_file(const std::filesystem::path& path);

/// Like read_file(), but nothing when there is no such file.
std::optional<std::string> read_file_if_there(const std::filesystem::path& path);

/// Writes a file so that a reader sees it complete or not at all: under another name first, then renamed.
/// Throws an Error that names the file and the reason.
void write_file(const std::filesystem::path& path, std::string_view content);

/// Makes the folder, with those above it, and sees that a file can be written there; an Error says why not.
void make_writable_folder(const std::filesystem::path& folder);

/// Copies a file or a whole folder, links followed; files of the same size and not older stay as they are.
void copy_if_newer(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace gradus::lessons
