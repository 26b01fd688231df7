#include "gradus/io/csv_text.hpp"

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>

namespace gradus::io {
namespace {

constexpr size_t first_buffer = size_t{1} << 18;

/// Bytes up to the last line break outside quotes, with that; 0 when there is none. Quotes are counted: a
/// doubled one inside a quoted cell closes and opens it again.
size_t end_of_last_row(std::string_view text) {
  const auto quotes_in = [](std::string_view part) {
    return part.find('"') == std::string_view::npos ? 0 : std::count(part.begin(), part.end(), '"');
  };
  auto quotes = quotes_in(text);
  for (;;) {
    const void* line_break = text.empty() ? nullptr : ::memrchr(text.data(), '\n', text.size());
    if (line_break == nullptr) return 0;
    const auto before = static_cast<size_t>(static_cast<const char*>(line_break) - text.data());
    quotes -= quotes_in(text.substr(before));
    if (quotes % 2 == 0) return before + 1;
    text = text.substr(0, before);
  }
}

}  // namespace

CsvText::CsvText(std::string_view text) : whole_(text), unread_(text) { skip_byte_order_mark(); }

CsvText::CsvText(const char* op, std::string path, size_t longest_row)
    : op_(op),
      path_(std::move(path)),
      longest_row_(longest_row),
      input_(std::in_place, op, path_),
      buffer_(std::min(first_buffer, longest_row)),
      keeps_(!input_->is_regular()) {
  read_more();
  skip_byte_order_mark();
}

CsvText CsvText::again() const {
  if (!input_) return CsvText(whole_);
  return keeps_ ? CsvText(kept_) : CsvText(op_, path_, longest_row_);
}

void CsvText::forget() {
  keeps_ = false;
  kept_ = {};
}

void CsvText::skip_byte_order_mark() {
  constexpr std::string_view mark = "\xef\xbb\xbf";
  if (unread_.starts_with(mark)) unread_.remove_prefix(mark.size());
}

void CsvText::skip_lines(int64_t count) {
  while (count > 0 && (!unread_.empty() || read_more())) {
    const size_t line_break = unread_.find('\n');
    if (line_break != std::string_view::npos) --count;
    unread_.remove_prefix(std::min(line_break, unread_.size() - 1) + 1);
  }
}

bool CsvText::next(std::string_view& window) {
  size_t end = end_of_last_row(unread_);
  while (end == 0 && read_more()) end = end_of_last_row(unread_);
  if (end == 0) end = unread_.size();  // the last line may lack its break
  window = unread_.substr(0, end);
  unread_.remove_prefix(end);
  return !window.empty();
}

/// Moves what is unread to the front of the buffer and fills the rest of it; false when nothing came.
bool CsvText::read_more() {
  if (!input_) return false;
  const size_t left = unread_.size();
  if (left > 0) std::memmove(buffer_.data(), unread_.data(), left);
  if (left == buffer_.size()) {
    cut_ = left >= longest_row_;
    if (!cut_) buffer_.resize(std::min(2 * left, longest_row_));
  }
  const size_t got = input_->read(std::span(buffer_).subspan(left));
  if (keeps_) kept_.append(buffer_.data() + left, got);
  seen_ += got;
  unread_ = std::string_view(buffer_.data(), left + got);
  return got > 0;
}

double CsvText::progress(size_t left) const {
  const auto seen = static_cast<double>(input_ ? seen_ : whole_.size());
  if (seen == 0) return 0;
  return (input_ ? input_->progress() : 1) * (1 - static_cast<double>(unread_.size() + left) / seen);
}

}  // namespace gradus::io
