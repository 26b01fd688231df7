#include "gradus/data/column_facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <system_error>

namespace gradus::data {
namespace {

using Integers = std::vector<int64_t>;
using Doubles = std::vector<double>;
using Texts = std::vector<std::string>;

bool is_missing(int64_t /*value*/) { return false; }
bool is_missing(double value) { return std::isnan(value); }
bool is_missing(const std::string& value) { return value.empty(); }

std::string text_of(int64_t value) { return std::to_string(value); }
std::string text_of(double value) { return fmt::format("{}", value); }
std::string text_of(const std::string& value) { return value; }

template <class T>
std::vector<T> sorted_values(const std::vector<T>& values) {
  std::vector<T> sorted;
  sorted.reserve(values.size());
  for (const T& value : values) {
    if (!is_missing(value)) sorted.push_back(value);
  }
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

/// The number that a text is, as a whole.
bool reads_as_number(const std::string& text) {
  const size_t first = text.find_first_not_of(" \t"), last = text.find_last_not_of(" \t");
  if (first == std::string::npos) return false;
  const char* from = text.data() + first + (text[first] == '+' ? 1 : 0);
  const char* to = text.data() + last + 1;
  double value = 0;
  const auto [end, error] = std::from_chars(from, to, value);
  return error == std::errc() && end == to;
}

/// 1,5 or -1.234,5: one comma, with digits on both sides, and points before it only.
bool has_decimal_comma(const std::string& text) {
  const size_t comma = text.find(',');
  if (comma == std::string::npos || comma + 1 == text.size()) return false;
  const size_t first = text.find_first_of("0123456789");
  if (first > 1 || first > comma || (first == 1 && text[0] != '-' && text[0] != '+')) return false;
  return text.find_first_not_of("0123456789.", first) == comma &&
         text.find_first_not_of("0123456789", comma + 1) == std::string::npos;
}

double number_at(const io::Column& column, size_t row) {
  if (const auto* whole = std::get_if<Integers>(&column.values)) return static_cast<double>((*whole)[row]);
  return std::get<Doubles>(column.values)[row];
}

}  // namespace

std::vector<ValueCount> value_counts(const io::Column& column) {
  return std::visit(
      [](const auto& values) {
        const auto sorted = sorted_values(values);
        std::vector<ValueCount> counts;
        for (size_t i = 0; i < sorted.size();) {
          size_t next = i;
          while (next < sorted.size() && sorted[next] == sorted[i]) ++next;
          counts.push_back({text_of(sorted[i]), static_cast<int64_t>(next - i)});
          i = next;
        }
        return counts;
      },
      column.values);
}

int64_t distinct_values(const io::Column& column) {
  return std::visit(
      [](const auto& values) {
        auto sorted = sorted_values(values);
        return static_cast<int64_t>(std::unique(sorted.begin(), sorted.end()) - sorted.begin());
      },
      column.values);
}

bool holds_whole_numbers(const io::Column& column) {
  if (column.type() == io::ColumnType::int64) return column.size() > 0;
  if (column.type() == io::ColumnType::text) return false;
  constexpr double largest = 9007199254740992;  // 2^53, up to which float64 has every whole number
  bool any = false;
  for (const double value : std::get<Doubles>(column.values)) {
    if (std::isnan(value)) continue;
    if (!(std::abs(value) <= largest) || value != std::trunc(value)) return false;
    any = true;
  }
  return any;
}

double share_of_numbers(const io::Column& column) {
  if (column.type() != io::ColumnType::text) return 1;
  int64_t numbers = 0, all = 0;
  for (const std::string& text : std::get<Texts>(column.values)) {
    if (text.empty()) continue;
    ++all;
    numbers += reads_as_number(text) ? 1 : 0;
  }
  return all == 0 ? 0 : static_cast<double>(numbers) / static_cast<double>(all);
}

std::string decimal_comma_in(const io::Column& column) {
  const auto* texts = std::get_if<Texts>(&column.values);
  if (!texts) return "";
  const auto count = std::count_if(texts->begin(), texts->end(), has_decimal_comma);
  if (2 * count <= column.size() - column.missing()) return "";
  return *std::find_if(texts->begin(), texts->end(), has_decimal_comma);
}

bool same_values(const io::Column& a, const io::Column& b) {
  if (a.size() != b.size()) return false;
  const bool text = a.type() == io::ColumnType::text || b.type() == io::ColumnType::text;
  for (int64_t i = 0; i < a.size(); ++i) {
    if (text) {
      if (cell(a, i) != cell(b, i)) return false;
      continue;
    }
    const double x = number_at(a, static_cast<size_t>(i)), y = number_at(b, static_cast<size_t>(i));
    if (x != y && !(std::isnan(x) && std::isnan(y))) return false;
  }
  return true;
}

bool same_groups(const io::Column& a, const io::Column& b) {
  if (a.size() != b.size()) return false;
  std::map<std::string, std::string> there, back;
  for (int64_t i = 0; i < a.size(); ++i) {
    const std::string x = cell(a, i), y = cell(b, i);
    if (there.emplace(x, y).first->second != y || back.emplace(y, x).first->second != x) return false;
  }
  return true;
}

int64_t first_infinity(const io::Column& column) {
  const auto* values = std::get_if<Doubles>(&column.values);
  if (!values) return -1;
  const auto found =
      std::find_if(values->begin(), values->end(), [](double value) { return std::isinf(value); });
  return found == values->end() ? -1 : found - values->begin();
}

std::string cell(const io::Column& column, int64_t row) {
  return std::visit(
      [row](const auto& values) {
        const auto& value = values[static_cast<size_t>(row)];
        return is_missing(value) ? std::string() : text_of(value);
      },
      column.values);
}

}  // namespace gradus::data
