#include "lessons/page/lesson_page.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "gradus/plot/html.hpp"
#include "lessons/page/frame.hpp"
#include "lessons/page/html.hpp"
#include "lessons/page/number_table.hpp"
#include "lessons/page/reference.hpp"

namespace gradus::lessons {
namespace {

std::string section(std::string_view id, std::string_view title, std::string_view inner) {
  if (inner.empty()) return "";
  return fmt::format(
      "<section id=\"{0}\" aria-labelledby=\"{0}-title\">\n<h2 id=\"{0}-title\">{1}</h2>\n{2}</section>\n",
      id, title, inner);
}

/// Whether the run is the notebook's own: then printed numbers and Python's time are those of the same work.
bool has_notebook_settings(const Run& run) {
  return run.result.data == DataSource::real && !run.options.full && run.options.seed == run.lesson->seed &&
         run.options.epochs == run.lesson->epochs;
}

std::string header(const LessonPage& page) {
  const Run& run = page.run;
  const Lesson& lesson = *run.lesson;
  std::vector<std::string> facts = {
      lesson.notebook.empty() ? "beyond the notebooks"
                              : fmt::format("from the notebook “{}”", escape(lesson.notebook)),
      fmt::format("seed {}", run.options.seed),
      fmt::format("{} epoch{}", run.options.epochs, run.options.epochs == 1 ? "" : "s")};
  if (run.result.data != DataSource::real) facts.push_back(fmt::format("{} data", name(run.result.data)));
  facts.push_back("ran in " + duration(run.seconds));
  if (page.python_seconds && has_notebook_settings(run)) {
    facts.push_back(fmt::format("<a href=\"#numbers\">Python</a>: {}", duration(*page.python_seconds)));
  }
  return fmt::format(
      "<header class=\"lesson\"><p class=\"small\"><a href=\"../index.html\">gradus: the lessons</a></p>\n"
      "<h1>{title}</h1>\n<p class=\"lead\">{summary}</p>\n"
      "<p class=\"small facts\"><span>{facts}</span></p></header>\n",
      fmt::arg("title", escape(lesson.title)), fmt::arg("summary", prose(lesson.summary)),
      fmt::arg("facts", fmt::join(facts, "</span> <span>")));
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

// Captions are written for a wide window.
constexpr const char* stacked_note =
    "<p class=\"small stacked\">In this narrow window most plots stand one under another, or in pairs: what "
    "a "
    "caption calls left may be above.</p>\n";

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
std::string agreement(const LessonPage& page, const Json& reference) {
  if (page.reference.is_null()) return "Python's numbers are not part of this installation.";
  const auto epochs = page.reference.value("epochs", int64_t{1});
  const std::string count = fmt::format("{} epoch{}", epochs, epochs == 1 ? "" : "s");
  if (reference.is_null()) {
    return fmt::format(
        "Python's numbers are stored for seed {} and {}; this run has other settings or other data.",
        page.run.lesson->seed, count);
  }
  const Comparison all = compare(page.numbers, reference);
  std::string sentence =
      epochs == page.run.options.epochs
          ? fmt::format("Python's run of the same steps holds {} numbers and texts. ", all.compared)
          : fmt::format(
                "Python's run of the same steps was stopped after {} and has {} numbers and texts in "
                "common with this one. ",
                count, all.compared);
  if (!all.unequal.empty()) {
    sentence += fmt::format("Here {} of them differ, first <code>{}</code>.", all.unequal.size(),
                            escape(all.unequal.front()));
  } else if (all.largest_difference == 0) {
    sentence += "Here all of them are the same.";
  } else {
    sentence += fmt::format("The largest relative difference to ours is {:.1e}, at <code>{}</code>.",
                            all.largest_difference, escape(all.where));
  }
  return sentence;
}

/// What the two times at the top of the page are.
std::string times(const LessonPage& page) {
  if (!page.python_seconds || !has_notebook_settings(page.run)) return "";
  const bool beyond = page.run.lesson->notebook.empty();
  return fmt::format(
      "<p class=\"small\">This lesson, {}without its figures, ran in {} on this machine. Python took {} of "
      "one "
      "processor for {}, measured once, on another.</p>\n",
      beyond ? "" : "with all that it adds to the notebook but ", duration(page.run.seconds),
      duration(*page.python_seconds), beyond ? "the same steps" : "the notebook's trainings");
}

std::string numbers_section(const LessonPage& page, const Page& words) {
  const Json reference = comparable_part(page.run, page.numbers, page.reference);
  return number_table(words, page.numbers, reference, has_notebook_settings(page.run)) +
         fmt::format("<p>{}</p>\n", agreement(page, reference)) + times(page) +
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
  std::string body = header(page) + "<main>\n";
  body += paragraphs(page.run.result.notes, "note");
  body += section("about", "What it shows", paragraphs({words.about}));
  body += section("mathematics", "The mathematics", formulas(words.mathematics));
  body += section("figures", "Figures", stacked_note + figures(page.figures));
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
                           "<script src=\"../assets/later.js\"></script>\n"
                           "<noscript><style>.fit { display: none; }</style></noscript>\n";
  return framed({.title = std::string(lesson.title) + " · gradus",
                 .root = "../",
                 .head = head,
                 .body = body,
                 .mathematics = true});
}

}  // namespace gradus::lessons
