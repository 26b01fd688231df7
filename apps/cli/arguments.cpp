#include "arguments.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <string>

#include "commands.hpp"
#include "gradus/base/nearest.hpp"
#include "gradus/data/catalogue.hpp"
#include "lessons/registry.hpp"
#include "table_arguments.hpp"
#include "usage.hpp"

namespace gradus::cli {

void add_seed(CLI::App& command, std::optional<uint32_t>& seed, const std::string& help) {
  command
      .add_option_function<std::string>(
          "--seed",
          [&seed](const std::string& text) {
            seed = static_cast<uint32_t>(whole_number<int64_t>("--seed", text, 0, 0xFFFFFFFF));
          },
          help)
      ->type_name("S");
}

namespace {

/// More than anyone can wait for; lessons add up and multiply their numbers of epochs.
constexpr int64_t most_epochs = 1'000'000'000'000;

std::string unknown_name(std::string_view kind, std::string_view text,
                         const std::vector<std::string>& known) {
  return fmt::format("unknown {} \"{}\"; {}", kind, text, did_you_mean(text, known));
}

void choose_lessons(const std::vector<std::string>& names, bool all, RunArguments& arguments) {
  if (all && !names.empty()) throw UsageError{"either name lessons or give --all, not both"};
  if (!all && names.empty())
    throw UsageError{"name a lesson to run, or give --all; 'gradus lessons' lists them"};
  std::vector<std::string> known;
  for (const lessons::Lesson& lesson : lessons::all()) {
    known.emplace_back(lesson.name);
    if (all) arguments.lessons.push_back(&lesson);
  }
  for (const std::string& name : names) {
    const lessons::Lesson* lesson = lessons::find(name);
    if (!lesson) throw UsageError{unknown_name("lesson", name, known)};
    const auto& chosen = arguments.lessons;
    if (std::find(chosen.begin(), chosen.end(), lesson) == chosen.end()) arguments.lessons.push_back(lesson);
  }
}

/// --full is for lessons that usually train on a part of their data.
void check_full(const RunArguments& arguments) {
  const auto has_more = [](const lessons::Lesson& lesson) { return lesson.full_epochs > 0; };
  if (!arguments.full || std::ranges::any_of(
                             arguments.lessons, has_more, [](auto* lesson) -> auto& { return *lesson; })) {
    return;
  }
  std::vector<std::string_view> names;
  for (const lessons::Lesson& lesson : lessons::all()) {
    if (has_more(lesson)) names.push_back(lesson.name);
  }
  throw UsageError{
      fmt::format("--full is for {}; the lessons named take all their data anyway", fmt::join(names, ", "))};
}

std::vector<lessons::Format> chosen_formats(const std::vector<std::string>& names) {
  std::vector<std::string> known;
  known.reserve(lessons::all_formats.size());
  for (const lessons::Format format : lessons::all_formats) known.emplace_back(name(format));
  std::vector<lessons::Format> chosen;
  for (const std::string& text : names) {
    const auto format = lessons::format_named(text);
    if (!format) throw UsageError{unknown_name("format", text, known)};
    if (std::find(chosen.begin(), chosen.end(), *format) == chosen.end()) chosen.push_back(*format);
  }
  return chosen;
}

void choose_pictures(const std::vector<std::string>& names, GalleryArguments& arguments) {
  std::vector<std::string> known;
  for (const gallery::Family& family : gallery::families()) {
    for (const gallery::Entry& entry : family.entries) {
      known.emplace_back(entry.name);
      if (names.empty()) arguments.entries.push_back(&entry);
    }
  }
  for (const std::string& name : names) {
    const gallery::Entry* entry = gallery::find(name);
    if (!entry) throw UsageError{unknown_name("picture", name, known)};
    const auto& chosen = arguments.entries;
    if (std::find(chosen.begin(), chosen.end(), entry) == chosen.end()) arguments.entries.push_back(entry);
  }
}

std::vector<plot::Style> chosen_styles(const std::string& text) {
  if (text == "paper") return {plot::Style::paper};
  if (text == "dark") return {plot::Style::dark};
  if (text == "both") return {plot::Style::paper, plot::Style::dark};
  throw UsageError{unknown_name("style", text, {"paper", "dark", "both"})};
}

void check_dataset(const std::string& name) {
  std::vector<std::string> known;
  for (const data::KnownDataset& dataset : data::known_datasets()) known.emplace_back(dataset.name);
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    throw UsageError{unknown_name("dataset", name, known)};
  }
}

/// The commands with the places that their options are read into.
struct CommandLine {
  CLI::App app{"Machine learning in C++ that you can watch learn.", "gradus"};
  CLI::App* lessons = app.add_subcommand("lessons", "List the lessons, a line each");
  CLI::App* run = app.add_subcommand("run", "Run lessons: numbers, figures and a page for each");
  TableCommands tables{app};
  CLI::App* gallery =
      app.add_subcommand("gallery", "Draw every kind of figure: traces, and pictures of data and models");
  CLI::App* data_commands = app.add_subcommand("data", "The known datasets: list, info, get, path");
  CLI::App* data_list = data_commands->add_subcommand("list", "List the known datasets and where they are");
  CLI::App* data_info = data_commands->add_subcommand("info", "What is known of a dataset");
  CLI::App* data_get =
      data_commands->add_subcommand("get", "Download what is not here, and print the paths of its files");
  CLI::App* data_path = data_commands->add_subcommand("path", "Print the paths of its files");
  CLI::App* info =
      app.add_subcommand("info", "Version, processor, mathematics libraries, threads and devices");
  LessonsArguments lessons_arguments;
  RunArguments run_arguments;
  GalleryArguments gallery_arguments;
  InfoArguments info_arguments;
  DataArguments data_arguments;
  std::optional<uint32_t> unused_seed;
  std::vector<std::string> lesson_names, picture_names, format_names;
  std::string out, data, style = "both";
  bool all = false;

