#pragma once

#include <string>
#include <string_view>

#include "gradus/plot/animation.hpp"
#include "gradus/plot/figure.hpp"

/// Figures as web pages, drawn in the reader's browser by plotly.js. Nothing is ever fetched from the
/// network.
///
/// A page with one figure: `write_html(figure, "loss.html")`. A page of one's own with several of them:
///
///     std::string page = "<!doctype html><meta charset=\"utf-8\">" + plotly_script({.library =
///     "plotly.min.js"}); page += html_fragment(loss, "loss") + html_fragment(regions, "regions");
///     copy_plotly("out/plotly.min.js");
///
/// Where KaTeX or the like looks for dollar signs in such a page, it has to skip the class `gradus-figure`.
namespace gradus::plot {

struct HtmlOptions {
  /// Where the page finds plotly.js: empty puts the library into the page (4.5 MB), else an address relative
  /// to the page.
  std::string library = {};
};

/// One page with the figure, complete or not at all. Throws Error where the library is to be embedded and is
/// not found, and where the folder cannot be written. With `library` given, `copy_plotly` puts the shared
/// copy in its place.
void write_html(const Figure& figure, const std::string& path, const HtmlOptions& options = {});

/// The same for an animation, with a slider and buttons to play and pause; three-dimensional plots can be
/// turned while it plays. Throws Error where it has no frame as well.
void write_html(const Animation& animation, const std::string& path, const HtmlOptions& options = {});

/// The script element that loads plotly.js; it has to come before the first fragment.
std::string plotly_script(const HtmlOptions& options = {});

/// Looks of a figure beside its own, for a page whose script chooses. What is drawn has a member `looks`
/// then, `{"dark": change, "narrow": change, "dark narrow": change}`: a member of a change replaces the one
/// it is named after, an object changes what lies in it (of an array, by index), and null takes away. Where
/// both looks are wanted all that are there are made, in this order.
struct FragmentOptions {
  bool dark = false;    ///< on a dark ground
  bool narrow = false;  ///< 400 px wide, plots one under another; diagrams and large grids have no such look
};

/// The figure as a div and a script, for a page that has loaded plotly.js; `id` is the div's, unique in the
/// page: a letter, then letters, digits, `-` or `_`.
std::string html_fragment(const Figure& figure, std::string_view id, const FragmentOptions& options = {});
std::string html_fragment(const Animation& animation, std::string_view id,
                          const FragmentOptions& options = {});

/// The figure as plotly.js takes it: `{"data": [...], "layout": {...}, "config": {...}}`, safe inside a
/// script element.
std::string plotly_json(const Figure& figure);

/// The animation as plotly.js takes it: with `"frames": [...]` as well.
std::string plotly_json(const Animation& animation);

/// Copies plotly.js out of share_dir() to `path`; does nothing where the same file stands already.
void copy_plotly(const std::string& path);

}  // namespace gradus::plot
