#include "bench/ratio_reporter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace bench {

namespace {

constexpr const char* bar_counter = "bar";

std::string duration(double nanoseconds) {
  if (nanoseconds < 1e3) return fmt::format("{:.0f} ns", nanoseconds);
  if (nanoseconds < 1e6) return fmt::format("{:.2f} us", nanoseconds / 1e3);
  return fmt::format("{:.2f} ms", nanoseconds / 1e6);
}

}  // namespace

bool RatioReporter::ReportContext(const Context& /*context*/) { return true; }

RatioReporter::Variant& RatioReporter::find(const std::string& full_name, int64_t place) {
  const size_t slash = full_name.find('/');
  const std::string group_name = full_name.substr(0, slash);
  const std::string name = slash == std::string::npos ? full_name : full_name.substr(slash + 1);
  auto group =
      std::find_if(groups_.begin(), groups_.end(), [&](const Group& g) { return g.name == group_name; });
  if (group == groups_.end()) group = groups_.insert(groups_.end(), Group{group_name, {}});
  auto& variants = group->variants;
  auto variant =
      std::find_if(variants.begin(), variants.end(), [&](const Variant& v) { return v.name == name; });
  if (variant == variants.end()) variant = variants.insert(variants.end(), Variant{name, place, 0.0, {}, {}});
  return *variant;
}

void RatioReporter::ReportRuns(const std::vector<Run>& runs) {
  for (const Run& run : runs) {
    if (run.run_type != Run::RT_Iteration) continue;
    Variant& variant = find(run.run_name.function_name, run.family_index);
    if (run.error_occurred) {
      variant.error = run.error_message;
      continue;
    }
    const double time = run.real_accumulated_time / static_cast<double>(run.iterations) * 1e9;
    if (variant.nanoseconds == 0.0 || time < variant.nanoseconds) variant.nanoseconds = time;
    for (const auto& [name, counter] : run.counters) {
      // The largest over the repetitions: one allocation in one of them is one too many.
      auto [place, is_new] = variant.counters.try_emplace(name, counter.value);
      if (!is_new) place->second = std::max(place->second, counter.value);
    }
  }
}

void RatioReporter::print(Group& group) {
  // Interleaved repetitions end in any order.
  std::sort(group.variants.begin(), group.variants.end(),
            [](const Variant& a, const Variant& b) { return a.place < b.place; });
  std::map<std::string, double> columns;
  for (const Variant& variant : group.variants)
    columns.insert(variant.counters.begin(), variant.counters.end());
  columns.erase(bar_counter);

  std::string header = fmt::format("{:<44}{:>10}{:>10}{:>8}", group.name, "time", "ratio", "bar");
  for (const auto& [name, unused] : columns) header += fmt::format("  {}", name);
  fmt::print("\n{}\n", header);

  const double reference = group.variants.front().nanoseconds;
  for (const Variant& variant : group.variants) {
    if (!variant.error.empty()) {
      fmt::print("  {:<42}{}\n", variant.name, variant.error);
      missed_ = true;
      continue;
    }
    const double ratio = variant.nanoseconds / reference;
    std::string bar;
    std::string verdict;
    if (const auto found = variant.counters.find(bar_counter); found != variant.counters.end()) {
      bar = fmt::format("{:g}", found->second);
      if (ratio > found->second) {
        verdict = "  above the bar";
        missed_ = true;
      }
    }
    std::string line =
        fmt::format("  {:<42}{:>10}{:>10.2f}{:>8}", variant.name, duration(variant.nanoseconds), ratio, bar);
    for (const auto& [name, unused] : columns) {
      const auto found = variant.counters.find(name);
      const std::string value = found == variant.counters.end() ? "" : fmt::format("{:g}", found->second);
      line += fmt::format("  {:>{}}", value, name.size());
    }
    fmt::print("{}{}\n", line, verdict);
  }
}

void RatioReporter::Finalize() {
  for (Group& group : groups_) print(group);
  std::fflush(stdout);
}

int run(int argc, char** argv) {
  // Interleaved, so that a slow moment of the machine hits all variants; what the caller says comes last and
  // wins.
  std::vector<std::string> options = {argv[0], "--benchmark_repetitions=40", "--benchmark_min_time=0.01",
                                      "--benchmark_enable_random_interleaving=true"};
  options.insert(options.end(), argv + 1, argv + argc);
  std::vector<char*> arguments;
  arguments.reserve(options.size());
  for (std::string& option : options) arguments.push_back(option.data());
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) return 2;
  RatioReporter reporter;
  if (benchmark::RunSpecifiedBenchmarks(&reporter) == 0) return 1;
  return reporter.missed_a_bar() ? 1 : 0;
}

}  // namespace bench
