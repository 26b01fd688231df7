#include "small_data.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/random.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/io/hdf5.hpp"
#include "gradus/io/idx.hpp"

namespace gradus::lessons {
namespace fs = std::filesystem;
namespace {

constexpr std::array<std::string_view, 4> slow_lessons = {"mnist", "mnist-cnn", "cats", "cats-module"};

/// Grey noise with a black bar whose place is the label.
void write_digits(const fs::path& folder, const std::string& part, int64_t count) {
  Tensor pictures = randint(0, 60, {count, 28, 28});
  Tensor labels = zeros({count}, {.dtype = DType::uint8});
  for (int64_t i = 0; i < count; ++i) {
    labels[i].fill_(i % 10);
    pictures[i].slice(0, 2 * (i % 10), 2 * (i % 10) + 3).fill_(255);
  }
  io::save_idx(pictures.to(uint8), folder / (part + "-images-idx3-ubyte.gz"));
  io::save_idx(labels, folder / (part + "-labels-idx1-ubyte.gz"));
}

/// Colour noise of 8 x 8, brighter where the label is 1.
void write_cats(const fs::path& folder, const std::string& part, int64_t count) {
  Tensor pictures = randint(0, 120, {count, 8, 8, 3});
  Tensor labels = zeros({count}, {.dtype = int64});
  for (int64_t i = 0; i < count; i += 2) {
    labels[i].fill_(1);
    pictures[i].copy_(pictures[i] + 100);
  }
  io::save_hdf5({.arrays = {{part + "_set_x", pictures.to(DType::uint8)}, {part + "_set_y", labels}},
                 .texts = {{"list_classes", {"non-cat", "cat"}}}},
                folder / (part + "_catvnoncat.h5"));
}

class SmallData {
 public:
  SmallData() : folder_(fs::temp_directory_path() / ("gradus-small-data-" + std::to_string(getpid()))) {
    fs::create_directories(folder_ / "mnist");
    manual_seed(0);
    write_digits(folder_ / "mnist", "train", 640);
    write_digits(folder_ / "mnist", "t10k", 100);
    fs::create_directories(folder_ / "catvnoncat");
    if (!io::has_hdf5()) return;
    write_cats(folder_ / "catvnoncat", "train", 30);
    write_cats(folder_ / "catvnoncat", "test", 26);
  }
  ~SmallData() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  SmallData(const SmallData&) = delete;
  SmallData& operator=(const SmallData&) = delete;

  const fs::path& folder() const { return folder_; }

 private:
  fs::path folder_;
};

}  // namespace

const fs::path& small_data() {
  static const SmallData data;
  return data.folder();
}

bool is_slow(const Lesson& lesson) {
  return std::ranges::find(slow_lessons, lesson.name) != slow_lessons.end();
}

bool can_run(const Lesson& lesson) { return io::has_hdf5() || !lesson.name.starts_with("cats"); }

RunOptions quick_options(const Lesson& lesson) {
  RunOptions options = lesson.options();
  if (is_slow(lesson)) options.data_dir = small_data();
  return options;
}

}  // namespace gradus::lessons
