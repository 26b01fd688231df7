#include "gradus/data/categories.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <unordered_map>

#include "gradus/base/error.hpp"

namespace gradus::data {
namespace {

bool is_missing(int64_t) { return false; }
bool is_missing(double x) { return std::isnan(x); }
bool is_missing(const std::string& x) { return x.empty(); }

template <class T>
T missing() {
  if constexpr (std::is_same_v<T, double>) {
    return std::numeric_limits<double>::quiet_NaN();
  } else {
    return T();
  }
}

template <class T>
std::vector<T> sorted_values(const std::vector<T>& column) {
  std::vector<T> values;
  bool gaps = false;
  for (const T& x : column) {
    if (is_missing(x)) {
      gaps = true;
    } else {
      values.push_back(x);
    }
  }
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  if (gaps) values.push_back(missing<T>());
  return values;
}

/// A value of one type as another: none where that type does not hold it.
template <class To, class From>
std::optional<To> exactly(From x) {
  if constexpr (std::is_same_v<To, From> || std::is_same_v<To, double>) {
    return static_cast<To>(x);
  } else {
    constexpr double edge = 9223372036854775808.0;  // 2^63
    if (!(x >= -edge && x < edge) || std::trunc(x) != x) return std::nullopt;
    return static_cast<To>(x);
  }
}

template <class T, class From>
std::vector<int64_t> look_up(const std::vector<T>& values, const std::vector<From>& column) {
  std::unordered_map<T, int64_t> places;
  int64_t missing_place = -1;
  for (const T& value : values) {
    const auto place = static_cast<int64_t>(&value - values.data());
    if (is_missing(value)) {
      missing_place = place;
    } else {
      places.emplace(value, place);
    }
  }
  std::vector<int64_t> numbers;
  numbers.reserve(column.size());
  const auto place_of = [&](const T& x) {
    const auto found = places.find(x);
    return found == places.end() ? -1 : found->second;
  };
  for (const From& x : column) {
    if (is_missing(x)) {
      numbers.push_back(missing_place);
    } else if constexpr (std::is_same_v<T, From>) {
      numbers.push_back(place_of(x));
    } else {
      const std::optional<T> same = exactly<T>(x);
      numbers.push_back(same ? place_of(*same) : -1);
    }
  }
  return numbers;
}

std::string in_words(int64_t x) { return fmt::format("{}", x); }
std::string in_words(double x) {
  const std::string text = fmt::format("{}", x);
  return std::isfinite(x) && text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}
std::string in_words(const std::string& x) { return x.empty() ? "nan" : x; }

}  // namespace

Categories::Categories() noexcept = default;
Categories::Categories(const Categories& other) = default;
Categories::Categories(Categories&& other) noexcept = default;
Categories& Categories::operator=(const Categories& other) = default;
Categories& Categories::operator=(Categories&& other) noexcept = default;
Categories::~Categories() = default;

Categories::Categories(const io::Column& column)
    : values_(std::visit([](const auto& values) { return Values(sorted_values(values)); }, column.values)) {}

Categories::Categories(std::string_view op, std::vector<std::string> ordered) : values_(std::move(ordered)) {
  std::vector<std::string> sorted = std::get<std::vector<std::string>>(values_);
  std::sort(sorted.begin(), sorted.end());
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice != sorted.end()) fail(fmt::format("{}: category \"{}\" is given twice", op, *twice));
}

size_t Categories::size() const {
  return std::visit([](const auto& values) { return values.size(); }, values_);
}

std::string Categories::text(size_t i) const {
  return std::visit([&](const auto& values) { return in_words(values[i]); }, values_);
}

std::vector<std::string> Categories::texts() const {
  std::vector<std::string> result;
  for (size_t i = 0; i < size(); ++i) result.push_back(text(i));
  return result;
}

bool Categories::has_missing() const {
  return std::visit([](const auto& values) { return !values.empty() && is_missing(values.back()); }, values_);
}

std::vector<int64_t> Categories::numbers(std::string_view where, const io::Column& column) const {
  return std::visit(
      [&]<class T, class From>(const std::vector<T>& values, const std::vector<From>& given) {
        constexpr bool text = std::is_same_v<T, std::string>, given_text = std::is_same_v<From, std::string>;
        if constexpr (text == given_text) {
          return look_up(values, given);
        } else if constexpr (text) {
          fail(fmt::format(
              "{}: column \"{}\" holds numbers where fit() saw text; demand its type when reading "
              "the table (column_types())",
              where, column.name));
          return std::vector<int64_t>();
        } else {
          fail(fmt::format("{}: column \"{}\" holds text where fit() saw numbers{}{}", where, column.name,
                           column.first_text.empty() ? "" : ": ", column.first_text));
          return std::vector<int64_t>();
        }
      },
      values_, column.values);
}

io::Column Categories::column(const std::string& name, std::span<const int64_t> numbers) const {
  return std::visit(
      [&]<class T>(const std::vector<T>& values) {
        const bool gaps = std::any_of(numbers.begin(), numbers.end(), [](int64_t i) { return i < 0; });
        const auto fill = [&]<class To>(To nothing) {
          std::vector<To> column;
          for (int64_t i : numbers) {
            if constexpr (std::is_same_v<T, std::string>) {
              column.push_back(i < 0 ? nothing : values[static_cast<size_t>(i)]);
            } else {
              column.push_back(i < 0 ? nothing : static_cast<To>(values[static_cast<size_t>(i)]));
            }
          }
          return io::Column{name, std::move(column)};
        };
        if constexpr (std::is_same_v<T, int64_t>) {
          if (gaps) return fill(missing<double>());
        }
        return fill(missing<T>());
      },
      values_);
}

void fields(Categories& categories, Fields& f) {
  // Texts, whole numbers and others are told apart by the name, so that "1" does not turn into 1.
  const auto one_of = [&]<class T>(const char* name) {
    if (!f.is_reading() && !std::holds_alternative<std::vector<T>>(categories.values_)) return;
    std::optional<std::vector<T>> values;
    if (!f.is_reading()) values = std::get<std::vector<T>>(categories.values_);
    f(name, values);
    if (f.is_reading() && values) categories.values_ = std::move(*values);
  };
  one_of.template operator()<std::string>("texts");
  one_of.template operator()<int64_t>("integers");
  one_of.template operator()<double>("numbers");
}

std::string cell_text(const io::Column& column, size_t row) {
  return std::visit(
      [&]<class T>(const std::vector<T>& values) {
        if constexpr (std::is_same_v<T, std::string>) {
          return fmt::format("\"{}\"", values[row]);
        } else {
          return in_words(values[row]);
        }
      },
      column.values);
}

}  // namespace gradus::data
