#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <map>
#include <optional>

#include "gradus/base/error.hpp"
#include "gradus/plot/share.hpp"
#include "gradus/store/learner.hpp"
#include "gradus/train/interrupt.hpp"
#include "gradus/view/terminal.hpp"
#include "measure_text.hpp"
#include "progress.hpp"
#include "report_page.hpp"
#include "table_commands.hpp"
#include "text_table.hpp"
#include "told.hpp"

namespace gradus::cli {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr size_t most_terms_to_print = 30;

struct Interrupted {};

/// "iris.csv" or "iris" give "iris-model".
std::string usual_out(const std::string& data) {
  std::string stem = fs::path(data).filename().string();
  for (const char* ending : {".gz", ".csv"}) {
    if (stem.size() > std::string_view(ending).size() && stem.ends_with(ending)) {
      stem.resize(stem.size() - std::string_view(ending).size());
    }
  }
  return stem + "-model";
}

void print_text(const learn::TableTraining& training, const TrainArguments& arguments,
                const std::string& out) {
  const learn::TableModel& model = training.model;
  fmt::print("{} of \"{}\" from {} of {}, {}{}{}\n", learn::name(model.task), model.target,
             counted(std::ssize(training.features), "column"), arguments.table.file,
             counted(training.rows, "row"), about_weights(arguments.options.weights),
             arguments.options.balanced ? ", classes balanced" : "");
  if (!training.candidates.empty()) {
    Cells cells{{fmt::format("compared in {} folds", training.folds),
                 model.task == learn::Task::classification ? "accuracy" : "rmse", "±"}};
    for (const learn::CandidateScore& each : training.candidates) {
      cells.push_back({each.model, short_number(each.score), short_number(each.error)});
    }
    fmt::print("\n{}", text_table(cells));
  }
  Cells measures = measure_cells(training.splits);
  measures.front().front() = model.model;
  fmt::print("\n{}", text_table(measures));
  if (const std::string about = about_measures(model); !about.empty()) fmt::print("\n{}\n", about);
  const learn::LinearTerms terms = learn::linear_terms(model);
  if (!terms.empty() && terms.features.size() <= most_terms_to_print && terms.coefs.size() <= 5) {
    fmt::print("\n{}", text_table(term_cells(model)));
  }
  if (out.empty()) return;
  fmt::print("\nmodel: {}\n", out);
  if (arguments.report) fmt::print("report: {}/report.html\n", out);
}

view::LiveState live_state(const learn::TableEpoch& epoch) {
  view::LiveState state{.epoch = epoch.epoch, .epochs = epoch.epochs, .loss = epoch.loss};
  if (epoch.validation) state.values.emplace_back("val_loss", *epoch.validation);
  return state;
}

learn::TableTraining train(const io::Table& table, const TrainArguments& arguments) {
  learn::TableTrainOptions options = arguments.options;
  options.categories = arguments.table.categories;
  const train::InterruptGuard guard;
  Progress progress(stderr, 1);
  std::string stage;
  std::optional<view::LiveView> live;
  if (arguments.live) {
    options.epoch = [&](const learn::TableEpoch& epoch) { live->show(live_state(epoch)); };
  }
  const auto clear = [&] {
    if (live) live->end();
    progress.finish(stage, "");
  };
  options.progress = [&](std::string_view now, double part) {
    if (train::interrupt_requested()) throw Interrupted();
    if (!stage.empty() && stage != now) clear();
    if (arguments.live && now == "training" && stage != now) {
      live.emplace(view::LiveOptions{.stream = stderr, .curve = true});  // its clock begins with the training
    }
    stage = now;
    if (!live || stage != "training") progress.update(stage, part);
  };
  try {
    learn::TableTraining training = learn::train_table(table, options);
    clear();
    if (train::interrupt_requested()) throw Interrupted();
    return training;
  } catch (...) {
    clear();
    throw;
  }
}

}  // namespace

int train_model(const TrainArguments& arguments) {
  const std::string out = arguments.out.value_or(arguments.json ? "" : usual_out(arguments.table.file));
  if (!out.empty()) {
    store::check_place(out, true);
    if (arguments.report) static_cast<void>(plot::share_file("plotly.min.js"));  // an Error before the work
  }
  const auto start = Clock::now();
  const io::Table table = read_table(arguments.table);
  learn::TableTraining training;
  try {
    training = train(table, arguments);
  } catch (const Interrupted&) {
    fmt::print(stderr, "gradus: interrupted; nothing was written\n");
    return train::interrupted_status;
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  if (!out.empty()) {
    std::map<std::string, std::string> files;
    if (arguments.report) files["report.html"] = to_html(training_report(training, arguments, seconds));
    store::save_table_model(out, training.model, files, {.overwrite = true});
  }
  for (const std::string& warning : training.warnings) warn(warning);
  if (arguments.json) {
    fmt::print("{}\n", lessons::to_line(to_json(ModelReport{.model = training.model,
                                                            .splits = training.splits,
                                                            .features = training.features,
                                                            .rows = training.rows,
                                                            .seconds = seconds,
                                                            .out = out,
                                                            .weights = arguments.options.weights,
                                                            .balanced = arguments.options.balanced})));
  } else {
    print_text(training, arguments, out);
  }
  return done;
}

}  // namespace gradus::cli