  CommandLine() {
    app.set_version_flag("--version", GRADUS_VERSION);
    app.require_subcommand(0, 1);
    for (CLI::App* command : {lessons, gallery, info, data_list, data_info, data_get, data_path}) {
      add_seed(*command, unused_seed, "Taken by every command; this one draws nothing at random");
    }
    lessons->add_flag("--json", lessons_arguments.json, json_help);
    info->add_flag("--json", info_arguments.json, json_help);
    add_data_options();
    add_run_options();
    add_gallery_options();
  }

  void add_data_options() {
    data_commands->require_subcommand(0, 1);
    for (CLI::App* command : {data_list, data_info, data_get, data_path}) {
      if (command != data_list) {
        command->add_option("NAME", data_arguments.name, "A dataset; 'gradus data list' lists them")
            ->type_name("");
      }
      command
          ->add_option("--data", data_arguments.directory,
                       command == data_get ? "Folder looked in first and downloaded to (the user's cache)"
                                           : "Folder looked in first; then $GRADUS_DATA")
          ->type_name("DIR");
      command->add_flag("--json", data_arguments.json, json_help);
    }
  }

  void add_run_options() {
    run->add_option("LESSON", lesson_names, "Names of lessons; 'gradus lessons' lists them")->type_name("");
    run->add_flag("--all", all, "Run every lesson");
    run->add_option("--out", out,
                    "Folder for figures, pages and numbers (out; with --json none unless given)")
        ->type_name("DIR");
    run->add_option_function<std::string>(
           "--epochs",
           [this](const std::string& text) {
             run_arguments.epochs = whole_number<int64_t>("--epochs", text, 1, most_epochs);
           },
           "How long to train (the notebook's own number); 'gradus lessons' says how it spreads")
        ->type_name("N");
    run->add_flag("--full", run_arguments.full,
                  "Train on all data, for longer, where a lesson usually takes a part (mnist-cnn)");
    add_seed(*run, run_arguments.seed, "Start of the random draws, 0 to 4294967295 (the notebook's own)");
    run->add_option("--data", data, "Folder looked in first for data files; then $GRADUS_DATA")
        ->type_name("DIR");
    add_formats(*run, "png,gif,html");
    add_jobs(*run, run_arguments.jobs, "Lessons to run at a time (as many as there are processors)");
    run->add_flag("--json", run_arguments.json, json_help);
  }

  void add_gallery_options() {
    gallery->add_option("NAME", picture_names, "Names of pictures; --list shows them (all)")->type_name("");
    gallery->add_option("--out", out, "Folder for pictures, pages and their index (gallery)")
        ->type_name("DIR");
    gallery->add_option("--style", style, "paper, dark or both (both)")->type_name("STYLE");
    add_formats(*gallery, "all of them");
    add_jobs(*gallery, gallery_arguments.jobs,
             "Pictures to draw at a time (as many as there are processors)");
    gallery->add_flag("--list", gallery_arguments.list, "Say what there is, a line each, and draw nothing");
    gallery->add_flag("--json", gallery_arguments.json, json_help);
  }

  void add_formats(CLI::App& command, const std::string& usual) {
    command
        .add_option("--formats", format_names,
                    fmt::format("What to draw: png, svg, pdf, gif, html ({})", usual))
        ->delimiter(',')
        ->allow_extra_args(false)  // the next word is a name
        ->type_name("F,F");
  }

