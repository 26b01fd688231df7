#pragma once

#include <string>
#include <string_view>

#include "gradus/plot/html.hpp"

// Private to plot: what pages of figures and of animations have in common.
namespace gradus::plot {

/// A div of this size, and the script that draws plotly.js's `json` into it. Throws Error where `id` is no
/// id.
std::string figure_element(std::string_view id, double width, double height, const std::string& json);

/// A whole page around a fragment, with the figure's title and look.
std::string figure_page(const Figure& figure, const std::string& fragment, const HtmlOptions& options);

}  // namespace gradus::plot
