#include "gradus/plot/html.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "gradus/base/error.hpp"
#include "gradus/base/file.hpp"
#include "gradus/plot/gnuplot/process.hpp"
#include "gradus/plot/plotly/figure.hpp"
#include "gradus/plot/plotly/html_page.hpp"
#include "gradus/plot/plotly/looks.hpp"
#include "gradus/plot/scene/markup.hpp"
#include "gradus/plot/scene/scene.hpp"
#include "gradus/plot/share.hpp"

namespace gradus::plot {
namespace {

constexpr const char* library_name = "plotly.min.js";

std::string attribute_escape(std::string_view text) {
  std::string result = html_escape(text);
  for (size_t at = result.find('"'); at != std::string::npos; at = result.find('"', at)) {
    result.replace(at, 1, "&quot;");
  }
  return result;
}

bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

void check_id(std::string_view id) {
  const auto allowed = [](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_'; };
  if (id.empty() || !letter(id.front()) || !std::all_of(id.begin(), id.end(), allowed)) {
    fail(fmt::format("html_fragment: \"{}\" is no id; use a letter, then letters, digits, - or _", id));
  }
}

}  // namespace

std::string plotly_script(const HtmlOptions& options) {
  if (!options.library.empty()) {
    return fmt::format("<script charset=\"utf-8\" src=\"{}\"></script>\n", attribute_escape(options.library));
  }
  const std::string library = read_file("plotly_script", share_file(library_name));
  if (library.find("</script") != std::string::npos) {
    fail(
        "plotly_script: this plotly.min.js cannot stand inside a page; set .library to an address beside the "
        "page");
  }
  return "<script>" + library + "</script>\n";
}

std::string figure_element(std::string_view id, double width, double height, const std::string& json) {
  check_id(id);
  return fmt::format(
      "<div id=\"{0}\" class=\"gradus-figure\" style=\"width:{1:g}px;height:{2:g}px\"></div>\n"
      "<script>(function () {{\n"
      "  const figure = {3};\n"
      "  const name = (trace, names) => {{\n"
      "    if (names && trace.z) trace.text = trace.z.map(row => row.map(k => names[k] || \"\"));\n"
      "  }};\n"
      "  const names = figure.data.map(trace => trace.meta && trace.meta.names);\n"
      "  figure.data.forEach((trace, i) => name(trace, names[i]));\n"
      "  for (const frame of figure.frames || []) {{\n"
      "    frame.data.forEach((trace, i) => name(trace, names[frame.traces[i]]));\n"
      "  }}\n"
      "  figure.config.toImageButtonOptions.filename = \"{0}\";\n"
      "  Plotly.newPlot(\"{0}\", figure);\n"
      "}})();</script>\n",
      id, width, height, json);
}

std::string html_fragment(const Figure& figure, std::string_view id, const FragmentOptions& options) {
  return figure_element(id, figure.options().width, figure.options().height,
                        script_safe(with_looks(figure, options)));
}

std::string figure_page(const Figure& figure, const std::string& fragment, const HtmlOptions& options) {
  const std::string& first = figure.is_3d() ? figure.axes3d().title : figure.axes().title;
  const std::string& title = figure.options().title.empty() ? first : figure.options().title;
  const Color back = theme_of(figure.options().style).background;
  std::string page = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{}</title>\n"
      "<style>body {{ margin: 1rem; background: #{:02x}{:02x}{:02x}; }} .gradus-figure {{ margin: auto; "
      "}}</style>\n",
      attribute_escape(title.empty() ? "Figure" : plain_text(title)), back.red, back.green, back.blue);
  return page + plotly_script(options) + "</head>\n<body>\n" + fragment + "</body>\n</html>\n";
}

void write_html(const Figure& figure, const std::string& path, const HtmlOptions& options) {
  write_file("write_html", path, figure_page(figure, html_fragment(figure, "figure"), options));
}

void copy_plotly(const std::string& path) {
  const std::string library = read_file("copy_plotly", share_file(library_name));
  if (::access(path.c_str(), R_OK) == 0 && read_file("copy_plotly", path) == library) return;
  write_file("copy_plotly", path, library);
}

}  // namespace gradus::plot
