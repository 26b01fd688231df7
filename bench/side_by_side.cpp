#include "bench/side_by_side.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <limits>
#include <optional>

namespace bench {
namespace {

/// What short runs are repeated to fill, so that each has many chances to run undisturbed.
constexpr double least_share = 5e-3;
constexpr int most_repeats = 200;

struct Measured {
  double nanoseconds = std::numeric_limits<double>::infinity();  // the least time of a unit
  double number = 0;
};

Timed timed(const Work& work) {
  const double start = processor_seconds();
  const double number = work();
  return {processor_seconds() - start, number};
}

Timed run_once(const Variant& variant) {
  return variant.itself ? variant.itself() : timed(variant.prepare());
}

/// Runs a variant at least once, each time from the start.
void measure(const Variant& variant, Measured& measured) {
  double spent = 0;
  for (int i = 0; i < most_repeats && spent < least_share; ++i) {
    const Timed run = run_once(variant);
    measured.number = run.number;
    measured.nanoseconds =
        std::min(measured.nanoseconds, run.seconds * 1e9 / static_cast<double>(variant.units));
    if (variant.itself) return;
    spent += run.seconds;
  }
}

std::string duration(double nanoseconds) {
  if (nanoseconds < 1e3) return fmt::format("{:.3g} ns", nanoseconds);
  if (nanoseconds < 1e6) return fmt::format("{:.3g} us", nanoseconds / 1e3);
  if (nanoseconds < 1e9) return fmt::format("{:.3g} ms", nanoseconds / 1e6);
  return fmt::format("{:.3g} s", nanoseconds / 1e9);
}

std::string ratio(double value) {
  return value < 20 ? fmt::format("{:.2f}", value) : fmt::format("{:.0f}", value);
}

/// Where two variants end with different numbers they did different work, and no ratio means anything.
std::optional<std::string> disagreement(const Row& row, const std::vector<Measured>& measured) {
  const double expected = measured.front().number;
  for (size_t i = 1; i < measured.size(); ++i) {
    const double found = measured[i].number;
    if (std::abs(found - expected) <= row.tolerance * std::max(std::abs(expected), 1e-6)) continue;
    return fmt::format("{} ends with {:.8g}, {} with {:.8g}", row.variants.front().name, expected,
                       row.variants[i].name, found);
  }
  return std::nullopt;
}

/// What was measured of the variant with this name, or null.
const Measured* find(const Row& row, const std::vector<Measured>& measured, const std::string& name) {
  for (size_t i = 0; i < row.variants.size(); ++i) {
    if (row.variants[i].name == name) return &measured[i];
  }
  return nullptr;
}

Finding judge(const Row& row, const Bar& bar, const std::vector<Measured>& measured) {
  const Measured* own = find(row, measured, bar.variant);
  const Measured* other = find(row, measured, bar.reference);
  const auto finding = [&](std::string what, std::string seen, std::string asked, bool met) {
    return Finding{row.name, std::move(what), std::move(seen), std::move(asked),
                   met ? Finding::Verdict::met : Finding::Verdict::missed};
  };
  switch (bar.kind) {
    case Bar::Kind::nanoseconds:
      return finding(bar.variant + ": time", duration(own->nanoseconds), "below " + duration(bar.value),
                     own->nanoseconds < bar.value);
    case Bar::Kind::number:
      return finding(bar.variant, fmt::format("{:g}", own->number), fmt::format("at most {:g}", bar.value),
                     own->number <= bar.value);
    case Bar::Kind::at_most:
    case Bar::Kind::faster:
      break;
  }
  const bool faster = bar.kind == Bar::Kind::faster;
  const std::string what =
      fmt::format("{}: {} {}", bar.variant, faster ? "times faster than" : "time by that of", bar.reference);
  // Some ratios are told without a bar.
  const std::string asked =
      bar.value == 0 ? "" : fmt::format("{} {:g}", faster ? "at least" : "at most", bar.value);
  if (!own || !other) return {row.name, what, "", asked, Finding::Verdict::not_compared};
  const double seen = faster ? other->nanoseconds / own->nanoseconds : own->nanoseconds / other->nanoseconds;
  if (bar.value == 0) return {row.name, what, ratio(seen), asked, Finding::Verdict::not_compared};
  return finding(what, ratio(seen), asked, faster ? seen >= bar.value : seen <= bar.value);
}

const char* word(Finding::Verdict verdict) {
  switch (verdict) {
    case Finding::Verdict::met:
      return "yes";
    case Finding::Verdict::missed:
      return "NO";
    case Finding::Verdict::not_compared:
      return "-";
  }
  return "";
}

}  // namespace

double processor_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

Timed least(const Work& work) {
  constexpr int runs = 3;
  Timed best = timed(work);
  for (int i = 1; i < runs; ++i) {
    const Timed next = timed(work);
    if (next.seconds < best.seconds) best = next;
  }
  return best;
}

std::vector<Finding> run(const Row& row, const Effort& effort) {
  fmt::print("{}\n", row.name);
  std::vector<Measured> measured(row.variants.size());
  const auto start = std::chrono::steady_clock::now();
  const auto spent = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start); };
  for (int round = 0; round < row.least_rounds || spent().count() < effort.seconds; ++round) {
    for (size_t i = 0; i < measured.size(); ++i) measure(row.variants[i], measured[i]);
    if (round > 0) continue;
    if (const auto difference = disagreement(row, measured)) {
      fmt::print("  not the same work: {}\n", *difference);
      return {{row.name, "not the same work: " + *difference, "", "", Finding::Verdict::missed}};
    }
  }
  for (size_t i = 0; i < measured.size(); ++i)
    fmt::print("  {:<40} {:>10}\n", row.variants[i].name, duration(measured[i].nanoseconds));
  std::fflush(stdout);
  std::vector<Finding> findings;
  for (const Bar& bar : row.bars) findings.push_back(judge(row, bar, measured));
  return findings;
}

void print_table(const std::vector<Finding>& findings) {
  size_t width = 0;
  for (const Finding& finding : findings) width = std::max(width, finding.what.size());
  const std::string* row = nullptr;
  for (const Finding& finding : findings) {
    if (!row || *row != finding.row) fmt::print("\n{}\n", finding.row);
    row = &finding.row;
    fmt::print("  {:<{}}  {:>9}  {:<15} {}\n", finding.what, width, finding.seen, finding.bar,
               word(finding.verdict));
  }
}

std::string markdown(const std::vector<Finding>& findings) {
  std::string text = "| work | what is compared | seen | bar | met |\n|---|---|---|---|---|\n";
  for (const Finding& finding : findings) {
    text += fmt::format("| {} | {} | {} | {} | {} |\n", finding.row, finding.what, finding.seen, finding.bar,
                        word(finding.verdict));
  }
  return text;
}

}  // namespace bench
