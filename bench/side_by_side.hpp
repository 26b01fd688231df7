#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

/// The same work done in several ways in one process, and the bars that the ratios of their times must meet.
namespace bench {

/// Does the work once; returns a number (a loss, a sum) by which the ways are seen to do the same.
using Work = std::function<double()>;

/// What a run took, and its number.
struct Timed {
  double seconds, number;
};

/// Processor time of this process, all its threads together: what other programs take does not count.
double processor_seconds();
/// The least of a few runs.
Timed least(const Work& work);

/// One way to do the work of a row.
struct Variant {
  std::string name;
  std::function<Work()> prepare{};  ///< everything that is not timed: data, model, start values
  int64_t units = 1;                ///< how many of the row's units one run does: steps, epochs, calls
  std::function<Timed()> itself{};  ///< instead of `prepare`: a run that times itself, in another process say
};

/// What is asked of a variant.
struct Bar {
  enum class Kind : uint8_t {
    at_most,      ///< its time is at most `value` times that of the reference
    faster,       ///< the time of the reference is at least `value` times its own; 0 asks nothing
    nanoseconds,  ///< its time for one unit is below `value`
    number,       ///< its number is at most `value`
  };
  Kind kind;
  std::string variant, reference;
  double value;
};

/// A line of the table.
struct Row {
  std::string key;   ///< a short word to select it by
  std::string name;  ///< what is done
  std::vector<Variant> variants{};
  std::vector<Bar> bars{};
  double tolerance = 1e-3;  ///< between the variants' numbers, relative
  int least_rounds = 5;     ///< of all variants, one after the other
};

/// What was seen for one bar; without a value when the reference is not built in, without a verdict when
/// there is no bar.
struct Finding {
  std::string row, what, seen, bar;
  enum class Verdict : uint8_t { met, missed, not_compared } verdict;
};

struct Effort {
  double seconds = 4;  ///< for each row; rounds are added until they are spent
};

/// Runs the variants of a row in turn, round after round, and takes the least processor time of each.
std::vector<Finding> run(const Row& row, const Effort& effort);

void print_table(const std::vector<Finding>& findings);
/// The table in Markdown.
std::string markdown(const std::vector<Finding>& findings);

}  // namespace bench
