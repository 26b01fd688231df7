// Rows that are set apart to test and to validate.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/base/random/numpy_random.hpp"
#include "gradus/learn/table/problem.hpp"

namespace gradus::learn::internal {

Rows labels_of(const Problem& problem, const Rows& rows) {
  Rows labels;
  labels.reserve(rows.size());
  for (const int64_t row : rows) labels.push_back(problem.labels[static_cast<size_t>(row)]);
  return labels;
}

namespace {

/// The different classes among rows, in order.
Rows classes_of(const Problem& problem, const Rows& rows) {
  Rows classes = labels_of(problem, rows);
  std::sort(classes.begin(), classes.end());
  classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
  return classes;
}

}  // namespace

Rows with_known_classes(const Problem& problem, Rows rows, const Rows& others) {
  if (!problem.has_classes()) return rows;
  const Rows known = classes_of(problem, others);
  std::erase_if(rows, [&](int64_t row) {
    return !std::binary_search(known.begin(), known.end(), problem.labels[static_cast<size_t>(row)]);
  });
  return rows;
}

bool can_stratify(const Rows& labels, int64_t count) {
  Rows sorted = labels;
  std::sort(sorted.begin(), sorted.end());
  int64_t classes = 0;
  for (size_t i = 0; i < sorted.size(); ++classes) {
    const size_t next =
        static_cast<size_t>(std::upper_bound(sorted.begin(), sorted.end(), sorted[i]) - sorted.begin());
    if (next - i < 2) return false;
    i = next;
  }
  return count >= classes && std::ssize(labels) - count >= classes;
}

Rows set_apart(const Problem& problem, Rows& rows, int64_t count) {
  if (count == 0) return {};
  random::NumpyRandom random(problem.options.seed);
  const Rows labels = problem.has_classes() ? labels_of(problem, rows) : Rows();
  const data::SplitOptions options{.test_size = count,
                                   .stratify = problem.has_classes() && can_stratify(labels, count)};
  const data::SplitIndices split = options.stratify
                                       ? data::train_test_split(labels, options, random)
                                       : data::train_test_split(std::ssize(rows), options, random);
  const auto taken = [&](const Rows& places) {
    Rows result;
    result.reserve(places.size());
    for (const int64_t place : places) result.push_back(rows[static_cast<size_t>(place)]);
    return result;
  };
  Rows apart = taken(split.test);
  rows = taken(split.train);
  return apart;
}

int64_t share_of_rows(const Problem& problem, double share) {
  return static_cast<int64_t>(std::ceil(share * static_cast<double>(problem.rows()) - 1e-9));
}

void check_shares(const Problem& problem, double valid) {
  const double test = problem.options.test;
  for (const double share : {valid, test}) {
    if (!(share >= 0 && share < 1))
      fail(fmt::format("train_table: a share of rows must be from 0 to below 1, not {}", share));
  }
  if (problem.rows() - share_of_rows(problem, valid) - share_of_rows(problem, test) < 2) {
    fail(fmt::format("{}: of {} rows, {} to test and {} to validate leave fewer than two to learn from",
                     problem.table.source(), problem.rows(), share_of_rows(problem, test),
                     share_of_rows(problem, valid)));
  }
}

}  // namespace gradus::learn::internal
