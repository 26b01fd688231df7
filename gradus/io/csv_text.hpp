#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gradus/io/input.hpp"

namespace gradus::io {

/// The text of a table in windows that end where a row ends, so that whoever cuts it into cells never has to
/// stop inside one. A byte order mark is left out.
///
///     CsvText text("read_csv", "table.csv");
///     for (std::string_view window; text.next(window);) use(window);
class CsvText {
 public:
  /// Text in memory, which must outlive this object: one window.
  explicit CsvText(std::string_view text);

  /// A file of any size. No more than `longest_row` bytes are collected in search of the end of a row.
  CsvText(const char* op, std::string path, size_t longest_row = size_t{1} << 30);

  /// The same text from its beginning, to be used while this object lives. What a pipe has given so far is
  /// kept for this, until forget().
  CsvText again() const;
  void forget();

  /// Passes over `count` lines, whatever they hold; before the first window only.
  void skip_lines(int64_t count);

  /// The next window, which lives until the next call; false at the end.
  bool next(std::string_view& window);

  /// True when the last window is a row's beginning only, as the row is longer than any may be.
  bool is_cut() const { return cut_; }
  size_t longest_row() const { return longest_row_; }

  /// How much of the text has been used, from 0 to 1, when `left` bytes of the last window have not; 0 while
  /// that is unknown.
  double progress(size_t left) const;

 private:
  void skip_byte_order_mark();
  bool read_more();

  const char* op_ = "";
  std::string path_;
  size_t longest_row_ = 0;
  std::optional<Input> input_;  // nothing for text in memory
  std::string_view whole_;      // that text
  std::vector<char> buffer_;
  std::string_view unread_;
  uint64_t seen_ = 0;  // bytes that came from the input
  std::string kept_;   // all of them, where the input cannot be opened again
  bool keeps_ = false;
  bool cut_ = false;
};

}  // namespace gradus::io
