#include "gradus/io/csv.hpp"

#include <fmt/format.h>

#include <limits>
#include <utility>

#include "gradus/base/error.hpp"
#include "gradus/io/csv_parser.hpp"
#include "gradus/io/csv_text.hpp"

namespace gradus::io {
namespace {

constexpr const char* op = "read_csv";

Table all_rows(CsvText text, const CsvOptions& options, const std::string& source) {
  CsvParser parser(std::move(text), options, source);
  return *parser.next(std::numeric_limits<int64_t>::max());  // without a row the parser has failed
}

}  // namespace

Table parse_csv(std::string_view text, const CsvOptions& options, const std::string& source) {
  return all_rows(CsvText(text), options, source);
}

Table read_csv(const std::string& path, const CsvOptions& options) {
  return all_rows(CsvText(op, path), options, path);
}

ColumnTypes csv_types(const std::string& path, const CsvOptions& options) {
  return CsvParser(CsvText(op, path), options, path).types();
}

CsvReader::CsvReader(const std::string& path, CsvOptions options)
    : parser_(std::make_unique<CsvParser>(CsvText(op, path), std::move(options), path)) {}
CsvReader::CsvReader(CsvReader&&) noexcept = default;
CsvReader& CsvReader::operator=(CsvReader&&) noexcept = default;
CsvReader::~CsvReader() = default;

std::optional<Table> CsvReader::next(int64_t most_rows) {
  if (most_rows < 1) fail(fmt::format("CsvReader.next: at least one row has to be read, not {}", most_rows));
  return parser_->next(most_rows);
}

}  // namespace gradus::io
