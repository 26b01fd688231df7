#include "lessons/page/index_page.hpp"

#include <fmt/format.h>

#include "lessons/page/frame.hpp"
#include "lessons/page/html.hpp"
#include "lessons/registry.hpp"

namespace gradus::lessons {
namespace {

std::string card_html(const Card& card, size_t place) {
  const Lesson& lesson = *card.lesson;
  // The title beside it says what the picture is of, so a screen reader need not read it twice.
  const std::string dark =
      card.dark_picture.empty()
          ? ""
          : fmt::format("<source media=\"screen and (prefers-color-scheme: dark)\" srcset=\"{}\">",
                        escape(card.dark_picture));
  const std::string picture =
      card.picture.empty()
          ? "<div class=\"cover blank\" aria-hidden=\"true\"></div>"
          : fmt::format(
                "<div class=\"cover{}\"><picture>{}<img src=\"{}\" alt=\"\" loading=\"lazy\">"
                "</picture></div>",
                dark.empty() ? "" : " dark", dark, escape(card.picture));
  const std::string data =
      card.data == "real" ? "" : fmt::format("<span class=\"tag\">{} data</span>", escape(card.data));
  return fmt::format(
      "<li><a class=\"card\" href=\"{name}/index.html\">{picture}\n<div class=\"words\">"
      "<span class=\"place\">{place}</span><h3>{title}</h3>\n<p>{summary}</p>"
      "<p class=\"small\"><code>{name}</code>{time}{data}</p></div></a></li>\n",
      fmt::arg("name", lesson.name), fmt::arg("picture", picture), fmt::arg("place", place),
      fmt::arg("title", escape(lesson.title)), fmt::arg("summary", prose(lesson.summary)),
      fmt::arg("time", card.seconds ? " · " + duration(*card.seconds) : ""), fmt::arg("data", data));
}

/// The cards of one chapter; empty where none of its lessons was run. Cards are numbered through the book.
std::string chapter_html(const Chapter& chapter, const std::vector<Card>& cards) {
  std::string list;
  for (size_t i = 0; i < cards.size(); ++i) {
    if (&chapter_of(*cards[i].lesson) == &chapter) list += card_html(cards[i], i + 1);
  }
  if (list.empty()) return "";
  return fmt::format("<section><h2>{}</h2>\n<ol class=\"cards\">\n{}</ol></section>\n", escape(chapter.title),
                     list);
}

}  // namespace

std::string index_page(const std::vector<Card>& cards) {
  std::string list;
  for (const Chapter& chapter : chapters()) list += chapter_html(chapter, cards);
  const std::string body = fmt::format(
      "<header class=\"front\"><h1>gradus</h1>\n<p class=\"lead\">Machine learning, one step at a time: {} "
      "lesson{} "
      "that ran on this machine, with their numbers, their figures and the code that made "
      "them.</p></header>\n"
      "<main class=\"wide\">\n{}</main>\n"
      "<footer><p>Written by <code>gradus run</code>. The pages work without a network.</p></footer>\n",
      cards.size(), cards.size() == 1 ? "" : "s", list);
  return framed({.title = "gradus: the lessons", .root = "", .head = "", .body = body, .mathematics = true});
}

std::string lesson_list_script(const std::vector<Card>& cards) {
  Json list = Json::array();
  for (const Card& card : cards) {
    list.push_back({{"name", card.lesson->name}, {"title", card.lesson->title}});
  }
  return fmt::format("window.gradusLessons = {};\n", to_line(list));
}

}  // namespace gradus::lessons
