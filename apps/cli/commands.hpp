#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "apps/gallery/entry.hpp"
#include "exit_code.hpp"
#include "lessons/page/book.hpp"

namespace gradus::cli {

struct LessonsArguments {
  bool json = false;
};

struct RunArguments {
  std::vector<const lessons::Lesson*> lessons;
  std::optional<std::filesystem::path> out;  ///< with json: nothing is drawn unless given
  std::optional<int64_t> epochs;             ///< the notebook's own number if not given
  std::optional<uint32_t> seed;              ///< likewise
  bool full = false;                         ///< all data, for lessons that usually take a part
  std::filesystem::path data;
  std::vector<lessons::Format> formats;  ///< the usual ones if empty
  std::optional<int> jobs;               ///< at a time; as many as there are threads if not given
  bool json = false;
};

struct GalleryArguments {
  std::vector<const gallery::Entry*> entries;
  std::filesystem::path out;
  std::vector<plot::Style> styles;
  std::vector<lessons::Format> formats;  ///< all of them if empty
  std::optional<int> jobs;               ///< at a time; as many as there are threads if not given
  bool list = false;
  bool json = false;
};

struct InfoArguments {
  bool json = false;
};

struct DataArguments {
  std::string name;       ///< of the dataset; not looked at by the list
  std::string directory;  ///< looked in first, and where downloads go
  bool json = false;
};

/// Lists the lessons.
int list_lessons(const LessonsArguments& arguments);

/// Runs lessons, writes their pages and prints their numbers.
int run_lessons(const RunArguments& arguments);

/// Draws pictures of the gallery and its pages.
int draw_gallery(const GalleryArguments& arguments);
/// Says what pictures there are.
int list_pictures(const GalleryArguments& arguments);

/// `gradus data list`: the known datasets and where they are.
int list_datasets(const DataArguments& arguments);
/// `gradus data info`: what is known of one.
int show_dataset(const DataArguments& arguments);
/// `gradus data get`: downloads what is not here and prints the paths.
int get_dataset(const DataArguments& arguments);
/// `gradus data path`: prints the paths of what is here.
int show_dataset_paths(const DataArguments& arguments);

/// Says what this program is made of and runs on.
int show_info(const InfoArguments& arguments);

}  // namespace gradus::cli
