#include <fmt/format.h>

#include "gradus/data/read_table.hpp"
#include "table_commands.hpp"

namespace gradus::cli {
namespace {

std::string shown(char separator) {
  if (separator == '\t') return "a tab";
  return separator == ' ' ? "a blank" : fmt::format("\"{}\"", separator);
}

void tell(const data::TableLayout& layout, const TableArguments& arguments) {
  const bool separator = !arguments.separator && layout.separator != ',';
  const bool decimal = !arguments.decimal && layout.decimal != '.';
  if (separator || decimal) {
    fmt::print(stderr, "gradus: note: {}: {}{}{}; {} otherwise\n", arguments.file,
               separator ? fmt::format("{} separates cells", shown(layout.separator)) : "",
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

}  // namespace

io::Table read_table(const TableArguments& arguments, const io::ColumnTypes& types) {
  data::TableLayout layout;
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

}  // namespace gradus::cli
