#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "gradus/plot/animation.hpp"
#include "gradus/plot/figure.hpp"
#include "lessons/numbers.hpp"

namespace gradus::lessons {

/// How a lesson is run. Lesson::options() gives the notebook's own settings.
struct RunOptions {
  uint32_t seed = 0;
  int64_t epochs = 1;
  bool full = false;                               ///< all data, for lessons with Lesson::full_epochs
  std::filesystem::path data_dir;                  ///< looked in first for data files; may be empty
  std::function<void(double)> progress = nullptr;  ///< told the part done, 0 to 1; may throw to stop the run

  void report_progress(double part) const {
    if (progress) progress(part);
  }
};

/// Where the data of a run came from.
enum class DataSource : uint8_t {
  real,
  generated,
  fallback,  ///< others of the same kind
  missing,   ///< there are none, and so no numbers and no figures
};
std::string_view name(DataSource source);

/// A figure that stands still, or one that moves: a page gives the latter a slider and a play button.
using Drawing = std::variant<plot::Figure, plot::Animation>;

/// One figure of a lesson. It is drawn only when asked for, so that a run for the numbers alone pays nothing.
struct Picture {
  std::string id;
  std::string caption;  ///< what is to be seen; also the text alternative
  std::function<Drawing()> draw;
};

/// What a run gave: the numbers, in the layout that the stored Python results have, and the figures.
struct Result {
  Json checkpoints = Json::array();
  Json final = Json::object();
  Json values = Json::object();
  DataSource data = DataSource::real;
  std::string printed;             ///< what the lesson says on a terminal
  std::vector<std::string> notes;  ///< about this run, for example that the data are generated
  std::vector<Picture> pictures;

  void add_picture(std::string id, std::string caption, std::function<Drawing()> draw) {
    pictures.push_back({std::move(id), std::move(caption), std::move(draw)});
  }
};

/// A formula of a lesson's page, in TeX, with the words before it.
struct Formula {
  std::string words;
  std::string tex;
};

/// A row of a page's table of numbers: a value of ours beside the one that the notebook printed.
struct PrintedNumber {
  std::string what;
  std::string pointer;   ///< where the value stands in the result, as a JSON pointer: "/final/c"
  std::string notebook;  ///< as the notebook printed it; empty when it printed none
  std::string reason;    ///< why ours has other digits; empty when they are to be the same
};

/// The words of a lesson's page. In prose `code` and \(TeX\) may be used.
struct Page {
  std::string about;
  std::vector<Formula> mathematics;
  std::vector<PrintedNumber> numbers;
  std::vector<std::string> questions;
  std::vector<std::string> notes;
};

/// A lesson: what it is called, where it comes from, and how to run it.
struct Lesson {
  std::string_view name;  ///< as in `gradus run NAME`
  std::string_view title;
  std::string_view summary;   ///< one line
  std::string_view notebook;  ///< the notebook that it comes from; empty: from none
  uint32_t seed = 0;
  int64_t epochs = 1;             ///< the notebook's own number
  int64_t full_epochs = 0;        ///< with --full; 0 where there is no more to train on
  std::string_view spread;        ///< what --epochs N means here
  bool alike_from_start = false;  ///< the first steps of a longer run are those of a shorter one
  std::string_view cover;         ///< the figure that stands for the lesson on the index page,
  int cover_column = 0;           ///< and which of its columns, where it has several
  Result (*run)(const RunOptions&) = nullptr;
  Page (*page)() = nullptr;

  RunOptions options() const { return {.seed = seed, .epochs = epochs, .full = false, .data_dir = {}}; }
};

/// The result with the keys of the stored Python results (lesson, seed, epochs, checkpoints, final, values),
/// then `figures`, the ids of the figures, and `data`.
Json to_json(const Lesson& lesson, const RunOptions& options, const Result& result);

}  // namespace gradus::lessons
