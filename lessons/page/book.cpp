#include "lessons/page/book.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gradus/base/error.hpp"
#include "gradus/base/file.hpp"
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
  cover.axes() = figure.axes(0, column);
  return cover;
}

std::string key_lines(const Lesson& lesson) {
  const fs::path path = fs::path(plot::share_dir()) / "lessons" / fmt::format("{}.cpp", lesson.name);
  return read_file_if_there("", path).value_or("");
}

/// What the index shows of a lesson whose folder holds a result; nothing where there is none.
std::optional<Card> card_of(const Lesson& lesson, const fs::path& folder) {
  const fs::path own = folder / lesson.name;
  const auto text = read_file_if_there("", own / "result.json");
  if (!text || !fs::exists(own / "index.html")) return std::nullopt;
  const Json result = Json::parse(*text, nullptr, false);
  if (!result.is_object()) return std::nullopt;
  const Json data = result.value("data", Json());
  Card card{.lesson = &lesson, .data = data.is_string() ? data.get<std::string>() : "", .picture = ""};
  for (const char* ending : {"png", "svg"}) {
    const std::string picture = fmt::format("{}/cover.{}", lesson.name, ending);
    if (card.picture.empty() && fs::exists(folder / picture)) card.picture = picture;
  }
  return card;
}

}  // namespace

std::string_view name(Format format) {
  switch (format) {
    case Format::png:
      return "png";
    case Format::svg:
      return "svg";
    case Format::pdf:
      return "pdf";
    case Format::html:
      break;
  }
  return "html";
}

std::optional<Format> format_named(std::string_view text) {
  for (const Format format : all_formats) {
    if (name(format) == text) return format;
  }
  return std::nullopt;
}

Book::Book(fs::path folder, std::vector<Format> formats)
    : folder_(std::move(folder)), formats_(std::move(formats)) {
  make_writable_folder(folder_);
  const auto is_image = [](Format format) { return format != Format::html; };
  if (std::any_of(formats_.begin(), formats_.end(), is_image) && !plot::gnuplot_available()) {
    std::erase_if(formats_, is_image);
    image_problem_ = "gnuplot is not installed, so no image files were drawn (apt-get install gnuplot-nox)";
  }
  if (writes(Format::html)) write_assets();
}

bool Book::writes(Format format) const {
  return std::find(formats_.begin(), formats_.end(), format) != formats_.end();
}

void Book::write_assets() const {
  const fs::path assets = folder_ / "assets";
  make_writable_folder(assets);
  plot::copy_plotly((assets / "plotly.min.js").string());
  copy_if_newer(plot::share_file("katex"), assets / "katex");
  for (const char* file : {"book.css", "book.js"}) {
    copy_if_newer(plot::share_file(fmt::format("page/{}", file)), assets / file);
  }
}

void Book::add(const Run& run) const {
  const fs::path own = folder_ / run.lesson->name;
  make_writable_folder(own);
  std::vector<PageFigure> figures;
  for (const Picture& picture : run.result.pictures) {
    const plot::Figure figure = picture.draw();
    PageFigure page_figure{.id = picture.id, .caption = picture.caption, .fragment = "", .files = {}};
    for (const Format format : formats_) {
      if (format == Format::html) {
        page_figure.fragment = plot::html_fragment(figure, "figure-" + picture.id);
        continue;
      }
      const std::string ending = fmt::format(".{}", name(format));
      plot::write_image(figure, (own / (picture.id + ending)).string(), {.scale = image_scale});
      page_figure.files.push_back(picture.id + ending);
      if (picture.id != run.lesson->cover || format == Format::pdf) continue;
      plot::write_image(cover_of(figure, run.lesson->cover_column), (own / ("cover" + ending)).string());
    }
    figures.push_back(std::move(page_figure));
  }
  const Json numbers = to_json(*run.lesson, run.options, run.result);
  if (writes(Format::html)) {
    const fs::path golden = fs::path("golden") / fmt::format("{}.json", run.lesson->name);
    write_file("", own / "index.html",
               lesson_page({.run = run,
                            .numbers = numbers,
                            .reference = shared_json(golden),
                            .figures = figures,
                            .code = key_lines(*run.lesson)}));
  }
  write_file("", own / "result.json", numbers.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
}

void Book::write_index() const {
  if (!writes(Format::html)) return;
  std::vector<Card> cards;
  for (const Lesson& lesson : all()) {
    if (auto card = card_of(lesson, folder_)) cards.push_back(*card);
  }
  write_file("", folder_ / "assets" / "lessons.js", lesson_list_script(cards));
  write_file("", folder_ / "index.html", index_page(cards));
}

fs::path Book::front() const { return writes(Format::html) ? folder_ / "index.html" : folder_; }

}  // namespace gradus::lessons
