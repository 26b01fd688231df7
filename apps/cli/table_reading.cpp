#include <fmt/format.h>

#include <algorithm>

#include "gradus/data/read_table.hpp"
#include "table_commands.hpp"

namespace gradus::cli {
namespace {

std::string named(char separator) {
  if (separator == '\t') return "a tab";
  return separator == ' ' ? "a blank" : fmt::format("\"{}\"", separator);
}

void tell(const data::TableLayout& layout, const TableArguments& arguments) {
  const bool separator = !arguments.separator && layout.separator != ',';
  const bool decimal = !arguments.decimal && layout.decimal != '.';
  if (separator || decimal) {
    fmt::print(stderr, "gradus: note: {}: {}{}{}; {} otherwise\n", arguments.file,
               separator ? fmt::format("{} separates cells", named(layout.separator)) : "",
               separator && decimal ? ", " : "", decimal ? "numbers are written 1,5" : "",
               separator && decimal ? "--separator and --decimal say"
               : separator          ? "--separator says"
                                    : "--decimal says");
  }
  if (!layout.number_in_header.empty()) {
    fmt::print(stderr,
               "gradus: note: {}: the first line is taken for the names of the columns, although {} is a "
               "number; --no-header takes it for a row\n",
               arguments.file, layout.number_in_header);
  }
}

io::Table read(const TableArguments& arguments, const io::ColumnTypes& types, data::TableLayout& layout) {
  io::Table table = data::read_table(arguments.file, {.directory = arguments.directory,
                                                      .types = types,
                                                      .texts = arguments.categories,
                                                      .separator = arguments.separator,
                                                      .decimal = arguments.decimal,
                                                      .header = arguments.header,
                                                      .layout = &layout});
  tell(layout, arguments);
  return table;
}

}  // namespace

io::Table read_table(const TableArguments& arguments, const io::ColumnTypes& types) {
  data::TableLayout layout;
  return read(arguments, types, layout);
}

io::Table read_unlabelled_table(const TableArguments& arguments, std::vector<std::string>& drop) {
  data::TableLayout layout;
  io::Table table = read(arguments, {}, layout);
  if (!layout.classes.empty() && std::find(drop.begin(), drop.end(), layout.classes) == drop.end()) {
    fmt::print(stderr, "gradus: note: {}: the classes, column \"{}\", are left out\n", arguments.file,
               layout.classes);
    drop.push_back(layout.classes);
  }
  return table;
}

}  // namespace gradus::cli
