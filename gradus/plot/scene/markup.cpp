#include "gradus/plot/scene/markup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "gradus/plot/text.hpp"

namespace gradus::plot {
namespace {

struct Command {
  std::string_view name;
  std::string_view shown;
};

constexpr std::array commands = std::to_array<Command>({
    {"alpha", "α"},   {"beta", "β"},    {"gamma", "γ"},   {"delta", "δ"}, {"epsilon", "ε"}, {"zeta", "ζ"},
    {"eta", "η"},     {"theta", "θ"},   {"iota", "ι"},    {"kappa", "κ"}, {"lambda", "λ"},  {"mu", "μ"},
    {"nu", "ν"},      {"xi", "ξ"},      {"pi", "π"},      {"rho", "ρ"},   {"sigma", "σ"},   {"tau", "τ"},
    {"upsilon", "υ"}, {"phi", "φ"},     {"chi", "χ"},     {"psi", "ψ"},   {"omega", "ω"},   {"Gamma", "Γ"},
    {"Delta", "Δ"},   {"Theta", "Θ"},   {"Lambda", "Λ"},  {"Xi", "Ξ"},    {"Pi", "Π"},      {"Sigma", "Σ"},
    {"Phi", "Φ"},     {"Psi", "Ψ"},     {"Omega", "Ω"},   {"times", "×"}, {"cdot", "·"},    {"pm", "±"},
    {"le", "≤"},      {"ge", "≥"},      {"ne", "≠"},      {"in", "∈"},    {"approx", "≈"},  {"infty", "∞"},
    {"partial", "∂"}, {"nabla", "∇"},   {"sum", "∑"},     {"to", "→"},    {"sqrt", "√"},    {"ldots", "…"},
    {"sin", "sin"},   {"cos", "cos"},   {"tan", "tan"},   {"exp", "exp"}, {"log", "log"},   {"ln", "ln"},
    {"sinh", "sinh"}, {"cosh", "cosh"}, {"tanh", "tanh"}, {"max", "max"}, {"min", "min"},   {"det", "det"},
});

// The length in bytes of the UTF-8 character that starts at `text[at]`; 0 if none does.
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(at);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || at + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
  }
  const std::uint8_t second = byte(at + 1);
  const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool outside = (first == 0xED && second > 0x9F) || (first == 0xF4 && second > 0x8F);
  return overlong || outside ? 0 : length;
}

std::string clean(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text, at);
    const auto first = static_cast<std::uint8_t>(text[at]);
    if (length == 0) {
      result += "\xEF\xBF\xBD";
      ++at;
      continue;
    }
    const bool c1_control = length == 2 && first == 0xC2 && static_cast<std::uint8_t>(text[at + 1]) < 0xA0;
    if (c1_control || (first < 0x20 && first != '\n') || first == 0x7F) {
      result += ' ';
    } else {
      result.append(text, at, length);
    }
    at += length;
  }
  return result;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Reads one section of simple mathematics, whose text is already valid UTF-8.
class Mathematics {
 public:
  Mathematics(std::string_view text, TextLine& line) : text_(text), line_(line) {}

  void read() {
    while (at_ < text_.size()) item(TextLevel::base);
  }

 private:
  void item(TextLevel level) {
    const char c = text_[at_];
    if ((c == '_' || c == '^') && at_ + 1 < text_.size()) {
      ++at_;
      group(c == '_' ? TextLevel::lowered : TextLevel::raised);
    } else if (c == '\\') {
      command(level);
    } else if (c == '{' || c == '}') {
      ++at_;
    } else {
      character(level);
    }
  }

