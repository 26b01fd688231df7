#include "table_arguments.hpp"

#include <cctype>
#include <string_view>

#include "gradus/base/error.hpp"
#include "gradus/base/nearest.hpp"
#include "usage.hpp"

namespace gradus::cli {
namespace {

constexpr int64_t largest_count = 1'000'000;

char separator_named(const std::string& text) {
  if (text == "tab" || text == "\\t") return '\t';
  constexpr std::string_view impossible = "\"\n\r+-.";
  const auto c = static_cast<unsigned char>(text.empty() ? 'a' : text.front());
  if (text.size() != 1 || std::isalnum(c) || c == 0 || c >= 0x80 ||
      impossible.find(text.front()) != std::string_view::npos) {
    throw UsageError{fmt::format("--separator takes one sign such as ; or the word tab, not \"{}\"", text)};
  }
  return text.front();
}

char decimal_named(const std::string& text) {
  if (text != "." && text != ",")
    throw UsageError{fmt::format("--decimal takes . or , and not \"{}\"", text)};
  return text.front();
}

void add_table(CLI::App& command, TableArguments& table) {
  command
      .add_option("DATA", table.file,
                  "A CSV file, or the name of a known table such as iris ('gradus data list')")
      ->type_name("")
      ->required();
  command.add_option("--data", table.directory, "Folder looked in first for names; then $GRADUS_DATA")
      ->type_name("DIR");
  command
      .add_option_function<std::string>(
          "--separator", [&table](const std::string& text) { table.separator = separator_named(text); },
          "What stands between cells: , or ; or tab, or another sign (found out)")
      ->type_name("SIGN");
  command
      .add_option_function<std::string>(
          "--decimal", [&table](const std::string& text) { table.decimal = decimal_named(text); },
          "The decimal sign of numbers, . or , (found out)")
      ->type_name("SIGN");
  command.add_flag_callback(
      "--no-header", [&table] { table.header = false; },
      "Take the first line for a row; columns are then called 0, 1, ... (found out)");
}

void add_categories(CLI::App& command, TableArguments& table) {
  command
      .add_option("--category", table.categories,
                  "Take this column as categories, even where it holds numbers; may be given again")
      ->type_name("COLUMN")
      ->allow_extra_args(false);
}

void add_drop(CLI::App& command, std::vector<std::string>& drop) {
  command.add_option("--drop", drop, "Leave this column out; may be given again")
      ->type_name("COLUMN")
      ->allow_extra_args(false);
}

void add_weights(CLI::App& command, std::string& column, const std::string& what) {
  command
      .add_option(
          "--weights", column,
          fmt::format("A column of numbers that says how much each row counts when it is {}; it is no "
                      "feature (rows count alike)",
                      what))
      ->type_name("COLUMN");
}

void check_weights(const CLI::App& command, const std::string& column) {
  if (command.count("--weights") > 0 && column.empty())
    throw UsageError{"--weights takes the name of a column, not an empty text"};
}

double real_number(const std::string& option, const std::string& text, double least, double below,
                   bool open) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool low = open ? !(value > least) : !(value >= least);
  if (error != std::errc() || end != text.data() + text.size() || low || !(value < below)) {
    throw UsageError{
        open ? fmt::format("{} takes a number above {}, not \"{}\"", option, least, text)
             : fmt::format("{} takes a share from {} to below {}, not \"{}\"", option, least, below, text)};
  }
  return value;
}

void add_count(CLI::App& command, const std::string& names, const std::string& help, int64_t& count) {
  command
      .add_option_function<std::string>(
          names,
          [&count, names](const std::string& text) {
            count = whole_number<int64_t>(names.substr(0, 2), text, 1, largest_count);
          },
          help)
      ->type_name("N");
}

}  // namespace

