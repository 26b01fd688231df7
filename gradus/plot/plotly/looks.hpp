#pragma once

#include "gradus/plot/html.hpp"
#include "gradus/plot/plotly/parts.hpp"

// Private to plot: how a figure of a page looks elsewhere.
namespace gradus::plot {

/// A figure or an animation in plotly.js's words: `data`, `layout`, `config`, and `frames` of what moves.
Json plotly_parts(const Figure& figure);
Json plotly_parts(const Animation& animation);

/// Those words with a member `looks`: for each look that is wanted, and that the figure has, what changes. A
/// member of a change replaces the one it is named after, an object changes what lies in it (of an array, by
/// index), and null takes away.
Json with_looks(const Figure& figure, const FragmentOptions& wanted);
Json with_looks(const Animation& animation, const FragmentOptions& wanted);

}  // namespace gradus::plot
