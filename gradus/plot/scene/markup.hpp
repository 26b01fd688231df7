#pragma once

#include <string>
#include <string_view>
#include <vector>

// Private to plot: markup (text.hpp) taken apart, and put together again for each renderer.
namespace gradus::plot {

enum class TextLevel { base, lowered, raised };

/// Characters of one kind: valid UTF-8 with no control characters.
struct TextRun {
  std::string text;
  TextLevel level = TextLevel::base;
  bool slanted = false;

  bool same_kind(const TextRun& other) const { return level == other.level && slanted == other.slanted; }
};

using TextLine = std::vector<TextRun>;

/// The lines of a text; bytes that are not UTF-8 become U+FFFD, control characters spaces.
std::vector<TextLine> parse_markup(std::string_view markup);

/// The characters of a text without its markup, lines joined by spaces.
std::string plain_text(std::string_view markup);

/// One line for gnuplot's enhanced text, inside single quotes: nothing in it can end the string or start a
/// command.
std::string gnuplot_line(const TextLine& line);

/// The whole text as a gnuplot string expression.
std::string gnuplot_text(std::string_view markup);

/// The text with `&`, `<` and `>` as HTML's entities; plotly.js knows no others.
std::string html_escape(std::string_view text);

/// The whole text in the few tags that plotly.js knows, everything else escaped.
std::string plotly_text(std::string_view markup);

/// About how wide the text is in px, for a serif font of this size in px.
double text_width(std::string_view markup, double font_size);

/// Characters of its longest line.
std::size_t letter_count(std::string_view markup);

std::size_t line_count(std::string_view markup);

}  // namespace gradus::plot