TableCommands::TableCommands(CLI::App& app)
    : train_(app.add_subcommand("train",
                                "Learn a column of a table from the others; report, and keep the model")),
      predict_(app.add_subcommand("predict", "Predictions of a model for the rows of a table, as CSV")),
      evaluate_(app.add_subcommand("evaluate", "Measure a model on a table that holds its target")),
      cluster_(app.add_subcommand("cluster", "Group the rows of a table by k-means")),
      pca_(app.add_subcommand("pca", "The directions in which the rows of a table vary most")),
      describe_(app.add_subcommand("describe", "Columns of a table: types, gaps, ranges, warnings")) {
  add_train();
  add_model_users();
  add_shapes();
}

void TableCommands::add_train() {
  learn::TableTrainOptions& options = train_arguments_.options;
  add_table(*train_, train_arguments_.table);
  train_->add_option("--target", options.target, "The column to predict")->type_name("COLUMN")->required();
  train_
      ->add_option("--model", options.model,
                   "logistic, linear, ridge, perceptron, adaline, knn:5, mlp:64,32, or auto, which compares "
                   "a few (auto)")
      ->type_name("MODEL");
  train_->add_option("--task", task_, "classification or regression (told from the target)")
      ->type_name("TASK");
  add_drop(*train_, options.drop);
  add_categories(*train_, train_arguments_.table);
  add_weights(*train_, options.weights, "learned from and measured");
  train_
      ->add_option("--class-weight", class_weight_,
                   "balanced: classes count alike, however many rows they have; of logistic, perceptron and "
                   "adaline (rows count alike)")
      ->type_name("WEIGHT");
  train_
      ->add_option_function<std::string>(
          "--valid",
          [&options](const std::string& text) { options.valid = real_number("--valid", text, 0, 1, false); },
          "Share of rows that decide when mlp has learned enough; 0: none (0.2 for mlp, else 0)")
      ->type_name("F");
  train_
      ->add_option_function<std::string>(
          "--test",
          [&options](const std::string& text) { options.test = real_number("--test", text, 0, 1, false); },
          "Share of rows held out to measure on; 0: all rows are learned from (0.2)")
      ->type_name("F");
  train_->add_flag("--no-intercept", no_intercept_, "Linear models without a constant term");
  train_
      ->add_option_function<std::string>(
          "--epochs",
          [&options](const std::string& text) {
            options.epochs = whole_number<int64_t>("--epochs", text, 1, 1'000'000'000);
          },
          "Most passes over the rows: 500 for mlp, 1000 for logistic and perceptron, 50 for adaline")
      ->type_name("N");
  train_
      ->add_option_function<std::string>(
          "--lr",
          [&options](const std::string& text) { options.lr = real_number("--lr", text, 0, 1e300, true); },
          "Learning rate: 0.001 for mlp, 1 for perceptron, 0.01 for adaline")
      ->type_name("RATE");
  add_seed(*train_, seed_, "Start of the random draws, 0 to 4294967295 (0)");
  train_
      ->add_option("--out", out_,
                   "Folder for the model and its report; a model that is there is replaced (NAME-model; with "
                   "--json none)")
      ->type_name("MODEL");
  train_->add_flag("--no-report", no_report_, "Write no report page");
  train_->add_flag("--live", train_arguments_.live,
                   "Show loss, time left and, in a terminal, the curve of the loss while it learns");
  train_->add_flag("--json", train_arguments_.json, json_help);
}

void TableCommands::add_model_users() {
  for (CLI::App* command : {predict_, evaluate_}) {
    command->add_option("MODEL", model_arguments_.model, "A folder that 'gradus train' wrote")
        ->type_name("")
        ->required();
    add_table(*command, model_arguments_.table);
    add_seed(*command, seed_, "Taken by every command; this one draws nothing at random");
    command->add_flag("--json", model_arguments_.json, json_help);
  }
  add_weights(*evaluate_, model_arguments_.weights, "measured");
  predict_->add_option("--out", model_arguments_.out, "File for the predictions (standard output)")
      ->type_name("CSV");
}

void TableCommands::add_shapes() {
  for (CLI::App* command : {cluster_, pca_, describe_}) {
    add_table(*command, shape_arguments_.table);
    add_categories(*command, shape_arguments_.table);
    add_seed(*command, seed_,
             command == describe_ ? "Taken by every command; this one draws nothing at random"
                                  : "Start of the random draws, 0 to 4294967295 (0)");
    command->add_flag("--json", shape_arguments_.json, json_help);
  }
  add_count(*cluster_, "-k,--clusters", "How many groups", shape_arguments_.count);
  add_count(*pca_, "-n,--components", "How many directions (all)", shape_arguments_.count);
  for (CLI::App* command : {cluster_, pca_}) {
    add_drop(*command, shape_arguments_.drop);
    command->add_flag("--no-scale", no_scale_,
                      "Take numbers as they are, not divided by their standard deviation");
    command->add_option("--out", shape_arguments_.out, "File for the result of each row")->type_name("CSV");
    command->add_option("--report", shape_arguments_.report, "File for a page with figures")
        ->type_name("HTML");
  }
  describe_->add_option("--target", shape_arguments_.target, "The column to be predicted, for more warnings")
      ->type_name("COLUMN");
}

int TableCommands::execute_train() {
  learn::TableTrainOptions& options = train_arguments_.options;
  options.intercept = !no_intercept_;
  options.seed = seed_.value_or(0);
  train_arguments_.report = !no_report_;
  if (train_->count("--out") > 0) {
    if (out_.empty()) throw UsageError{"--out takes the name of a folder, not an empty text"};
    train_arguments_.out = out_;
  }
  if (train_->count("--task") > 0) {
    const std::vector<std::string> known{"classification", "regression"};
    if (task_ != known[0] && task_ != known[1]) {
      throw UsageError{fmt::format("unknown task \"{}\"; {}", task_, did_you_mean(task_, known))};
    }
    options.task = task_ == known[0] ? learn::Task::classification : learn::Task::regression;
  }
  if (train_->count("--class-weight") > 0) {
    if (class_weight_ != "balanced")
      throw UsageError{fmt::format("--class-weight takes the word balanced, not \"{}\"", class_weight_)};
    options.balanced = true;
    if (options.task == learn::Task::regression) throw UsageError{"--class-weight is for classification"};
  }
  check_weights(*train_, options.weights);
  if (options.test + options.valid.value_or(0) >= 1)
    throw UsageError{"--valid and --test leave no rows to learn from"};
  try {
    const learn::ModelChoice choice = learn::parse_model_choice(options.model);
    learn::check_options(choice, {.intercept = options.intercept,
                                  .epochs = options.epochs,
                                  .lr = options.lr,
                                  .balanced = options.balanced,
                                  .weighted = !options.weights.empty()});
    const auto possible = learn::task_of(choice);
    if (options.task && possible && *options.task != *possible) {
      throw UsageError{
          fmt::format("{} does {}, not {}", choice.kind, learn::name(*possible), learn::name(*options.task))};
    }
  } catch (const Error& error) {
    throw UsageError{error.what()};
  }
  return train_model(train_arguments_);
}

std::optional<int> TableCommands::execute() {
  if (train_->parsed()) return execute_train();
  if (predict_->parsed()) return predict_table(model_arguments_);
  if (evaluate_->parsed()) {
    check_weights(*evaluate_, model_arguments_.weights);
    return evaluate_model(model_arguments_);
  }
  shape_arguments_.seed = seed_.value_or(0);
  shape_arguments_.scale = !no_scale_;
  if (cluster_->parsed()) {
    if (shape_arguments_.count == 0) throw UsageError{"say how many groups: -k K"};
    return cluster_table(shape_arguments_);
  }
  if (pca_->parsed()) return find_components(shape_arguments_);
  if (describe_->parsed()) return describe_table(shape_arguments_);
  return std::nullopt;
}

}  // namespace gradus::cli
