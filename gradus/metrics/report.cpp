#include "gradus/metrics/report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gradus/base/error.hpp"
#include "gradus/metrics/label_pairs.hpp"

namespace gradus::metrics {
namespace {

using detail::Labels;

constexpr const char* op = "classification_report";

/// Letters of a UTF-8 text: bytes that do not continue one.
size_t letters(const std::string& text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string right_aligned(const std::string& text, size_t width) {
  const size_t own = letters(text);
  return std::string(width > own ? width - own : 0, ' ') + text;
}

std::vector<std::string> names_of(const Labels& labels, const std::vector<std::string>& given) {
  if (!given.empty()) {
    if (given.size() != labels.size()) {
      fail(fmt::format("{}: {} target_names for {} classes, {}", op, given.size(), labels.size(),
                       detail::list_of(labels)));
    }
    return given;
  }
  std::vector<std::string> names;
  for (int64_t label : labels) names.push_back(fmt::format("{}", label));
  return names;
}

/// The lines of the table.
class Table {
 public:
  Table(const std::vector<std::string>& names, int digits, bool weighted)
      : digits_(digits), weighted_(weighted) {
    width_ = std::max<size_t>(std::string("weighted avg").size(), static_cast<size_t>(digits));
    for (const std::string& name : names) width_ = std::max(width_, letters(name));
    text_ = right_aligned("", width_) + " ";
    for (const char* header : {"precision", "recall", "f1-score", "support"}) {
      text_ += fmt::format(" {:>9}", header);
    }
    text_ += "\n\n";
  }

  void row(const std::string& name, const Scores& scores, double support) {
    begin(name);
    number(scores.precision);
    number(scores.recall);
    end(scores.fscore, support);
  }
  void accuracy_row(double accuracy, double support) {
    begin("accuracy");
    text_ += fmt::format(" {:>9} {:>9}", "", "");
    end(accuracy, support);
  }
  void gap() { text_ += '\n'; }
  const std::string& text() const { return text_; }

 private:
  void begin(const std::string& name) { text_ += right_aligned(name, width_) + " "; }
  void number(double value) { text_ += fmt::format(" {:>9.{}f}", value, digits_); }
  void end(double fscore, double support) {
    number(fscore);
    text_ += fmt::format(" {:>9}\n", support_text(support));
  }
  /// Rows are whole numbers; weights have a point, as Python writes them.
  std::string support_text(double support) const {
    if (!weighted_) return fmt::format("{:.0f}", support);
    std::string text = fmt::format("{}", support);
    return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
  }

  size_t width_ = 0;
  int digits_;
  bool weighted_;
  std::string text_;
};

}  // namespace

std::string classification_report(const Tensor& y_true, const Tensor& y_pred, const ReportOptions& options) {
  if (options.digits < 0 || options.digits > 17) {
    fail(fmt::format("{}: digits must be 0 to 17, got {}", op, options.digits));
  }
  const detail::LabelPairs both(op, y_true, y_pred, options.sample_weight);
  const Labels present = both.present();
  const Labels labels = detail::chosen_classes(op, options.classes, options.labels, present);
  const std::vector<std::string> names = names_of(labels, options.target_names);
  const ClassOptions counted{
      .labels = labels, .zero_division = options.zero_division, .sample_weight = options.sample_weight};
  const ClassScores each = precision_recall_fscore_support(y_true, y_pred, counted);

  Table table(names, options.digits, both.weight.given());
  detail::Sum support;
  for (size_t c = 0; c < labels.size(); ++c) {
    table.row(names[c], {each.precision[c], each.recall[c], each.fscore[c]}, each.support[c]);
    support.add(each.support[c]);
  }
  table.gap();
  const bool all_classes = detail::different(labels) == present;
  const auto mean = [&](Average how) {
    return precision_recall_fscore_support(y_true, y_pred, how, counted);
  };
  const Scores micro = mean(Average::micro);
  if (all_classes) {
    table.accuracy_row(micro.fscore, support.value());
  } else {
    table.row("micro avg", micro, support.value());
  }
  table.row("macro avg", mean(Average::macro), support.value());
  table.row("weighted avg", mean(Average::weighted), support.value());
  return table.text();
}

}  // namespace gradus::metrics
