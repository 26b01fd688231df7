#include "lessons/page/number_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <vector>

#include "lessons/page/html.hpp"

namespace gradus::lessons {
namespace {

/// A number inside a text, and how many digits it shows behind the point.
struct PrintedDigits {
  std::string text;
  int decimals = 0;
};

std::vector<PrintedDigits> digits_in(std::string_view text) {
  std::vector<PrintedDigits> found;
  const char* const end = text.data() + text.size();
  const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  for (const char* at = text.data(); at < end;) {
    if (std::isalpha(static_cast<unsigned char>(*at)) != 0) {
      at = std::find_if_not(at, end, is_word);  // digits of names are no numbers: MeanBackward0
      continue;
    }
    double value = 0;
    const auto [behind, error] = std::from_chars(at, end, value, std::chars_format::fixed);
    if (error != std::errc()) {
      ++at;
      continue;
    }
    const std::string_view number(at, static_cast<size_t>(behind - at));
    const size_t point = std::min(number.find('.'), number.size() - 1);
    const int decimals = static_cast<int>(number.size() - 1 - point);
    found.push_back({fmt::format("{:.{}f}", value, decimals), decimals});
    at = behind;
  }
  return found;
}

void collect_numbers(const Json& json, std::vector<double>& numbers) {
  if (json.is_array()) {
    for (const Json& element : json) collect_numbers(element, numbers);
  } else {
    numbers.push_back(value_of(json));
  }
}

Json value_at(const Json& reference, const Json::json_pointer& pointer) {
  return reference.is_object() && reference.contains(pointer) ? reference.at(pointer) : Json();
}

std::string difference_text(const Json& ours, const Json& reference) {
  const Comparison found = compare(ours, reference);
  if (!found.unequal.empty()) return "differs";
  if (found.largest_difference == 0) return "equal";
  return fmt::format("{:.1e}", found.largest_difference);
}

std::string verdict(const PrintedNumber& row, const Json& ours, bool notebook_settings) {
  if (row.notebook.empty()) return "";
  if (!row.reason.empty()) return "no: " + prose(row.reason);
  if (!notebook_settings) return "other settings";
  if (equal_as_printed(ours, row.notebook)) {
    return fmt::format("<span class=\"yes\">{}</span>", ours.is_string() ? "yes" : "yes, all digits");
  }
  return "<span class=\"no\">no</span>";
}

}  // namespace

bool equal_as_printed(const Json& ours, std::string_view printed) {
  if (ours.is_string()) return ours.get<std::string>() == printed;
  const std::vector<PrintedDigits> theirs = digits_in(printed);
  std::vector<double> numbers;
  collect_numbers(ours, numbers);
  return std::equal(numbers.begin(), numbers.end(), theirs.begin(), theirs.end(),
                    [](double value, const PrintedDigits& digits) {
                      return fmt::format("{:.{}f}", value, digits.decimals) == digits.text;
                    });
}

std::string readable(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return to_line(value);
  std::string out = "[";
  for (const Json& element : value) out += (out.size() > 1 ? ", " : "") + readable(element);
  return out + "]";
}

std::string number_table(const Page& page, const Json& ours, const Json& reference, bool notebook_settings) {
  const bool has_notebook =
      std::ranges::any_of(page.numbers, [](const PrintedNumber& row) { return !row.notebook.empty(); });
  std::string rows;
  for (const PrintedNumber& row : page.numbers) {
    const Json::json_pointer pointer(row.pointer);
    if (!ours.contains(pointer)) continue;  // a run of fewer epochs has fewer checkpoints
    const Json& value = ours.at(pointer);
    const Json python = value_at(reference, pointer);
    rows += fmt::format(
        "<tr><th scope=\"row\">{}</th><td class=\"num\">{}</td><td class=\"num\">{}</td>"
        "<td class=\"num\">{}</td>{}</tr>\n",
        prose(row.what), escape(readable(value)), python.is_null() ? "–" : escape(readable(python)),
        python.is_null() ? "–" : difference_text(value, python),
        !has_notebook ? ""
                      : fmt::format("<td class=\"num\">{}</td><td class=\"verdict\">{}</td>",
                                    row.notebook.empty() ? "–" : escape(row.notebook),
                                    verdict(row, value, notebook_settings)));
  }
  return fmt::format(
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table of numbers\">\n"
      "<table><thead><tr><th scope=\"col\"></th><th scope=\"col\">gradus</th>"
      "<th scope=\"col\">Python</th><th scope=\"col\">difference</th>{}</tr></thead>\n"
      "<tbody>\n{}</tbody></table></div>\n",
      has_notebook ? "<th scope=\"col\">notebook</th><th scope=\"col\">reproduced</th>" : "", rows);
}

}  // namespace gradus::lessons
