#include <fmt/format.h>

#include <chrono>
#include <cstdio>

#include "gradus/io/csv.hpp"
#include "gradus/store/learner.hpp"
#include "measure_text.hpp"
#include "output_files.hpp"
#include "table_commands.hpp"
#include "text_table.hpp"
#include "told.hpp"

namespace gradus::cli {
namespace {

using lessons::Json;

/// The table as the model's columns want it read: text as text, and numbers as numbers of any kind.
io::Table read_for(const learn::TableModel& model, const TableArguments& arguments) {
  io::ColumnTypes types = model.preparation->column_types();
  for (auto& [name, type] : types) {
    if (type == io::ColumnType::int64) type = io::ColumnType::float64;  // gaps and fractions may come
  }
  io::Table table = read_table(arguments, types);
  for (const auto& [name, type] : types) {
    if (table.rows() == 0 || !table.contains(name) || table[name].missing() < table.rows()) continue;
    warn(fmt::format("{}: column \"{}\" has no value at all; {} stands in each row for it", arguments.file,
                     name,
                     type == io::ColumnType::text ? "what was most frequent in training"
                                                  : "the median of the training rows"));
  }
  return table;
}

Json column_json(const io::Column& column) {
  if (const auto* texts = std::get_if<std::vector<std::string>>(&column.values)) return *texts;
  return lessons::numbers(std::get<std::vector<double>>(column.values));
}

}  // namespace

int predict_table(const ModelArguments& arguments) {
  const learn::TableModel model = store::load_table_model(arguments.model);
  check_outputs(arguments.table.file, {arguments.out});
  const io::Table answers = model.answer(read_for(model, arguments.table));
  if (!arguments.out.empty()) io::write_csv(answers, arguments.out);
  if (arguments.json) {
    Json json = {{"task", learn::name(model.task)},
                 {"model", model.model},
                 {"target", model.target},
                 {"rows", answers.rows()},
                 {"predictions", column_json(answers["prediction"])},
                 {"out", arguments.out.empty() ? Json(nullptr) : Json(arguments.out)}};
    if (answers.columns().size() > 1) {
      json["probabilities"] = Json::object();
      for (const std::string& name : model.class_names) {
        json["probabilities"][name] = column_json(answers["probability_" + name]);
      }
    }
    fmt::print("{}\n", lessons::to_line(json));
  } else if (arguments.out.empty()) {
    const std::string text = io::to_csv(answers);
    std::fwrite(text.data(), 1, text.size(), stdout);  // main() looks at the stream's state
  }
  return done;
}

int evaluate_model(const ModelArguments& arguments) {
  const auto start = std::chrono::steady_clock::now();
  const learn::TableModel model = store::load_table_model(arguments.model);
  const io::Table table = read_for(model, arguments.table);
  const std::vector<learn::SplitMeasures> splits{
      learn::evaluate_table(model, table, "test", arguments.weights)};
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (arguments.json) {
    fmt::print("{}\n", lessons::to_line(to_json(ModelReport{.model = model,
                                                            .splits = splits,
                                                            .features = model.preparation->feature_names_in(),
                                                            .rows = splits.front().rows,
                                                            .seconds = seconds,
                                                            .out = "",
                                                            .weights = arguments.weights})));
    return done;
  }
  Cells cells = measure_cells(splits);
  cells.front() = {model.model, "here", "baseline"};
  fmt::print("{} of \"{}\" in {}{}\n\n{}", learn::name(model.task), model.target, arguments.table.file,
             about_weights(arguments.weights), text_table(cells));
  if (const std::string about = about_measures(model); !about.empty()) fmt::print("\n{}\n", about);
  return done;
}

}  // namespace gradus::cli
