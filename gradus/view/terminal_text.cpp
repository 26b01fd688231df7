// Bars, times and curves as text.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/view/terminal.hpp"

namespace gradus::view {

std::string progress_bar(double part, int width) {
  width = std::max(width, 0);
  const double done = std::isfinite(part) ? std::clamp(part, 0.0, 1.0) : 0;
  const int full = static_cast<int>(std::lround(done * width));
  return fmt::format("[{:#<{}}{:-<{}}]", "", full, "", width - full);
}

std::string duration_text(double seconds) {
  const auto whole = static_cast<int64_t>(std::clamp(std::isfinite(seconds) ? seconds : 0, 0.0, 3.6e9));
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

namespace {

/// A picture of dots, two by four a character.
class Dots {
 public:
  Dots(int columns, int rows)
      : columns_(columns), rows_(rows), bits_(static_cast<size_t>(columns) * static_cast<size_t>(rows)) {}

  int width() const { return 2 * columns_; }
  int height() const { return 4 * rows_; }
  void set(int x, int y) {
    // The dots of a braille character, column by column from above.
    static constexpr std::array<unsigned, 8> bit = {0x01, 0x02, 0x04, 0x40, 0x08, 0x10, 0x20, 0x80};
    bits_[place(x / 2, y / 4)] |= bit[static_cast<size_t>(x % 2 * 4 + y % 4)];
  }
  /// A row of characters in UTF-8.
  std::string row(int at) const {
    std::string text;
    for (int column = 0; column < columns_; ++column) {
      const unsigned code = 0x2800 + bits_[place(column, at)];
      text += {static_cast<char>(0xE0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 0x3F)),
               static_cast<char>(0x80 | (code & 0x3F))};
    }
    return text;
  }

 private:
  size_t place(int column, int row) const {
    return static_cast<size_t>(row) * static_cast<size_t>(columns_) + static_cast<size_t>(column);
  }

  int columns_, rows_;
  std::vector<unsigned> bits_;
};

/// The value at each of `width` places: the mean of those that fall on it, or between two of them.
std::vector<double> resampled(const std::vector<double>& values, int width) {
  const auto count = static_cast<double>(values.size());
  std::vector<double> result;
  result.reserve(static_cast<size_t>(width));
  for (int x = 0; x < width; ++x) {
    if (std::ssize(values) > width) {
      const auto from = static_cast<size_t>(count * x / width),
                 to = static_cast<size_t>(count * (x + 1) / width);
      double sum = 0;
      for (size_t i = from; i < to; ++i) sum += values[i];
      result.push_back(sum / static_cast<double>(to - from));
    } else {
      const double at = (count - 1) * x / std::max(1, width - 1);
      const auto before = std::min(static_cast<size_t>(at), values.size() - 1);
      const size_t after = std::min(before + 1, values.size() - 1);
      const double part = at - static_cast<double>(before);
      // A gap beside a value that is met exactly does not reach it.
      result.push_back(part == 0 ? values[before] : std::lerp(values[before], values[after], part));
    }
  }
  return result;
}

}  // namespace

std::string curve_text(std::span<const double> values, const CurveTextOptions& options) {
  if (options.columns < 20 || options.rows < 1)
    fail(fmt::format("curve_text: {} columns and {} rows; 20 and 1 are the least", options.columns,
                     options.rows));
  std::vector<double> heights;
  heights.reserve(values.size());
  std::vector<double> finite;
  for (const double value : values) {
    heights.push_back(options.log ? std::log10(value) : value);
    if (!std::isfinite(heights.back())) {
      heights.back() = std::nan("");
    } else {
      finite.push_back(heights.back());
    }
  }
  if (finite.size() < 2) return std::string(static_cast<size_t>(options.rows), '\n');
  const auto [least, greatest] = std::minmax_element(finite.begin(), finite.end());
  const double low = *least, range = *greatest > low ? *greatest / 2 - low / 2 : 1;
  const auto number = [&](double height) {
    return fmt::format("{:.4g}", options.log ? std::pow(10.0, height) : height);
  };
  const std::string top = number(*greatest), bottom = number(low);
  const auto margin = static_cast<int>(std::max(top.size(), bottom.size()));
  Dots dots(options.columns - margin - 2, options.rows);
  std::optional<int> before;
  const std::vector<double> places = resampled(heights, dots.width());
  for (int x = 0; x < dots.width(); ++x) {
    const double part = (places[static_cast<size_t>(x)] / 2 - low / 2) / range;
    if (!std::isfinite(part)) {
      before.reset();
      continue;
    }
    const int y = static_cast<int>(std::lround((1 - part) * (dots.height() - 1)));
    // A steep piece is filled from beside the last dot.
    const int from = !before || *before == y ? y : *before < y ? *before + 1 : *before - 1;
    for (int at = std::min(from, y); at <= std::max(from, y); ++at) dots.set(x, at);
    before = y;
  }
  std::string text;
  for (int row = 0; row < options.rows; ++row) {
    const std::string& label = row == 0 ? top : row + 1 == options.rows ? bottom : std::string();
    text += fmt::format("{:>{}} ┤{}\n", label, margin, dots.row(row));
  }
  return text;
}

namespace {

/// A part of the line; those with the greatest numbers give way first.
struct Part {
  std::string text;
  int gives_way;
};

}  // namespace

std::string live_line(const LiveState& state, const LiveTime& time, int columns) {
  const double epochs = static_cast<double>(std::max<int64_t>(state.epochs, 1));
  const double done = (static_cast<double>(state.epoch) - 1 + state.epoch_part) / epochs;
  std::vector<Part> parts = {{fmt::format("epoch {}/{}", state.epoch, state.epochs), 0},
                             {progress_bar(done, columns < 110 ? 12 : 24), 4},
                             {fmt::format("loss {:.4g}", state.loss), 0}};
  int gives_way = 2;
  for (const auto& [name, value] : state.values)
    parts.push_back({fmt::format("{} {:.4g}", name, value), gives_way++});
  if (state.lr) parts.push_back({fmt::format("rate {:.3g}", *state.lr), 3});
  if (time.left) parts.push_back({fmt::format("{} left", duration_text(*time.left)), 1});
  if (!time.left) parts.push_back({fmt::format("in {}", duration_text(time.elapsed)), 1});
  for (;;) {
    std::string line;
    for (const Part& part : parts) line += (line.empty() ? "" : "  ") + part.text;
    const auto least = std::max_element(
        parts.rbegin(), parts.rend(), [](const Part& a, const Part& b) { return a.gives_way < b.gives_way; });
    if (std::ssize(line) <= columns || least->gives_way == 0)
      return line.substr(0, static_cast<size_t>(std::max(columns, 1)));
    parts.erase(std::next(least).base());
  }
}

}  // namespace gradus::view
