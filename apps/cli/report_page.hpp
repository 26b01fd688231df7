#pragma once

#include <string>
#include <vector>

#include "gradus/view/table_figures.hpp"
#include "measure_text.hpp"
#include "table_commands.hpp"

namespace gradus::cli {

/// A page in one file: a title, lines of facts, warnings, tables and figures.
struct ReportPage {
  struct Table {
    std::string title;
    Cells cells;  ///< the first row is its head
    std::string words = {};
  };
  std::string title, lead;
  std::vector<std::string> facts, warnings;
  std::vector<Table> tables;  ///< before the figures
  std::vector<view::NamedFigure> figures;
  std::vector<Table> details = {};  ///< behind them
};

/// The HTML of it, with everything that it needs inside. An Error where plotly.js is not installed.
std::string to_html(const ReportPage& page);

/// The report of a training.
ReportPage training_report(const learn::TableTraining& training, const TrainArguments& arguments,
                           double seconds);

}  // namespace gradus::cli
