// write_gallery_references FOLDER: draws the small pictures that tests compare with, and removes those of
// entries that are gone.
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <set>

#include "references.hpp"

int main(int argc, char** argv) {
  namespace fs = std::filesystem;
  if (argc != 2) {
    fmt::print(stderr, "usage: write_gallery_references FOLDER\n");
    return 2;
  }
  try {
    const fs::path folder = argv[1];
    std::set<std::string> kept;
    for (const auto& reference : gradus::gallery::references()) {
      gradus::gallery::draw(reference, (folder / reference.file()).string());
      kept.insert(reference.file());
    }
    std::set<fs::path> gone;
    for (const auto& each : fs::directory_iterator(folder)) {
      if (each.path().extension() == ".png" && !kept.contains(each.path().filename().string()))
        gone.insert(each.path());
    }
    for (const fs::path& path : gone) fs::remove(path);
    fmt::print("{} pictures in {}, {} removed\n", kept.size(), folder.string(), gone.size());
  } catch (const std::exception& error) {
    fmt::print(stderr, "write_gallery_references: {}\n", error.what());
    return 1;
  }
  return 0;
}
