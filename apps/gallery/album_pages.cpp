#include "apps/gallery/album_pages.hpp"

#include <fmt/format.h>

#include <array>

#include "gradus/plot/html.hpp"
#include "lessons/page/formats.hpp"
#include "lessons/page/html.hpp"

namespace gradus::gallery {
namespace fs = std::filesystem;
using lessons::escape;
using lessons::Format;
namespace {

constexpr std::array<plot::Style, 2> all_styles = {plot::Style::paper, plot::Style::dark};

// What the pages need beyond book.css: figures in the dark style stand on their own ground.
constexpr std::string_view css =
    ".plot.dark { background: #15181d; }\n"
    ".card .cover { aspect-ratio: 8 / 5; }\n"
    ".card .cover.dark { background: #15181d; }\n"
    ".card h3 { margin: 0; font-size: 1.05rem; }\n"
    ".card .small { line-height: 1.9; }\n"
    "nav.families { line-height: 2; }\n"
    "nav.families a { margin-right: 1em; white-space: nowrap; }\n"
    "main.wide h2 { margin-top: 2.2rem; }\n";

struct Page {
  std::string title, root, head, body;
};

std::string framed(const Page& page) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n"
      "<link rel=\"stylesheet\" href=\"{root}assets/book.css\">\n<style>\n{css}</style>\n{head}"
      "<script defer src=\"{root}assets/book.js\"></script>\n</head>\n<body>\n{body}</body>\n</html>\n",
      fmt::arg("title", escape(page.title)), fmt::arg("root", page.root), fmt::arg("css", css),
      fmt::arg("head", page.head), fmt::arg("body", page.body));
}

std::string file_of(const Entry& entry, plot::Style style, std::string_view ending) {
  return fmt::format("{}/{}.{}", name(style), entry.name, ending);
}

/// Those of an entry's files that are in the folder, by style.
class Files {
 public:
  Files(const fs::path& folder, const Entry& entry) : folder_(folder), entry_(entry) {}

  bool has(plot::Style style, std::string_view ending) const {
    return fs::exists(folder_ / file_of(entry_, style, ending));
  }
  bool any(plot::Style style) const {
    for (const Format format : lessons::all_formats) {
      if (has(style, lessons::name(format))) return true;
    }
    return false;
  }
  /// An image to show in this style; empty where there is none.
  std::string image(plot::Style style) const {
    for (const char* ending : {"png", "svg", "gif"}) {
      if (has(style, ending)) return file_of(entry_, style, ending);
    }
    return "";
  }
  std::string page(plot::Style style) const {
    return has(style, "html") ? file_of(entry_, style, "html") : image(style);
  }

 private:
  const fs::path& folder_;
  const Entry& entry_;
};

/// The picture, in the style that the reader's own colours ask for where there are both.
std::string cover(const Files& files) {
  const std::string paper = files.image(plot::Style::paper), dark = files.image(plot::Style::dark);
  if (paper.empty() && dark.empty()) return "<div class=\"cover blank\" aria-hidden=\"true\"></div>";
  std::string source;
  if (!paper.empty() && !dark.empty()) {
    source = fmt::format("<source media=\"(prefers-color-scheme: dark)\" srcset=\"{}\">", escape(dark));
  }
  return fmt::format(
      "<div class=\"cover{}\"><picture>{}<img src=\"{}\" alt=\"\" loading=\"lazy\"></picture></div>",
      paper.empty() ? " dark" : "", source, escape(paper.empty() ? dark : paper));
}

std::string links(const Files& files, const Entry& entry) {
  std::string out;
  for (const plot::Style style : all_styles) {
    if (!files.any(style)) continue;
    out += fmt::format("{}<span>{}:", out.empty() ? "" : "<br>", name(style));
    for (const Format format : lessons::all_formats) {
      const std::string_view ending = lessons::name(format);
      if (!files.has(style, ending)) continue;
      out +=
          fmt::format(" <a class=\"file\" href=\"{}\">{}</a>", escape(file_of(entry, style, ending)), ending);
    }
    out += "</span>";
  }
  return out;
}

/// Empty where the folder holds nothing of the entry.
std::string card(const fs::path& folder, const Entry& entry) {
  const Files files(folder, entry);
  const bool paper = files.any(plot::Style::paper);
  if (!paper && !files.any(plot::Style::dark)) return "";
  const std::string page = files.page(paper ? plot::Style::paper : plot::Style::dark);
  const std::string picture = page.empty() ? cover(files)
                                           : fmt::format("<a href=\"{}\" aria-label=\"{}\">{}</a>",
                                                         escape(page), entry.name, cover(files));
  return fmt::format(
      "<li><div class=\"card\">{}\n<div class=\"words\"><h3><code>{}</code></h3><p>{}</p>"
      "<p class=\"small\">{}</p></div></div></li>\n",
      picture, entry.name, escape(entry.caption), links(files, entry));
}

}  // namespace

std::string entry_page(const Entry& entry, const Drawing& drawing, plot::Style style) {
  const bool moves = std::holds_alternative<plot::Animation>(drawing);
  const std::string fragment = std::visit(
      [&](const auto& any) { return plot::html_fragment(any, fmt::format("figure-{}", entry.name)); },
      drawing);
  const std::string body = fmt::format(
      "<header class=\"lesson\"><p class=\"small\"><a href=\"../index.html\">gradus: the gallery</a></p>\n"
      "<h1>{name}</h1>\n<p class=\"lead\">{caption}</p></header>\n"
      "<main><figure><div class=\"plot {style}{kind} aria-label=\"{caption}\"><div "
      "class=\"fit\">{fragment}</div></div></figure></main>\n",
      fmt::arg("name", entry.name), fmt::arg("caption", escape(entry.caption)),
      fmt::arg("style", name(style)),
      fmt::arg("kind", moves ? " moving\" role=\"group\" tabindex=\"0\"" : "\" role=\"img\""),
      fmt::arg("fragment", fragment));
  return framed({.title = fmt::format("{}: gradus gallery", entry.name),
                 .root = "../",
                 .head = plot::plotly_script({.library = "../assets/plotly.min.js"}),
                 .body = body});
}

std::string album_page(const fs::path& folder) {
  std::string menu, sections;
  size_t count = 0;
  for (size_t i = 0; i < families().size(); ++i) {
    const Family& family = families()[i];
    std::string cards;
    for (const Entry& entry : family.entries) {
      const std::string made = card(folder, entry);
      cards += made;
      if (!made.empty()) ++count;
    }
    if (cards.empty()) continue;
    menu += fmt::format("<a href=\"#family-{}\">{}</a>\n", i, escape(family.title));
    sections +=
        fmt::format("<section><h2 id=\"family-{}\">{}</h2>\n<ul class=\"cards\">\n{}</ul></section>\n", i,
                    escape(family.title), cards);
  }
  const std::string body = fmt::format(
      "<header class=\"front\"><h1>gradus</h1>\n<p class=\"lead\">The gallery: {} picture{}, from the kinds "
      "of "
      "trace to models that learn.</p>\n<nav class=\"families\">{}</nav></header>\n<main "
      "class=\"wide\">\n{}</main>\n"
      "<footer><p>Drawn by <code>gradus gallery</code>. The pages work without a network.</p></footer>\n",
      count, count == 1 ? "" : "s", menu, sections);
  return framed({.title = "gradus: the gallery", .root = "", .head = "", .body = body});
}

}  // namespace gradus::gallery
