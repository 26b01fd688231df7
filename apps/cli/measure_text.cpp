#include "measure_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gradus/io/json.hpp"

namespace gradus::cli {
namespace {

using lessons::Json;

const double* find(const learn::Measures& measures, const std::string& name) {
  const auto found =
      std::find_if(measures.begin(), measures.end(), [&](const auto& each) { return each.first == name; });
  return found == measures.end() ? nullptr : &found->second;
}

std::string cell(const double* value) { return value ? short_number(*value) : "–"; }

Json to_json(const learn::Measures& measures) {
  Json json = Json::object();
  for (const auto& [name, value] : measures) json[name] = lessons::number(value);
  return json;
}

Json terms_of(const std::vector<std::string>& features, const std::vector<double>& coefs) {
  Json json = Json::object();
  for (size_t j = 0; j < features.size(); ++j) json[features[j]] = lessons::number(coefs[j]);
  return json;
}

/// Linear models in the data's own units, by name; of others the settings.
Json parameters_of(const learn::TableModel& model) {
  const learn::LinearTerms terms = learn::linear_terms(model);
  if (terms.empty()) return Json::parse(io::to_json(model.learner->params()));
  if (terms.outputs.empty()) {
    return {{"intercept", lessons::number(terms.intercepts.front())},
            {"coefficients", terms_of(terms.features, terms.coefs.front())}};
  }
  Json intercepts = Json::object(), coefs = Json::object();
  for (size_t row = 0; row < terms.outputs.size(); ++row) {
    intercepts[terms.outputs[row]] = lessons::number(terms.intercepts[row]);
    coefs[terms.outputs[row]] = terms_of(terms.features, terms.coefs[row]);
  }
  return {{"intercept", intercepts}, {"coefficients", coefs}};
}

}  // namespace

std::string short_number(double value) {
  return value == 0 || (std::abs(value) >= 1e-3 && std::abs(value) < 1e5) ? fmt::format("{:.4g}", value)
                                                                          : fmt::format("{:.3e}", value);
}

std::string counted(int64_t count, const std::string& word) {
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

std::string about_measures(const learn::TableModel& model) {
  if (model.class_names.size() != 2) return "";
  return fmt::format("Precision, recall and f1 are those of {}.", model.class_names[1]);
}

std::string about_weights(const std::string& column) {
  return column.empty() ? "" : fmt::format(", rows counted by \"{}\"", column);
}

Cells measure_cells(const std::vector<learn::SplitMeasures>& splits) {
  Cells cells{{""}};
  std::vector<std::string> rows{"rows"};
  rows.reserve(splits.size() + 2);
  for (const learn::SplitMeasures& split : splits) {
    cells.front().push_back(split.split);
    rows.push_back(std::to_string(split.rows));
  }
  cells.front().emplace_back("baseline");
  rows.emplace_back("");
  cells.push_back(rows);
  for (const auto& [name, value] : splits.front().measures) {
    std::vector<std::string> line{name};
    line.reserve(splits.size() + 2);
    for (const learn::SplitMeasures& split : splits) line.push_back(cell(find(split.measures, name)));
    line.push_back(cell(find(splits.back().baseline, name)));
    cells.push_back(std::move(line));
  }
  return cells;
}

Cells term_cells(const learn::TableModel& model) {
  const learn::LinearTerms terms = learn::linear_terms(model);
  Cells cells;
  if (terms.empty()) return cells;
  if (model.task == learn::Task::classification) {
    cells.push_back({""});
    if (terms.outputs.empty()) cells.back().push_back(model.class_names.back());
    cells.back().insert(cells.back().end(), terms.outputs.begin(), terms.outputs.end());
  }
  const auto line = [&](const std::string& name, auto value) {
    std::vector<std::string> row{name};
    row.reserve(terms.coefs.size() + 1);
    for (size_t i = 0; i < terms.coefs.size(); ++i) row.push_back(fmt::format("{:.6g}", value(i)));
    cells.push_back(std::move(row));
  };
  line("(intercept)", [&](size_t row) { return terms.intercepts[row]; });
  for (size_t j = 0; j < terms.features.size(); ++j) {
    line(terms.features[j], [&](size_t row) { return terms.coefs[row][j]; });
  }
  return cells;
}

Json to_json(const ModelReport& report) {
  Json measures = Json::object(), baseline = Json::object();
  for (const learn::SplitMeasures& split : report.splits) {
    measures[split.split] = to_json(split.measures);
    baseline[split.split] = to_json(split.baseline);
  }
  Json json = {{"task", learn::name(report.model.task)},
               {"model", report.model.model},
               {"target", report.model.target},
               {"rows", report.rows},
               {"features", report.features},
               {"measures", measures},
               {"baseline", baseline},
               {"parameters", parameters_of(report.model)},
               {"seconds", lessons::number(report.seconds)},
               {"out", report.out.empty() ? Json(nullptr) : Json(report.out)}};
  if (!report.weights.empty()) json["weights"] = report.weights;
  if (report.balanced) json["class_weight"] = "balanced";
  return json;
}

}  // namespace gradus::cli
