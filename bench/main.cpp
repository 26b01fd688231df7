// Every row, or those whose key is named:
//   gradus_bench [--list] [--seconds S] [--markdown FILE] [KEY ...]
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>

#include "bench/rivals.hpp"
#include "bench/rows.hpp"

namespace {

using namespace bench;

struct Arguments {
  bool list = false;
  Effort effort;
  std::string markdown_file;
  std::vector<std::string> keys;
};

[[noreturn]] void refuse(const std::string& what) {
  fmt::print(stderr, "gradus_bench: {}\n", what);
  std::exit(2);
}

double positive(const std::string& word) {
  char* end = nullptr;
  const double value = std::strtod(word.c_str(), &end);
  if (*end != '\0' || !(value > 0)) refuse("--seconds needs a positive number, not " + word);
  return value;
}

Arguments parse(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if ((word == "--seconds" || word == "--markdown") && i + 1 == argc) refuse(word + " needs a value");
    if (word == "--list") {
      arguments.list = true;
    } else if (word == "--seconds") {
      arguments.effort.seconds = positive(argv[++i]);
    } else if (word == "--markdown") {
      arguments.markdown_file = argv[++i];
    } else if (word.starts_with("-")) {
      refuse("unknown option " + word);
    } else {
      arguments.keys.push_back(word);
    }
  }
  return arguments;
}

/// The rows whose key starts with one of the words; all when there are none.
std::vector<Row> selected(const std::vector<std::string>& keys) {
  std::vector<Row> rows;
  for (auto family :
       {tiny_rows, training_rows, product_rows, small_rows, file_rows, csv_rows, trainer_rows, learn_rows}) {
    for (Row& row : family()) rows.push_back(std::move(row));
  }
  for (const std::string& key : keys) {
    const auto fits = [&](const Row& row) { return row.key.starts_with(key); };
    if (std::none_of(rows.begin(), rows.end(), fits))
      refuse(fmt::format("no row is called {}; --list names them", key));
  }
  std::erase_if(rows, [&](const Row& row) {
    const auto names = [&](const std::string& key) { return row.key.starts_with(key); };
    return !keys.empty() && std::none_of(keys.begin(), keys.end(), names);
  });
  return rows;
}

/// The processor's name, as Linux tells it.
std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(": ") + 2);
  }
  return "an unknown processor";
}

void write(const std::string& path, const std::string& text) {
  std::ofstream file(path);
  file << text;
  if (!file.flush()) refuse("could not write " + path);
}

}  // namespace

int main(int argc, char** argv) {
  const Arguments arguments = parse(argc, argv);
  const std::vector<Row> rows = selected(arguments.keys);
  if (arguments.list) {
    for (const Row& row : rows) fmt::print("{:<14} {}\n", row.key, row.name);
    return 0;
  }
  std::vector<Finding> findings;
  for (const Row& row : rows) {
    for (Finding& finding : run(row, arguments.effort)) findings.push_back(std::move(finding));
  }
  print_table(findings);
  const std::string where = fmt::format("One thread of {}; {}.", processor(),
                                        libtorch() ? libtorch()->version : "libtorch is not built in");
  fmt::print("\n{}\n", where);
  if (!arguments.markdown_file.empty()) write(arguments.markdown_file, where + "\n\n" + markdown(findings));
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& finding) { return finding.verdict == Finding::Verdict::missed; });
}