  // What follows _ or ^: one item, or all up to the closing brace; scripts of scripts stay at their level.
  void group(TextLevel level) {
    if (text_[at_] != '{') return item(level);
    ++at_;
    int depth = 1;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '{') ++depth;
      if (c == '}' && --depth == 0) {
        ++at_;
        return;
      }
      if (c == '{' || c == '}' || c == '_' || c == '^') {
        ++at_;
      } else {
        item(level);
      }
    }
  }

  void command(TextLevel level) {
    std::size_t end = at_ + 1;
    while (end < text_.size() && is_letter(text_[end])) ++end;
    const std::string_view name = text_.substr(at_ + 1, end - at_ - 1);
    if (name.empty() && end < text_.size() &&
        std::string_view("{}_^\\").find(text_[end]) != std::string_view::npos) {
      add(text_.substr(end, 1), level, false);
      at_ = end + 1;
      return;
    }
    const auto found =
        std::find_if(commands.begin(), commands.end(), [&](const Command& c) { return c.name == name; });
    if (const std::string_view mark = accent(name); !mark.empty()) return accented(mark, end, level);
    const bool known = found != commands.end();
    const std::string_view shown = known ? found->shown : text_.substr(at_, end - at_);
    add(shown, level, is_small_greek(shown));
    at_ = end;
    // The space that only ends a name does not show, as in \partial L; after the name of a function it does.
    const bool letters = known && is_letter(shown.front());
    if (known && !letters && at_ + 1 < text_.size() && text_[at_] == ' ' && ends_name(text_[at_ + 1])) ++at_;
  }

  // The combining mark of \hat and its kind; empty for other names.
  static std::string_view accent(std::string_view name) {
    if (name == "hat") return "\u0302";
    if (name == "bar") return "\u0304";
    if (name == "tilde") return "\u0303";
    return "";
  }

  // \hat y, \hat{y}: the mark follows its letter.
  void accented(std::string_view mark, std::size_t end, TextLevel level) {
    at_ = end;
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    if (at_ == text_.size()) return;
    if (text_[at_] == '{') {
      group(level);
    } else {
      item(level);
    }
    if (!line_.empty()) line_.back().text += mark;
  }

  static bool is_small_greek(std::string_view sign) { return sign >= "α" && sign <= "ω"; }

  static bool ends_name(char next) { return is_letter(next) || next == '\\' || next == '{'; }

  void character(TextLevel level) {
    const char c = text_[at_];
    const std::size_t length = utf8_length(text_, at_);
    if (c == '-') {
      add("−", level, false);
    } else if (c == '\'') {
      add("′", level, false);
    } else {
      add(text_.substr(at_, length), level, is_letter(c));
    }
    at_ += length;
  }

  void add(std::string_view text, TextLevel level, bool slanted) {
    TextRun run{std::string(text), level, slanted};
    if (!line_.empty() && line_.back().same_kind(run)) {
      line_.back().text += run.text;
    } else {
      line_.push_back(std::move(run));
    }
  }

  std::string_view text_;
  TextLine& line_;
  std::size_t at_ = 0;
};

void add_plain(TextLine& line, std::string_view text) {
  if (text.empty()) return;
  const TextRun run{std::string(text)};
  if (!line.empty() && line.back().same_kind(run)) {
    line.back().text += run.text;
  } else {
    line.push_back(run);
  }
}

TextLine parse_line(std::string_view text) {
  TextLine line;
  while (!text.empty()) {
    const std::size_t dollar = text.find('$');
    add_plain(line, text.substr(0, dollar));
    if (dollar == std::string_view::npos) break;
    text.remove_prefix(dollar + 1);
    const std::size_t close = text.find('$');
    if (close == std::string_view::npos) {
      add_plain(line, "$");
    } else if (close == 0) {
      add_plain(line, "$");
      text.remove_prefix(1);
    } else {
      Mathematics(text.substr(0, close), line).read();
      text.remove_prefix(close + 1);
    }
  }
  return line;
}

// The apostrophe becomes the curly one: gnuplot 5.4 takes a string that begins with a doubled quote for an
// empty one, and what follows for commands.
std::string gnuplot_escape(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\'') {
      result += "’";
      continue;
    }
    if (std::string_view("\\{}^_@&~/").find(c) != std::string_view::npos) result += '\\';
    result += c;
  }
  return result;
}

// Signs that the figures' font lacks stand in the fonts that KaTeX cut from the same design; without them the
// renderer would take bold ones from a font without serifs.
struct SignFont {
  std::string_view font, signs;
};
constexpr auto sign_fonts = std::to_array<SignFont>({{"KaTeX_Size1", "∑"}, {"KaTeX_Main", "∂∇∞≈≤≥∈"}});

std::string gnuplot_signs(const std::string& escaped) {
  std::string result;
  std::string_view open;  // the font of the signs before this place
  for (std::size_t at = 0; at < escaped.size();) {
    const std::size_t length = std::max<std::size_t>(1, utf8_length(escaped, at));
    const std::string_view sign = std::string_view(escaped).substr(at, length);
    const auto found = std::find_if(sign_fonts.begin(), sign_fonts.end(), [&](const SignFont& each) {
      return sign.size() > 1 && each.signs.find(sign) != std::string_view::npos;
    });
    const std::string_view font = found == sign_fonts.end() ? std::string_view() : found->font;
    if (font != open) {
      if (!open.empty()) result += '}';
      if (!font.empty()) result += fmt::format("{{/{} ", font);
      open = font;
    }
    result += sign;
    at += sign.size();
  }
  if (!open.empty()) result += '}';
  return result;
}

