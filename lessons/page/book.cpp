#include "lessons/page/book.hpp"

#include <fmt/format.h>

#include "gradus/base/file.hpp"
#include "gradus/plot/gif.hpp"
#include "gradus/plot/gnuplot.hpp"
#include "gradus/plot/html.hpp"
#include "gradus/plot/share.hpp"
#include "lessons/page/files.hpp"
#include "lessons/page/index_page.hpp"
#include "lessons/page/lesson_page.hpp"
#include "lessons/registry.hpp"

namespace gradus::lessons {
namespace fs = std::filesystem;
namespace {

/// Twice the figure's own pixels: sharp on dense screens and on paper.
constexpr double image_scale = 2;

/// A file of the share folder, as Json; null when this installation has none.
Json shared_json(const fs::path& path) {
  const auto text = read_file_if_there("", fs::path(plot::share_dir()) / path);
  if (!text) return nullptr;
  return Json::parse(*text);
}

/// One column of a figure as a small picture for the index page, where there is no room for more.
plot::Figure cover_of(const plot::Figure& figure, int column) {
  plot::Figure cover({.width = 640, .height = 400, .style = figure.options().style});
  if (figure.is_3d(0, column)) {
    cover.axes3d() = figure.axes3d(0, column);
  } else {
    cover.axes() = figure.axes(0, column);
  }
  return cover;
}

/// What Python takes for the lesson at the notebook's epochs, where it was measured.
std::optional<double> python_seconds(std::string_view lesson) {
  const Json measured = shared_json("golden/python_seconds.json");
  const Json::json_pointer place = Json::json_pointer("/seconds") / std::string(lesson);
  if (!measured.is_object() || !measured.contains(place)) return std::nullopt;
  return measured.at(place).get<double>();
}

std::string key_lines(const Lesson& lesson) {
  const fs::path path = fs::path(plot::share_dir()) / "lessons" / fmt::format("{}.cpp", lesson.name);
  return read_file_if_there("", path).value_or("");
}

constexpr const char* time_file = "time.json";

/// How long the run took that made this folder.
std::optional<double> seconds_of(const fs::path& own) {
  const auto text = read_file_if_there("", own / time_file);
  const Json time = text ? Json::parse(*text, nullptr, false) : Json();
  if (!time.is_object() || !time.value("seconds", Json()).is_number()) return std::nullopt;
  return time["seconds"].get<double>();
}

/// What the index shows of a lesson whose folder holds a result; nothing where there is none.
std::optional<Card> card_of(const Lesson& lesson, const fs::path& folder) {
  const fs::path own = folder / lesson.name;
  const auto text = read_file_if_there("", own / "result.json");
  if (!text || !fs::exists(own / "index.html")) return std::nullopt;
  const Json result = Json::parse(*text, nullptr, false);
  if (!result.is_object()) return std::nullopt;
  const Json data = result.value("data", Json());
  Card card{.lesson = &lesson,
            .data = data.is_string() ? data.get<std::string>() : "",
            .picture = "",
            .dark_picture = "",
            .seconds = seconds_of(own)};
  const auto drawn = [&](const char* cover) -> std::string {
    for (const char* ending : {"png", "svg"}) {
      std::string picture = fmt::format("{}/{}.{}", lesson.name, cover, ending);
      if (fs::exists(folder / picture)) return picture;
    }
    return "";
  };
  card.picture = drawn("cover");
  card.dark_picture = drawn("cover-dark");
  return card;
}

}  // namespace

Book::Book(fs::path folder, std::vector<Format> formats)
    : folder_(std::move(folder)), formats_(std::move(formats)) {
  make_writable_folder(folder_);
  if (formats_.has(Format::html)) write_assets();
}

void Book::write_assets() const {
  const fs::path assets = folder_ / "assets";
  make_writable_folder(assets);
  plot::copy_plotly((assets / "plotly.min.js").string());
  copy_if_newer(plot::share_file("katex"), assets / "katex");
  for (const char* file : {"book.css", "book.js", "later.js"}) {
    copy_if_newer(plot::share_file(fmt::format("page/{}", file)), assets / file);
  }
}

PageFigure Book::draw(const Lesson& lesson, const Picture& picture, const Drawing& drawing) const {
  const fs::path own = folder_of(lesson.name);
  const auto* animation = std::get_if<plot::Animation>(&drawing);
  const plot::Figure still = still_of(drawing);
  PageFigure made{.id = picture.id,
                  .caption = picture.caption,
                  .fragment = "",
                  .moves = animation != nullptr,
                  .files = {}};
  const auto fragment = [&](const auto& any) {
    return plot::html_fragment(any, "figure-" + picture.id, {.dark = true, .narrow = true});
  };
  for (const Format format : formats_) {
    const std::string file = fmt::format("{}.{}", picture.id, name(format));
    if (format == Format::html) {
      made.fragment = std::visit(fragment, drawing);
    } else if (format == Format::gif) {
      if (animation == nullptr) continue;
      plot::write_gif(*animation, (own / file).string());
      made.files.push_back(file);
    } else {
      plot::write_image(still, (own / file).string(), {.scale = image_scale});
      made.files.push_back(file);
      if (picture.id != lesson.cover || format == Format::pdf) continue;
      plot::Figure cover = cover_of(still, lesson.cover_column);
      plot::write_image(cover, (own / fmt::format("cover.{}", name(format))).string());
      cover.set_style(plot::Style::dark);
      plot::write_image(cover, (own / fmt::format("cover-dark.{}", name(format))).string());
    }
  }
  return made;
}

Drawn Book::add(const Run& run) const {
  const fs::path own = folder_of(run.lesson->name);
  make_writable_folder(own);
  Drawn drawn;
  bool any_moves = false;
  std::vector<PageFigure> figures;
  figures.reserve(run.result.pictures.size());
  for (const Picture& picture : run.result.pictures) {
    figures.push_back(draw(*run.lesson, picture, picture.draw()));
    drawn.files += figures.back().files.size();
    any_moves = any_moves || figures.back().moves;
    run.options.report_progress(1);  // Ctrl-C is heard between two figures
  }
  drawn.problem = formats_.why_not_drawn(any_moves);
  const Json numbers = to_json(*run.lesson, run.options, run.result);
  if (formats_.has(Format::html)) {
    const fs::path golden = fs::path("golden") / fmt::format("{}.json", run.lesson->name);
    write_file("", own / "index.html",
               lesson_page({.run = run,
                            .numbers = numbers,
                            .reference = shared_json(golden),
                            .python_seconds = python_seconds(run.lesson->name),
                            .figures = figures,
                            .code = key_lines(*run.lesson)}));
  }
  // Apart from the numbers, which are the same in every run.
  write_file("", own / time_file, to_line({{"seconds", run.seconds}}) + "\n");
  write_file("", own / "result.json", numbers.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
  return drawn;
}

void Book::write_index() const {
  if (!formats_.has(Format::html)) return;
  std::vector<Card> cards;
  for (const Lesson& lesson : all()) {
    if (auto card = card_of(lesson, folder_)) cards.push_back(*card);
  }
  write_file("", folder_ / "assets" / "lessons.js", lesson_list_script(cards));
  write_file("", folder_ / "index.html", index_page(cards));
}

fs::path Book::front() const { return formats_.has(Format::html) ? folder_ / "index.html" : folder_; }

}  // namespace gradus::lessons
