#include <fmt/format.h>

#include <cmath>

#include "gradus/data/describe.hpp"
#include "measure_text.hpp"
#include "table_commands.hpp"
#include "text_table.hpp"
#include "told.hpp"

namespace gradus::cli {
namespace {

using lessons::Json;

std::string number_cell(double value) { return std::isnan(value) ? "" : short_number(value); }

std::string most_cell(const data::ColumnSummary& column) {
  std::string text;
  for (const data::ValueCount& value : column.most) {
    text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", value.text, value.count);
  }
  return text;
}

Json to_json(const data::TableSummary& summary) {
  Json columns = Json::array();
  for (const data::ColumnSummary& column : summary.columns) {
    Json json = {{"name", column.name},
                 {"type", io::name(column.type)},
                 {"missing", column.missing},
                 {"distinct", column.distinct}};
    if (column.type != io::ColumnType::text) {
      for (const auto& [name, value] : {std::pair{"min", column.min},
                                        {"max", column.max},
                                        {"mean", column.mean},
                                        {"std", column.std},
                                        {"median", column.median}}) {
        json[name] = std::isnan(value) ? Json(nullptr) : lessons::number(value);
      }
    }
    json["most"] = Json::array();
    for (const data::ValueCount& value : column.most)
      json["most"].push_back({{"value", value.text}, {"count", value.count}});
    columns.push_back(std::move(json));
  }
  return {{"table", summary.source},
          {"rows", summary.rows},
          {"columns", columns},
          {"warnings", summary.warnings}};
}

}  // namespace

int describe_table(const ShapeArguments& arguments) {
  const io::Table table = read_table(arguments.table);
  const data::TableSummary summary = data::describe(table, {.target = arguments.target});
  if (arguments.json) {
    fmt::print("{}\n", lessons::to_line(to_json(summary)));
    return done;
  }
  fmt::print("{}: {}, {}\n\n", arguments.table.file, counted(summary.rows, "row"),
             counted(std::ssize(summary.columns), "column"));
  Cells cells{
      {"column", "type", "missing", "different", "min", "median", "max", "mean", "std", "most frequent"}};
  for (const data::ColumnSummary& column : summary.columns) {
    cells.push_back({column.name, std::string(io::name(column.type)),
                     column.missing == 0 ? "" : std::to_string(column.missing),
                     std::to_string(column.distinct), number_cell(column.min), number_cell(column.median),
                     number_cell(column.max), number_cell(column.mean), number_cell(column.std),
                     most_cell(column)});
  }
  fmt::print("{}", text_table(cells));
  if (!summary.warnings.empty()) fmt::print("\n");
  for (const std::string& warning : summary.warnings) fmt::print("warning: {}\n", shown(warning));
  return done;
}

}  // namespace gradus::cli