  static void add_jobs(CLI::App& command, std::optional<int>& jobs, const std::string& help) {
    command
        .add_option_function<std::string>(
            "--jobs",
            [&jobs](const std::string& text) {
              jobs = static_cast<int>(whole_number<int64_t>("--jobs", text, 1, 1024));
            },
            help)
        ->type_name("N");
  }

  int execute() {
    if (lessons->parsed()) return list_lessons(lessons_arguments);
    if (info->parsed()) return show_info(info_arguments);
    if (gallery->parsed()) return execute_gallery();
    if (data_commands->parsed()) return execute_data();
    if (const std::optional<int> code = tables.execute()) return *code;
    if (!run->parsed()) {
      throw UsageError{
          "name a command: lessons, run, train, predict, evaluate, cluster, pca, describe, gallery, data or "
          "info"};
    }
    choose_lessons(lesson_names, all, run_arguments);
    check_full(run_arguments);
    run_arguments.formats = chosen_formats(format_names);
    run_arguments.out = out_folder(*run);
    run_arguments.data = data;
    return run_lessons(run_arguments);
  }

  /// Nothing where it was not given.
  std::optional<std::filesystem::path> out_folder(const CLI::App& command) const {
    if (command.count("--out") == 0) return std::nullopt;
    if (out.empty()) throw UsageError{"--out takes the name of a folder, not an empty text"};
    return out;
  }

  int execute_gallery() {
    choose_pictures(picture_names, gallery_arguments);
    gallery_arguments.styles = chosen_styles(style);
    gallery_arguments.formats = chosen_formats(format_names);
    gallery_arguments.out = out_folder(*gallery).value_or("gallery");
    return gallery_arguments.list ? list_pictures(gallery_arguments) : draw_gallery(gallery_arguments);
  }

  int execute_data() {
    if (data_list->parsed()) return list_datasets(data_arguments);
    if (data_commands->get_subcommands().empty()) {
      throw UsageError{"say what to do with data: list, info, get or path"};
    }
    if (data_arguments.name.empty()) throw UsageError{"name a dataset; 'gradus data list' lists them"};
    check_dataset(data_arguments.name);
    if (data_info->parsed()) return show_dataset(data_arguments);
    return data_get->parsed() ? get_dataset(data_arguments) : show_dataset_paths(data_arguments);
  }
};

/// The command that was being given, for its options and its help.
CLI::App& current_command(CommandLine& line) {
  CLI::App* command = &line.app;
  while (!command->get_subcommands().empty()) command = command->get_subcommands().front();
  return *command;
}

/// "gradus data get".
std::string full_name(const CLI::App& command) {
  const CLI::App* parent = command.get_parent();
  return parent == nullptr ? command.get_name() : full_name(*parent) + " " + command.get_name();
}

/// What to say of arguments that no command or option took.
std::string unknown_argument(CommandLine& line) {
  CLI::App& command = current_command(line);
  const std::string text = line.app.remaining(true).front();
  std::vector<std::string> known;
  if (text.starts_with("-")) {
    for (const CLI::Option* option : command.get_options()) {
      for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
    }
    return unknown_name("option", text.substr(0, text.find('=')), known);
  }
  for (const CLI::App* each : command.get_subcommands({})) known.push_back(each->get_name());
  if (known.empty()) return fmt::format("\"{}\" is one argument too many", text);
  return unknown_name("command", text, known);
}

int tell_wrong_usage(CommandLine& line, const std::string& sentence) {
  const CLI::App& command = current_command(line);
  fmt::print(stderr, "gradus: {} (see '{} --help')\n", sentence, full_name(command));
  return wrong_usage;
}

}  // namespace

int run_command_line(int argc, char** argv) {
  CommandLine line;
  try {
    line.app.parse(argc, argv);
    return line.execute();
  } catch (const CLI::Success& request) {  // --help or --version
    return line.app.exit(request);
  } catch (const CLI::ExtrasError&) {
    return tell_wrong_usage(line, unknown_argument(line));
  } catch (const CLI::ArgumentMismatch& error) {  // "--seed: 1 required S missing"
    const std::string what = error.what();
    return tell_wrong_usage(line, what.substr(0, what.find(':')) + " needs a value");
  } catch (const CLI::ParseError& error) {
    return tell_wrong_usage(line, error.what());
  } catch (const UsageError& error) {
    return tell_wrong_usage(line, error.sentence);
  }
}

}  // namespace gradus::cli
