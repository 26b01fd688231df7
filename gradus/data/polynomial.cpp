#include "gradus/data/polynomial.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/creation.hpp"

namespace gradus::data {
namespace {

constexpr int64_t most_terms = 10'000'000;

/// How many terms of a degree there are, or more than most_terms: the binomial coefficient of n and k.
int64_t term_count(int64_t columns, int64_t degree, bool interaction_only) {
  const int64_t n = interaction_only ? columns : columns + degree - 1;
  if (degree > n) return 0;
  const int64_t k = degree < n - degree ? degree : n - degree;  // both choose equally many
  int64_t count = 1;
  for (int64_t i = 1; i <= k; ++i) {
    if (__builtin_mul_overflow(count, n - k + i, &count)) return most_terms + 1;
    count /= i;
    if (count > most_terms) return most_terms + 1;
  }
  return count;
}

/// The next combination of columns in lexical order, or false after the last.
bool next(std::vector<size_t>& term, size_t columns, bool interaction_only) {
  for (size_t i = term.size(); i-- > 0;) {
    const size_t last = interaction_only ? columns - (term.size() - i) : columns - 1;
    if (term[i] >= last) continue;
    ++term[i];
    for (size_t j = i + 1; j < term.size(); ++j) term[j] = term[j - 1] + (interaction_only ? 1 : 0);
    return true;
  }
  return false;
}

}  // namespace

PolynomialFeatures::PolynomialFeatures(const PolynomialOptions& options) : options_(options) { check(); }

void PolynomialFeatures::check() const {
  if (options_.min_degree < 0 || options_.degree < options_.min_degree) {
    fail(fmt::format("PolynomialFeatures: degrees {} to {} cannot be", options_.min_degree, options_.degree));
  }
}

std::vector<std::vector<size_t>> PolynomialFeatures::terms(size_t columns) const {
  std::vector<std::vector<size_t>> result;
  if (options_.include_bias) result.emplace_back();
  for (int64_t degree = std::max<int64_t>(1, options_.min_degree); degree <= options_.degree; ++degree) {
    const auto length = static_cast<size_t>(degree);
    if (options_.interaction_only && length > columns) break;
    std::vector<size_t> term(length, 0);
    if (options_.interaction_only) {
      for (size_t i = 0; i < length; ++i) term[i] = i;
    }
    do {
      result.push_back(term);
    } while (next(term, columns, options_.interaction_only));
  }
  return result;
}

void PolynomialFeatures::learn(const Frame& x) {
  finite_matrix(op("fit"), x);
  check_count(op("fit"), static_cast<int64_t>(x.names().size()));
}

void PolynomialFeatures::check_state(const std::string& where) const {
  check_count(where, static_cast<int64_t>(feature_names_in().size()));
}

void PolynomialFeatures::check_count(const std::string& where, int64_t columns) const {
  int64_t count = options_.include_bias ? 1 : 0;
  for (int64_t degree = std::max<int64_t>(1, options_.min_degree); degree <= options_.degree; ++degree) {
    if (options_.interaction_only && degree > columns) break;
    count += term_count(columns, degree, options_.interaction_only);
    if (count > most_terms) {
      fail(fmt::format("{}: degree {} of {} columns has more than {} terms", where, options_.degree, columns,
                       most_terms));
    }
  }
  if (count == 0) fail(fmt::format("{}: there are no terms", where));
}

Frame PolynomialFeatures::apply(const Frame& x) const {
  const Tensor matrix = finite_matrix(op("transform"), x);
  const int64_t rows = matrix.size(0), columns = matrix.size(1);
  const auto all = terms(static_cast<size_t>(columns));
  const auto count = static_cast<int64_t>(all.size());
  Tensor z = zeros({rows, count}, {.dtype = matrix.dtype()});
  dispatch_float(matrix.dtype(), [&]<class T>() {
    const T* from = matrix.data<T>();
    T* to = z.data<T>();
    for (int64_t i = 0; i < rows; ++i) {
      for (const auto& term : all) {
        T product = 1;
        for (size_t j : term) product *= from[i * columns + static_cast<int64_t>(j)];
        *to++ = product;
      }
    }
  });
  return {z, output_names()};
}

std::vector<std::string> PolynomialFeatures::output_names() const {
  const std::vector<std::string>& inputs = feature_names_in();
  std::vector<std::string> names;
  for (const auto& term : terms(inputs.size())) {
    std::string name;
    for (size_t i = 0; i < term.size();) {
      size_t end = i;
      while (end < term.size() && term[end] == term[i]) ++end;
      if (!name.empty()) name += ' ';
      name += inputs[term[i]];
      if (end - i > 1) name += fmt::format("^{}", end - i);
      i = end;
    }
    names.push_back(name.empty() ? "1" : name);
  }
  return names;
}

Tensor PolynomialFeatures::powers() const {
  check_fitted("powers");
  const size_t columns = feature_names_in().size();
  const auto all = terms(columns);
  Tensor result = zeros({static_cast<int64_t>(all.size()), static_cast<int64_t>(columns)}, {.dtype = int64});
  auto* exponents = result.data<int64_t>();
  for (size_t i = 0; i < all.size(); ++i) {
    for (size_t j : all[i]) ++exponents[i * columns + j];
  }
  return result;
}

void PolynomialFeatures::state(Fields& f) {
  f("degree", options_.degree);
  f("min_degree", options_.min_degree);
  f("interaction_only", options_.interaction_only);
  f("include_bias", options_.include_bias);
  if (f.is_reading()) check();
}

}  // namespace gradus::data
