#pragma once

#include <benchmark/benchmark.h>

#include <map>
#include <string>
#include <vector>

namespace bench {

/// Prints each group of benchmarks as a table of ratios, since machines are noisy and bare times say little.
///
/// Benchmarks are named `group/variant`; the first variant of a group is what the others are compared with.
/// The time of a variant is the minimum over its repetitions. A counter `bar` is the ratio that a variant
/// must not exceed; every other counter becomes a column.
class RatioReporter : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context& context) override;
  void ReportRuns(const std::vector<Run>& runs) override;
  void Finalize() override;

  /// True when a variant stayed above its bar or did not run.
  bool missed_a_bar() const { return missed_; }

 private:
  struct Variant {
    std::string name;
    int64_t place = 0;  // in the order of registration
    double nanoseconds = 0.0;
    std::map<std::string, double> counters;
    std::string error;
  };
  struct Group {
    std::string name;
    std::vector<Variant> variants;
  };

  Variant& find(const std::string& full_name, int64_t place);
  void print(Group& group);

  std::vector<Group> groups_;
  bool missed_ = false;
};

/// Starts Google Benchmark with interleaved repetitions and the reporter above; the exit status of main.
int run(int argc, char** argv);

}  // namespace bench
