#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "gradus/base/error.hpp"
#include "gradus/io/csv.hpp"
#include "gradus/io/csv_signs.hpp"
#include "gradus/io/number_text.hpp"
#include "gradus/io/output.hpp"
#include "gradus/io/utf8.hpp"

namespace gradus::io {
namespace {

/// Turns a table into text. What cannot be written is an Error of the constructor.
class CsvWriter {
 public:
  CsvWriter(const Table& table, const CsvWriteOptions& options) : table_(table), options_(options) {
    check_signs("write_csv", options.separator, options.decimal);
    if (table.columns().empty()) fail(fmt::format("write_csv: {} has no columns", table.source()));
    for (const Column& column : table.columns()) check_texts(column);
  }

  /// Calls take(text) with the whole text, piece by piece.
  template <class Take>
  void write(Take&& take) {
    constexpr size_t piece = size_t{1} << 18;
    if (options_.header) write_header();
    for (int64_t row = 0; row < table_.rows(); ++row) {
      write_row(static_cast<size_t>(row));
      if (text_.size() < piece) continue;
      take(text_);
      text_.clear();
    }
    take(text_);
  }

 private:
  void write_header() {
    for (const Column& column : table_.columns()) add_text(column.name);
    end_row();
  }

  void write_row(size_t row) {
    for (const Column& column : table_.columns()) {
      std::visit([&](const auto& values) { add(values[row]); }, column.values);
    }
    end_row();
  }

  void check_texts(const Column& column) const {
    if (!is_text(column.name)) {
      fail(fmt::format("write_csv: {}: the column name {} is not UTF-8 text", table_.source(),
                       shown(column.name)));
    }
    const auto* texts = std::get_if<std::vector<std::string>>(&column.values);
    if (texts == nullptr) return;
    const auto bad = std::find_if_not(texts->begin(), texts->end(), is_text);
    if (bad == texts->end()) return;
    fail(fmt::format("write_csv: {}, column \"{}\", row {}: {} is not UTF-8 text", table_.source(),
                     column.name, bad - texts->begin(), shown(*bad)));
  }

  void add(int64_t value) { add_cell(number_text(value, buffer_)); }

  void add(double value) {
    if (std::isnan(value)) return add_text(options_.missing);
    const std::string_view number = number_text(value, buffer_);
    if (options_.decimal != '.') std::replace(buffer_.begin(), buffer_.end(), '.', options_.decimal);
    add_cell(number);
  }

  void add(const std::string& text) { add_text(text.empty() ? options_.missing : text); }

  void add_text(std::string_view text) {
    const auto needs_quotes = [&](char c) {
      return c == options_.separator || c == '"' || c == '\n' || c == '\r';
    };
    // A line without a character would be passed over by readers.
    const bool alone = text.empty() && table_.columns().size() == 1;
    if (!alone && std::none_of(text.begin(), text.end(), needs_quotes)) return add_cell(text);
    begin_cell();
    text_ += '"';
    for (const char c : text) text_.append(c == '"' ? 2 : 1, c);
    text_ += '"';
  }

  void add_cell(std::string_view cell) {
    begin_cell();
    text_ += cell;
  }

  void begin_cell() {
    if (!first_) text_ += options_.separator;
    first_ = false;
  }

  void end_row() {
    text_ += '\n';
    first_ = true;
  }

  const Table& table_;
  const CsvWriteOptions& options_;
  NumberBuffer buffer_{};
  std::string text_;
  bool first_ = true;
};

}  // namespace

void write_csv(const Table& table, const std::string& path, const CsvWriteOptions& options) {
  CsvWriter writer(table, options);
  Output output("write_csv", path);
  writer.write([&](const std::string& text) { output.write(text); });
  output.commit();
}

std::string to_csv(const Table& table, const CsvWriteOptions& options) {
  std::string whole;
  CsvWriter(table, options).write([&](const std::string& text) { whole += text; });
  return whole;
}

}  // namespace gradus::io
