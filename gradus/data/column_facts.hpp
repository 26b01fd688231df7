#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gradus/io/table.hpp"

/// What the cells of one column are like, missing ones left out.
namespace gradus::data {

/// A value and how often it occurs.
struct ValueCount {
  std::string text;
  int64_t count = 0;
};

/// The different values and how often each occurs: texts and whole numbers in order, other numbers by size.
std::vector<ValueCount> value_counts(const io::Column& column);

/// How many different values there are.
int64_t distinct_values(const io::Column& column);

/// Whether there are values, and all are whole numbers (of float64 columns as well).
bool holds_whole_numbers(const io::Column& column);

/// The share of texts that are numbers, 0 to 1; 1 for a column of numbers.
double share_of_numbers(const io::Column& column);

/// Of a column whose texts are mostly numbers like 1,5 or 1.234,5 the first of these; else empty.
std::string decimal_comma_in(const io::Column& column);

/// Whether two columns say the same in each row, gaps included: 1 is 1.0 and "1".
bool same_values(const io::Column& a, const io::Column& b);

/// Whether each value of one goes with one value of the other, and the other way round: 0 with "no" and 1
/// with "yes", say.
bool same_groups(const io::Column& a, const io::Column& b);

/// The first row with infinity; -1: there is none.
int64_t first_infinity(const io::Column& column);

/// A cell as text: "red", "3", "2.5"; empty for a missing one.
std::string cell(const io::Column& column, int64_t row);

}  // namespace gradus::data
