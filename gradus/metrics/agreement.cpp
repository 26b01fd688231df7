#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "gradus/base/error.hpp"
#include "gradus/metrics/clustering.hpp"
#include "gradus/metrics/inputs.hpp"

namespace gradus::metrics {
namespace {

using detail::Labels;
using detail::Sum;

/// How many rows two labellings put together: the entries that are not 0, and their sums.
struct Contingency {
  struct Entry {
    size_t i, j;
    double count;
  };

  Contingency(const char* op, const Tensor& labels_true, const Tensor& labels_pred) {
    const Labels a = detail::read_labels(op, "labels_true", labels_true);
    const Labels b = detail::read_labels(op, "labels_pred", labels_pred);
    detail::check_same_length(op, "labels_true", a.size(), "labels_pred", b.size());
    const Labels classes = detail::different(a), clusters = detail::different(b);
    const std::vector<size_t> places_a = detail::encode(op, a, classes),
                              places_b = detail::encode(op, b, clusters);
    rows.resize(classes.size());
    columns.resize(clusters.size());
    std::vector<std::pair<size_t, size_t>> pairs;
    for (size_t r = 0; r < a.size(); ++r) {
      pairs.emplace_back(places_a[r], places_b[r]);
      ++rows[places_a[r]];
      ++columns[places_b[r]];
    }
    std::sort(pairs.begin(), pairs.end());
    for (size_t r = 0; r < pairs.size(); ++r) {
      if (r == 0 || pairs[r] != pairs[r - 1]) entries.push_back({pairs[r].first, pairs[r].second, 0});
      ++entries.back().count;
    }
    n = static_cast<double>(a.size());
  }

  bool both_single() const { return rows.size() == 1 && columns.size() == 1; }
  /// Whether both put the same rows together.
  bool equal() const { return entries.size() == rows.size() && entries.size() == columns.size(); }

  std::vector<Entry> entries;
  std::vector<double> rows, columns;
  double n = 0;
};

/// Pairs of rows (each counted twice): together in both labellings, in one of them, in none. long double
/// holds them exactly.
struct Pairs {
  explicit Pairs(const Contingency& c) {
    const auto squares = [](const auto& values, auto count) {
      long double sum = 0;
      for (const auto& value : values) sum += static_cast<long double>(count(value)) * count(value);
      return sum;
    };
    const auto itself = [](double value) { return static_cast<long double>(value); };
    const long double n = c.n, in_true = squares(c.rows, itself), in_pred = squares(c.columns, itself);
    const long double in_both =
        squares(c.entries, [](const Contingency::Entry& e) { return static_cast<long double>(e.count); });
    both = in_both - n;
    only_true = in_true - in_both;
    only_pred = in_pred - in_both;
    none = n * n - only_true - only_pred - in_both;
  }

