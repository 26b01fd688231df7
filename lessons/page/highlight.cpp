#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>

#include "lessons/page/html.hpp"

namespace gradus::lessons {
namespace {

constexpr std::string_view keywords[] = {
    "auto",     "bool",    "break",    "case",     "char",    "class",   "const",     "constexpr",
    "continue", "default", "do",       "double",   "else",    "enum",    "explicit",  "false",
    "float",    "for",     "if",       "inline",   "int",     "int64_t", "namespace", "new",
    "noexcept", "nullptr", "operator", "override", "private", "public",  "return",    "size_t",
    "static",   "struct",  "switch",   "template", "this",    "true",    "typename",  "uint32_t",
    "unsigned", "using",   "virtual",  "void",     "while"};

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

struct Token {
  size_t length;
  const char* style;  ///< class of the span; none for nullptr
};

size_t string_length(std::string_view rest) {
  for (size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == '\\') {
      ++i;
    } else if (rest[i] == rest[0]) {
      return i + 1;
    }
  }
  return rest.size();
}

size_t number_length(std::string_view rest) {
  size_t i = 1;
  while (i < rest.size()) {
    const bool sign = (rest[i] == '+' || rest[i] == '-') && (rest[i - 1] == 'e' || rest[i - 1] == 'E');
    if (!sign && !is_word(rest[i]) && rest[i] != '.' && rest[i] != '\'') break;
    ++i;
  }
  return i;
}

Token next_token(std::string_view rest) {
  if (rest.starts_with("//")) return {std::min(rest.find('\n'), rest.size()), "c"};
  if (rest[0] == '"' || rest[0] == '\'') return {string_length(rest), "s"};
  if (is_digit(rest[0]) || (rest[0] == '.' && rest.size() > 1 && is_digit(rest[1]))) {
    return {number_length(rest), "n"};
  }
  if (!is_word(rest[0])) return {1, nullptr};
  size_t length = 1;
  while (length < rest.size() && is_word(rest[length])) ++length;
  const bool keyword =
      std::find(std::begin(keywords), std::end(keywords), rest.substr(0, length)) != std::end(keywords);
  return {length, keyword ? "k" : nullptr};
}

}  // namespace

std::string highlighted(std::string_view code) {
  std::string out;
  for (std::string_view rest = code; !rest.empty();) {
    const Token token = next_token(rest);
    const std::string text = escape(rest.substr(0, token.length));
    out += token.style ? fmt::format("<span class=\"{}\">{}</span>", token.style, text) : text;
    rest.remove_prefix(token.length);
  }
  return out;
}

}  // namespace gradus::lessons
