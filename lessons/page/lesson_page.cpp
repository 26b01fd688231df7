#include "lessons/page/lesson_page.hpp"

#include <fmt/format.h>

#include "gradus/plot/html.hpp"
#include "lessons/page/frame.hpp"
#include "lessons/page/html.hpp"
#include "lessons/page/number_table.hpp"

namespace gradus::lessons {
namespace {

std::string section(std::string_view id, std::string_view title, std::string_view inner) {
  if (inner.empty()) return "";
  return fmt::format(
      "<section id=\"{0}\" aria-labelledby=\"{0}-title\">\n<h2 id=\"{0}-title\">{1}</h2>\n{2}</section>\n",
      id, title, inner);
}

std::string header(const Run& run) {
  const Lesson& lesson = *run.lesson;
  return fmt::format(
      "<header class=\"lesson\"><p class=\"small\"><a href=\"../index.html\">gradus: the lessons</a></p>\n"
      "<h1>{title}</h1>\n<p class=\"lead\">{summary}</p>\n"
      "<p class=\"small facts\"><span>{origin}</span> <span>seed {seed}</span> "
      "<span>{epochs} epoch{s}</span> <span>{data} data</span> <span>ran in {seconds}</span></p></header>\n",
      fmt::arg("title", escape(lesson.title)), fmt::arg("summary", prose(lesson.summary)),
      fmt::arg("origin", lesson.notebook.empty()
                             ? "beyond the notebooks"
                             : fmt::format("from the notebook “{}”", escape(lesson.notebook))),
      fmt::arg("seed", run.options.seed), fmt::arg("epochs", run.options.epochs),
      fmt::arg("s", run.options.epochs == 1 ? "" : "s"), fmt::arg("data", name(run.result.data)),
      fmt::arg("seconds", run.seconds < 0.1 ? fmt::format("{:.2g} ms", run.seconds * 1000)
                          : run.seconds < 1 ? fmt::format("{:.0f} ms", run.seconds * 1000)
                                            : fmt::format("{:.1f} s", run.seconds)));
}

std::string paragraphs(const std::vector<std::string>& texts, std::string_view css_class = "") {
  std::string out;
  for (const std::string& text : texts) {
    out += css_class.empty() ? fmt::format("<p>{}</p>\n", prose(text))
                             : fmt::format("<p class=\"{}\">{}</p>\n", css_class, prose(text));
  }
  return out;
}

std::string formulas(const std::vector<Formula>& list) {
  std::string out;
  for (const Formula& formula : list) {
    if (!formula.words.empty()) out += fmt::format("<p>{}</p>\n", prose(formula.words));
    out += fmt::format("<div class=\"math\">{}</div>\n", escape(formula.tex));
  }
  return out;
}

constexpr const char* keys_of_moving =
    " (It moves: arrow keys go from frame to frame, space plays and pauses.)";

/// Links to a figure's files, and the images that stand for it on paper and where there are no scripts.
struct Stills {
  std::string links, paper, no_script;
};

Stills stills_of(const PageFigure& figure) {
  Stills stills;
  for (const std::string& file : figure.files) {
    const std::string name = escape(file), ending = name.substr(name.rfind('.') + 1);
    stills.links += fmt::format(" <a class=\"file\" href=\"{}\">{}</a>", name, ending);
    if (ending == "pdf") continue;
    stills.no_script = fmt::format("<noscript><img src=\"{}\" alt=\"\"></noscript>", name);
    if (ending != "gif") stills.paper = fmt::format("<img class=\"paper\" src=\"{}\" alt=\"\">", name);
  }
  return stills;
}

std::string figures(const std::vector<PageFigure>& list) {
  std::string out;
  for (size_t i = 0; i < list.size(); ++i) {
    const PageFigure& figure = list[i];
    const Stills stills = stills_of(figure);
    out += fmt::format(
        "<figure id=\"{id}\"><div class=\"plot{moving}{pictured}\" {kind} aria-label=\"{alt}\">"
        "<div class=\"fit\">{fragment}</div>{paper}{no_script}</div>\n"
        "<figcaption><b>Figure {number}.</b> {caption}{links}</figcaption></figure>\n",
        fmt::arg("id", escape(figure.id)), fmt::arg("moving", figure.moves ? " moving" : ""),
        fmt::arg("pictured", stills.paper.empty() ? "" : " pictured"),
        // book.js listens to the keys of figures that move.
        fmt::arg("kind", figure.moves ? "role=\"group\" tabindex=\"0\"" : "role=\"img\""),
        fmt::arg("alt", escape(figure.caption) + (figure.moves ? keys_of_moving : "")),
        fmt::arg("fragment", figure.fragment), fmt::arg("paper", stills.paper),
        fmt::arg("no_script", stills.no_script), fmt::arg("number", i + 1),
        fmt::arg("caption", prose(figure.caption)), fmt::arg("links", stills.links));
  }
  return out;
}

/// One sentence on how all numbers of the run compare with Python's.
std::string agreement(const LessonPage& page, bool comparable) {
  if (page.reference.is_null()) return "<p>Python's numbers are not part of this installation.</p>\n";
  if (!comparable) {
    const Lesson& lesson = *page.run.lesson;
    return fmt::format(
        "<p>Python's numbers are stored for seed {} and {} epoch{}; this run has other settings or other "
        "data.</p>\n",
        lesson.seed, page.reference.value("epochs", int64_t{1}),
        page.reference.value("epochs", int64_t{1}) == 1 ? "" : "s");
  }
  const Comparison all = compare(page.numbers, page.reference);
  std::string sentence =
      fmt::format("Python's run of the same steps holds {} numbers and texts. ", all.compared);
  if (!all.unequal.empty()) {
    sentence += fmt::format("Here {} of them differ, first <code>{}</code>.", all.unequal.size(),
                            escape(all.unequal.front()));
  } else if (all.largest_difference == 0) {
    sentence += "Here all of them are the same.";
  } else {
    sentence += fmt::format("The largest relative difference to ours is {:.1e}, at <code>{}</code>.",
                            all.largest_difference, escape(all.where));
  }
  return fmt::format("<p>{}</p>\n", sentence);
}

std::string numbers_section(const LessonPage& page, const Page& words) {
  const Lesson& lesson = *page.run.lesson;
  const RunOptions& options = page.run.options;
  const bool real = page.run.result.data == DataSource::real && !options.full;
  const bool comparable = real && page.reference.is_object() &&
                          page.reference.value("seed", Json()) == options.seed &&
                          page.reference.value("epochs", Json()) == options.epochs;
  const bool notebook_settings = real && options.seed == lesson.seed && options.epochs == lesson.epochs;
  return number_table(words, page.numbers, comparable ? page.reference : Json(), notebook_settings) +
         agreement(page, comparable) +
         "<p class=\"small\">All numbers: <a href=\"result.json\">result.json</a></p>\n";
}

std::string code_section(const LessonPage& page) {
  if (page.code.empty()) return "";
  return fmt::format("<pre class=\"code\" tabindex=\"0\"><code>{}</code></pre>\n", highlighted(page.code));
}

std::string questions(const std::vector<std::string>& list) {
  std::string out;
  for (const std::string& question : list) out += fmt::format("<li>{}</li>\n", prose(question));
  return out.empty() ? out : fmt::format("<ol>\n{}</ol>\n", out);
}

}  // namespace

std::string lesson_page(const LessonPage& page) {
  const Lesson& lesson = *page.run.lesson;
  const Page words = lesson.page();
  std::string body = header(page.run) + "<main>\n";
  body += paragraphs(page.run.result.notes, "note");
  body += section("about", "What it shows", paragraphs({words.about}));
  body += section("mathematics", "The mathematics", formulas(words.mathematics));
  body += section("figures", "Figures", figures(page.figures));
  body += section("numbers", "The numbers", numbers_section(page, words));
  body += section("code", "The lines that do it", code_section(page));
  if (!page.run.result.printed.empty()) {
    body += section("printed", "What it prints",
                    fmt::format("<pre tabindex=\"0\">{}</pre>\n", escape(page.run.result.printed)));
  }
  body += section("questions", "Try it", questions(words.questions));
  body += section("notes", "Notes", paragraphs(words.notes));
  body += fmt::format(
      "</main>\n<nav class=\"neighbours\" aria-label=\"Other lessons\" data-lesson=\"{}\">"
      "<a href=\"../index.html\">All lessons</a></nav>\n",
      lesson.name);
  // These are no modules and not deferred: the figures' own scripts run as the page is read.
  const std::string head = plot::plotly_script({.library = "../assets/plotly.min.js"}) +
                           "<script src=\"../assets/later.js\"></script>\n";
  return framed({.title = std::string(lesson.title) + " · gradus",
                 .root = "../",
                 .head = head,
                 .body = body,
                 .mathematics = true});
}

}  // namespace gradus::lessons