  long double both, only_true, only_pred, none;
};

double entropy(const std::vector<double>& counts, double n) {
  if (counts.size() == 1) return 0;
  Sum sum;
  for (double count : counts) sum.add(-count / n * (std::log(count) - std::log(n)));
  return sum.value();
}

double mutual_information(const Contingency& c) {
  if (c.rows.size() == 1 || c.columns.size() == 1) return 0;
  const double log_n = std::log(c.n);
  Sum sum;
  for (const auto& entry : c.entries) {
    const double share = entry.count / c.n;
    const double of_chance = -std::log(c.rows[entry.i] * c.columns[entry.j]) + log_n + log_n;
    const double term = share * (std::log(entry.count) - log_n) + share * of_chance;
    if (std::abs(term) >= std::numeric_limits<double>::epsilon()) sum.add(term);
  }
  return std::max(sum.value(), 0.0);
}

double mean_entropy(const Contingency& c, EntropyAverage how) {
  const double a = entropy(c.rows, c.n), b = entropy(c.columns, c.n);
  switch (how) {
    case EntropyAverage::geometric:
      return std::sqrt(a * b);
    case EntropyAverage::min:
      return std::min(a, b);
    case EntropyAverage::max:
      return std::max(a, b);
    case EntropyAverage::arithmetic:
      break;
  }
  return (a + b) / 2;
}

/// The mean of m/n log(n m / (a b)) over the number m of rows that a class of a and a cluster of b of n rows
/// share by chance.
///
/// m is hypergeometric. Its probabilities follow from each other by short quotients, outwards from the most
/// likely m, and are divided by their sum at the end: no factorials of large numbers, whose logarithms would
/// cost digits.
double expected_term(int64_t a, int64_t b, int64_t n) {
  const int64_t first = std::max<int64_t>(a + b - n, 0), last = std::min(a, b);
  const auto real = [](int64_t count) { return static_cast<double>(count); };
  const auto likely = std::clamp(static_cast<int64_t>(real(a + 1) * real(b + 1) / real(n + 2)), first, last);
  constexpr double negligible = 1e-25;
  Sum whole, sum;
  const auto add = [&](int64_t m, double probability) {
    whole.add(probability);
    if (m > 0)
      sum.add(probability * (real(m) / real(n)) *
              (std::log(real(n) * real(m)) - std::log(real(a) * real(b))));
  };
  double probability = 1;
  for (int64_t m = likely; probability > negligible; ++m) {
    add(m, probability);
    if (m == last) break;
    probability *= real(a - m) * real(b - m) / (real(m + 1) * real(n - a - b + m + 1));
  }
  probability = 1;
  for (int64_t m = likely; m > first; --m) {
    probability *= real(m) * real(n - a - b + m) / (real(a - m + 1) * real(b - m + 1));
    if (probability <= negligible) break;
    add(m - 1, probability);
  }
  return sum.value() / whole.value();
}

/// The expected mutual information of random labellings with these sizes; equal pairs of sizes count once.
double expected_mutual_information(const Contingency& c) {
  if (c.rows.size() == 1 || c.columns.size() == 1) return 0;
  std::map<int64_t, double> rows, columns;
  for (double count : c.rows) ++rows[static_cast<int64_t>(count)];
  for (double count : c.columns) ++columns[static_cast<int64_t>(count)];
  Sum sum;
  for (const auto& row : rows) {
    for (const auto& column : columns) {
      sum.add(row.second * column.second * expected_term(row.first, column.first, static_cast<int64_t>(c.n)));
    }
  }
  return sum.value();
}

}  // namespace

double rand_score(const Tensor& labels_true, const Tensor& labels_pred) {
  const Pairs pairs(Contingency("rand_score", labels_true, labels_pred));
  const long double agreed = pairs.both + pairs.none;
  const long double all = agreed + pairs.only_true + pairs.only_pred;
  return all == 0 ? 1.0 : static_cast<double>(agreed / all);
}

double adjusted_rand_score(const Tensor& labels_true, const Tensor& labels_pred) {
  const Pairs p(Contingency("adjusted_rand_score", labels_true, labels_pred));
  if (p.only_true == 0 && p.only_pred == 0) return 1;
  const long double above_chance = 2 * (p.both * p.none - p.only_true * p.only_pred);
  return static_cast<double>(above_chance / ((p.both + p.only_true) * (p.only_true + p.none) +
                                             (p.both + p.only_pred) * (p.only_pred + p.none)));
}

double mutual_info_score(const Tensor& labels_true, const Tensor& labels_pred) {
  return mutual_information(Contingency("mutual_info_score", labels_true, labels_pred));
}

double normalized_mutual_info_score(const Tensor& labels_true, const Tensor& labels_pred,
                                    const MutualInfoOptions& options) {
  const Contingency c("normalized_mutual_info_score", labels_true, labels_pred);
  if (c.both_single()) return 1;
  const double information = mutual_information(c);
  return information == 0 ? 0.0 : information / mean_entropy(c, options.average_method);
}

double adjusted_mutual_info_score(const Tensor& labels_true, const Tensor& labels_pred,
                                  const MutualInfoOptions& options) {
  const Contingency c("adjusted_mutual_info_score", labels_true, labels_pred);
  if (c.equal()) return 1;  // also where each row is alone, and the quotient 0 / 0
  const double expected = expected_mutual_information(c);
  const double above_chance = mean_entropy(c, options.average_method) - expected;
  constexpr double eps = std::numeric_limits<double>::epsilon();
  const double divisor = above_chance < 0 ? std::min(above_chance, -eps) : std::max(above_chance, eps);
  return (mutual_information(c) - expected) / divisor;
}

}  // namespace gradus::metrics
