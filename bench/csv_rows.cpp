// Reading 200 MB of numbers from a CSV file: the time for each MB, and the memory beside what the table
// takes.
#include <fmt/format.h>
#include <malloc.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "bench/rows.hpp"
#include "gradus/base/file.hpp"
#include "gradus/gradus.hpp"

namespace bench {
namespace {

constexpr const char* ours = "gradus";
constexpr int64_t megabytes = 200;
constexpr int columns = 10;

/// A table of normally distributed numbers with all their digits. It lies where $GRADUS_BENCH_CSV says, so
/// that bench/csv_rivals.py reads the same one, or in a temporary file that vanishes with the program.
class NumbersFile {
 public:
  NumbersFile() {
    const char* named = std::getenv("GRADUS_BENCH_CSV");
    is_ours_ = named == nullptr;
    path_ = is_ours_ ? std::filesystem::temp_directory_path() / fmt::format("gradus_bench_{}.csv", ::getpid())
                     : named;
    if (!std::filesystem::exists(path_)) write();
  }
  NumbersFile(const NumbersFile&) = delete;
  NumbersFile& operator=(const NumbersFile&) = delete;
  ~NumbersFile() {
    if (is_ours_) std::filesystem::remove(path_);
  }

  std::string path() const { return path_; }

 private:
  void write() const {
    using namespace gradus;
    manual_seed(1);
    std::vector<io::Column> table;
    constexpr int64_t rows = 48000;
    table.reserve(static_cast<size_t>(columns));
    for (int j = 0; j < columns; ++j) {
      table.push_back({fmt::format("x{}", j), randn({rows}, {.dtype = float64}).to_vector()});
    }
    const std::string part = io::to_csv(io::Table(std::move(table)));
    const std::string rest = part.substr(part.find('\n') + 1);
    NewFile file("bench", path_);
    file.write(part);
    for (size_t size = part.size(); size < megabytes * 1000000; size += rest.size()) file.write(rest);
    file.commit();
  }

  std::filesystem::path path_;
  bool is_ours_;
};

/// One file for all rows, made when the first of them runs.
const NumbersFile& numbers_file() {
  static const NumbersFile file;
  return file;
}

/// Kilobytes of this process: "VmRSS:" in memory now, "VmHWM:" at most so far.
double kilobytes(const std::string& what) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    double value = 0;
    if (word == what && status >> value) return value;
  }
  return 0;
}

/// What reading adds to the memory at its peak, by the size of the table.
double memory_ratio(const std::string& path) {
  ::malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << 5 << std::flush;  // the peak begins anew
  const double before = kilobytes("VmRSS:");
  const gradus::io::Table table = gradus::io::read_csv(path);
  const double table_bytes = static_cast<double>(table.rows()) * columns * 8;
  return (kilobytes("VmHWM:") - before) * 1024 / table_bytes;
}

}  // namespace

std::vector<Row> csv_rows() {
  const auto read = [] {
    return [path = numbers_file().path()] { return gradus::io::read_csv(path).numbers("x0").back(); };
  };
  const auto memory = [] { return [path = numbers_file().path()] { return memory_ratio(path); }; };
  const Row time{.key = "csv",
                 .name = "read_csv of 200 MB of numbers: one of the MB",
                 .variants = {{ours, read, megabytes}},
                 .bars = {{Bar::Kind::nanoseconds, ours, "", 5e6}},
                 .least_rounds = 3};
  const Row peak{.key = "csv-memory",
                 .name = "read_csv of 200 MB of numbers: peak of memory by the table's size",
                 .variants = {{ours, memory}},
                 .bars = {{Bar::Kind::number, ours, "", 1.3}},
                 .least_rounds = 1};
  return {time, peak};
}

}  // namespace bench
