#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ostream>
#include <string>
#include <vector>

#include "gradus/base/error.hpp"
#include "gradus/io/table.hpp"
#include "gradus/io/utf8.hpp"

namespace gradus::io {
namespace {

constexpr const char* dots = "...";
constexpr int64_t dots_row = -1;
constexpr size_t longest_text = 30;
constexpr size_t gap = 2;

/// One column of the printed page: its lines from top to bottom.
struct Strip {
  std::vector<std::string> lines;
  bool left = false;  // aligned to the left, as text is
  size_t width = 0;

  void add(std::string line) {
    width = std::max(width, length_of(line));
    lines.push_back(std::move(line));
  }

  std::string padded(size_t line) const {
    const std::string blanks(width - length_of(lines[line]), ' ');
    return left ? lines[line] + blanks : blanks + lines[line];
  }
};

/// The numbers as text, all with the digits after the point that the longest of them needs, one at least and
/// six at most; with an exponent where that would show zeros for small ones or very long ones.
std::vector<std::string> formatted(const std::vector<double>& numbers) {
  constexpr double smallest = 1e-6, largest = 1e12;
  const bool exponents = std::any_of(numbers.begin(), numbers.end(), [](double x) {
    return std::isfinite(x) && x != 0 && (std::fabs(x) < smallest || std::fabs(x) >= largest);
  });
  std::vector<std::string> texts;
  texts.reserve(numbers.size());
  size_t spare = exponents ? 0 : 5;  // zeros that end every number
  for (const double x : numbers) {
    if (!std::isfinite(x)) {
      texts.emplace_back(std::isnan(x) ? "NaN" : x > 0 ? "inf" : "-inf");
      continue;
    }
    texts.push_back(exponents ? fmt::format("{:.6e}", x) : fmt::format("{:.6f}", x));
    spare = std::min(spare, texts.back().size() - 1 - texts.back().find_last_not_of('0'));
  }
  for (size_t i = 0; i < texts.size(); ++i) {
    if (std::isfinite(numbers[i])) texts[i].resize(texts[i].size() - spare);
  }
  return texts;
}

std::vector<std::string> formatted(const std::vector<int64_t>& numbers) {
  std::vector<std::string> texts;
  texts.reserve(numbers.size());
  for (const int64_t x : numbers) texts.push_back(fmt::format("{}", x));
  return texts;
}

std::vector<std::string> formatted(const std::vector<std::string>& values) {
  std::vector<std::string> texts;
  texts.reserve(values.size());
  for (const std::string& text : values) texts.push_back(one_line(text, longest_text));
  return texts;
}

class TablePrinter {
 public:
  TablePrinter(const Table& table, const TablePrintOptions& options)
      : table_(table),
        rows_(positions(table.rows(), options.rows)),
        width_(static_cast<size_t>(options.width)) {}

  std::string print() const {
    std::string text;
    const std::vector<Strip> strips = fitting();
    for (size_t line = 0; line < strips.front().lines.size(); ++line) {
      std::string row;
      for (const Strip& strip : strips) {
        if (&strip != &strips.front()) row.append(gap, ' ');
        row += strip.padded(line);
      }
      row.resize(row.find_last_not_of(' ') + 1);
      text += row + '\n';
    }
    return text + fmt::format("[{} {} x {} {}]", table_.rows(), table_.rows() == 1 ? "row" : "rows",
                              table_.columns().size(), table_.columns().size() == 1 ? "column" : "columns");
  }

 private:
  /// The rows that are shown, with dots_row for those that are not.
  static std::vector<int64_t> positions(int64_t rows, int64_t most) {
    const bool all = rows <= most;
    const int64_t first = all ? rows : (most + 1) / 2;
    std::vector<int64_t> shown;
    for (int64_t i = 0; i < first; ++i) shown.push_back(i);
    if (!all) shown.push_back(dots_row);
    for (int64_t i = all ? rows : rows - most / 2; i < rows; ++i) shown.push_back(i);
    return shown;
  }

  Strip row_numbers() const {
    Strip strip;
    strip.left = true;
    strip.add("");
    strip.add("");
    for (const int64_t row : rows_) strip.add(row == dots_row ? dots : fmt::format("{}", row));
    return strip;
  }

  Strip column(const Column& column) const {
    Strip strip;
    strip.left = column.type() == ColumnType::text;
    strip.add(one_line(column.name, longest_text));
    strip.add(std::string(name(column.type())));
    std::visit(
        [&](const auto& values) {
          std::decay_t<decltype(values)> shown;
          for (const int64_t row : rows_) {
            if (row != dots_row) shown.push_back(values[static_cast<size_t>(row)]);
          }
          const std::vector<std::string> texts = formatted(shown);
          size_t next = 0;
          for (const int64_t row : rows_) strip.add(row == dots_row ? dots : texts[next++]);
        },
        column.values);
    return strip;
  }

  Strip left_out() const {
    Strip strip;
    for (size_t line = 0; line < rows_.size() + 2; ++line) strip.add(dots);
    return strip;
  }

  /// The columns that fit into a line, taken from both ends in turn; one at least.
  std::vector<Strip> fitting() const {
    std::vector<Strip> left{row_numbers()}, right;
    const std::vector<Column>& columns = table_.columns();
    size_t used = left.front().width, first = 0, last = columns.size();
    while (first < last) {
      const bool from_left = first <= columns.size() - last;
      Strip strip = column(columns[from_left ? first : last - 1]);
      const size_t for_dots = last - first > 1 ? gap + std::char_traits<char>::length(dots) : 0;
      if (first > 0 && used + gap + strip.width + for_dots > width_) break;
      used += gap + strip.width;
      if (from_left) {
        left.push_back(std::move(strip));
        ++first;
      } else {
        right.push_back(std::move(strip));
        --last;
      }
    }
    if (first < last) left.push_back(left_out());
    left.insert(left.end(), right.rbegin(), right.rend());
    return left;
  }

  const Table& table_;
  std::vector<int64_t> rows_;
  size_t width_;
};

}  // namespace

std::string to_string(const Table& table, const TablePrintOptions& options) {
  if (options.rows < 1 || options.width < 1) {
    fail(fmt::format("to_string: a table cannot be shown in {} rows of {} characters", options.rows,
                     options.width));
  }
  return TablePrinter(table, options).print();
}

std::ostream& operator<<(std::ostream& stream, const Table& table) { return stream << to_string(table); }

}  // namespace gradus::io
