#include "report_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gradus/base/file.hpp"
#include "gradus/plot/html.hpp"
#include "gradus/plot/share.hpp"
#include "lessons/page/html.hpp"

namespace gradus::cli {
namespace {

using lessons::escape;

std::string list_of(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += fmt::format("<p class=\"note\">{}</p>\n", escape(item));
  return out;
}

std::string row_of(const std::vector<std::string>& cells, bool head, size_t width) {
  std::string out = "<tr>";
  for (size_t j = 0; j < width; ++j) {
    const std::string cell = j < cells.size() ? escape(cells[j]) : "";
    out += head     ? fmt::format("<th scope=\"col\">{}</th>", cell)
           : j == 0 ? fmt::format("<th scope=\"row\">{}</th>", cell)
                    : fmt::format("<td class=\"num\">{}</td>", cell);
  }
  return out + "</tr>\n";
}

std::string table_of(const ReportPage::Table& table) {
  size_t width = 0;
  for (const auto& row : table.cells) width = std::max(width, row.size());
  std::string out = fmt::format("<section><h2>{}</h2>\n", escape(table.title));
  if (!table.words.empty()) out += fmt::format("<p>{}</p>\n", escape(table.words));
  constexpr size_t fits_the_text = 6;  // columns; more of them take the width of a figure
  out +=
      fmt::format("<div {} tabindex=\"0\"><table><thead>{}</thead><tbody>\n",
                  width > fits_the_text ? "class=\"scroll\"" : "style=\"overflow-x: auto; margin: 1rem 0\"",
                  row_of(table.cells.front(), true, width));
  for (size_t i = 1; i < table.cells.size(); ++i) out += row_of(table.cells[i], false, width);
  return out + "</tbody></table></div></section>\n";
}

std::string figures_of(const std::vector<view::NamedFigure>& figures) {
  if (figures.empty()) return "";
  std::string out = "<section><h2>Figures</h2>\n";
  for (size_t i = 0; i < figures.size(); ++i) {
    const view::NamedFigure& figure = figures[i];
    out += fmt::format(
        "<figure id=\"{0}\"><div class=\"plot\" role=\"img\" aria-label=\"{1}\"><div "
        "class=\"fit\">{2}</div></div>\n"
        "<figcaption><b>Figure {3}.</b> {1}</figcaption></figure>\n",
        figure.id, escape(figure.caption), plot::html_fragment(figure.figure, "plot-" + figure.id), i + 1);
  }
  return out + "</section>\n";
}

std::string shared(const char* name) { return read_file("report", plot::share_file(name)); }

}  // namespace

std::string to_html(const ReportPage& page) {
  std::string facts;
  for (const std::string& fact : page.facts) facts += fmt::format("<span>{}</span> ", escape(fact));
  std::string tables, details;
  for (const ReportPage::Table& table : page.tables) tables += table_of(table);
  for (const ReportPage::Table& table : page.details) details += table_of(table);
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n"
      "<style>\n{css}</style>\n{plotly}</head>\n<body>\n"
      "<header class=\"lesson\"><h1>{title}</h1>\n<p class=\"lead\">{lead}</p>\n<p class=\"small "
      "facts\">{facts}</p></header>\n"
      "<main>\n{warnings}{tables}{figures}{details}</main>\n<script>\n{script}</script>\n</body>\n</html>\n",
      fmt::arg("title", escape(page.title)), fmt::arg("css", shared("page/book.css")),
      fmt::arg("plotly", page.figures.empty() ? "" : plot::plotly_script()),
      fmt::arg("lead", escape(page.lead)), fmt::arg("facts", facts),
      fmt::arg("warnings", list_of(page.warnings)), fmt::arg("tables", tables), fmt::arg("details", details),
      fmt::arg("figures", figures_of(page.figures)), fmt::arg("script", shared("page/book.js")));
}

ReportPage training_report(const learn::TableTraining& training, const TrainArguments& arguments,
                           double seconds) {
  const learn::TableModel& model = training.model;
  ReportPage page{.title = fmt::format("{} from {}", model.target, arguments.table.file),
                  .lead = fmt::format("A {} model, {}.", learn::name(model.task), model.model),
                  .facts = {counted(training.rows, "row"), counted(std::ssize(training.features), "column"),
                            fmt::format("trained in {:.2g} s", seconds)},
                  .warnings = training.warnings,
                  .tables = {},
                  .figures = view::training_figures(training)};
  if (const std::string& column = arguments.options.weights; !column.empty())
    page.facts.push_back(fmt::format("rows counted by {}", column));
  if (arguments.options.balanced) page.facts.emplace_back("classes balanced");
  const bool classes = model.task == learn::Task::classification;
  std::string baseline = "The baseline always says the mean of the training rows.";
  if (classes) {
    baseline = "The baseline always names the most frequent class, and its probabilities are their shares.";
    if (const std::string about = about_measures(model); !about.empty()) baseline += " " + about;
  }
  page.tables.push_back({"How good it is", measure_cells(training.splits), baseline});
  if (!training.candidates.empty()) {
    Cells cells{{"model", classes ? "accuracy" : "rmse", "standard error"}};
    for (const learn::CandidateScore& each : training.candidates) {
      cells.push_back({each.model, short_number(each.score), short_number(each.error)});
    }
    const std::string words = fmt::format(
        "Means over {} folds of the rows not held out; taken was the simplest model that is not worse than "
        "the best by more than the standard error of the difference.",
        training.folds);
    page.tables.push_back({"Models compared", cells, words});
  }
  Cells terms = term_cells(model);
  if (!terms.empty()) {
    if (!classes) terms.insert(terms.begin(), {"feature", "coefficient"});
    page.details.push_back(
        {"Coefficients", terms,
         classes ? fmt::format("In the data's own units; a positive sum speaks for {}.",
                               model.class_names.size() == 2 ? model.class_names[1] : "the class")
                 : "In the data's own units: intercept + sum of coefficient times feature."});
  }
  return page;
}

}  // namespace gradus::cli
