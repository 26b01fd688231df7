#pragma once

#include <string>
#include <string_view>

/// Text in figures. Titles, labels, legends and tick labels are plain text: every character stands for
/// itself, in every renderer (pictures show the curly apostrophe), and `\n` starts a new line. A section
/// between two dollar signs is simple mathematics:
///
///   `loss $J(w_1, b)$`, `$x^2 + y^2$`, `rate $\eta = 10^{-3}$`, `$\hat y$`
///
/// There `_` and `^` lower and raise the next character, word of a command or {group}; letters are slanted;
/// `-` is a minus; \alpha ... \omega, \Gamma ... \Omega, \times, \cdot, \pm, \le, \ge, \ne, \approx, \infty,
/// \partial, \nabla, \sum, \to, \in, \sqrt, \ldots stand for their signs; \hat, \bar and \tilde mark the next
/// letter; \exp, \log, \sin and their kind stand upright; a name that is not known shows as written. `\{`,
/// `\}`, `\_`, `\^` and `\\` are those characters. `$$` is one dollar sign, and a dollar sign that nothing
/// closes is a dollar sign.
namespace gradus::plot {

/// Text from outside (a class name, a column's header) as markup that shows exactly it: dollar signs doubled.
std::string literal(std::string_view text);

}  // namespace gradus::plot