// About how wide a letter is, in times the font's size, from the look of Computer Modern.
double letter_width(char c) {
  if (std::string_view("ijl.,;:'|!").find(c) != std::string_view::npos) return 0.28;
  if (std::string_view("frst()[]I- \"/`").find(c) != std::string_view::npos) return 0.38;
  if (c == 'W') return 1.03;
  if (c == 'M') return 0.92;
  if (std::string_view("mw@%_").find(c) != std::string_view::npos) return 0.83;
  if (c >= 'A' && c <= 'Z') return 0.72;
  if (std::string_view("=+<>~").find(c) != std::string_view::npos) return 0.78;
  return 0.52;
}

}  // namespace

std::string literal(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '$') result += '$';
    result += c;
  }
  return result;
}

std::vector<TextLine> parse_markup(std::string_view markup) {
  const std::string text = clean(markup);
  std::vector<TextLine> lines;
  std::size_t start = 0;
  while (true) {
    const std::size_t end = text.find('\n', start);
    lines.push_back(parse_line(std::string_view(text).substr(start, end - start)));
    if (end == std::string::npos) return lines;
    start = end + 1;
  }
}

std::string plain_text(std::string_view markup) {
  std::string result;
  for (const TextLine& line : parse_markup(markup)) {
    if (!result.empty()) result += ' ';
    for (const TextRun& run : line) result += run.text;
  }
  return result;
}

std::string gnuplot_line(const TextLine& line) {
  std::string result;
  for (const TextRun& run : line) {
    std::string text = gnuplot_signs(gnuplot_escape(run.text));
    if (run.slanted) text = fmt::format("{{/:Italic {}}}", text);
    if (run.level != TextLevel::base)
      text = fmt::format("{}{{{}}}", run.level == TextLevel::lowered ? '_' : '^', text);
    result += text;
  }
  return result;
}

std::string gnuplot_text(std::string_view markup) {
  std::string result;
  for (const TextLine& line : parse_markup(markup)) {
    if (!result.empty()) result += ".\"\\n\".";
    result += fmt::format("'{}'", gnuplot_line(line));
  }
  return result;
}

std::string html_escape(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string plotly_text(std::string_view markup) {
  std::string result;
  bool first = true;
  for (const TextLine& line : parse_markup(markup)) {
    if (!first) result += "<br>";
    first = false;
    for (const TextRun& run : line) {
      std::string text = html_escape(run.text);
      if (run.slanted) text = fmt::format("<i>{}</i>", text);
      if (run.level == TextLevel::lowered) text = fmt::format("<sub>{}</sub>", text);
      if (run.level == TextLevel::raised) text = fmt::format("<sup>{}</sup>", text);
      result += text;
    }
  }
  return result;
}

double text_width(std::string_view markup, double font_size) {
  double widest = 0;
  for (const TextLine& line : parse_markup(markup)) {
    double width = 0;
    for (const TextRun& run : line) {
      double run_width = 0;
      for (const char c : run.text) {
        const auto byte = static_cast<std::uint8_t>(c);
        if (byte == 0xCC) continue;  // combining marks
        if (byte < 0x80) run_width += letter_width(c);
        if (byte >= 0xC0) run_width += byte >= 0xE3 ? 1.0 : 0.6;  // from U+3000 on mostly full-width letters
      }
      width += run.level == TextLevel::base ? run_width : 0.75 * run_width;
    }
    widest = std::max(widest, width);
  }
  return widest * font_size;
}

std::size_t letter_count(std::string_view markup) {
  std::size_t longest = 0;
  for (const TextLine& line : parse_markup(markup)) {
    std::size_t letters = 0;
    for (const TextRun& run : line) {
      letters += static_cast<std::size_t>(
          std::count_if(run.text.begin(), run.text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
    }
    longest = std::max(longest, letters);
  }
  return longest;
}

std::size_t line_count(std::string_view markup) {
  return 1 + static_cast<std::size_t>(std::count(markup.begin(), markup.end(), '\n'));
}

}  // namespace gradus::plot
