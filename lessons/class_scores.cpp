#include "lessons/class_scores.hpp"

#include "gradus/metrics/classification.hpp"

namespace gradus::lessons {

Json class_scores(const Tensor& truth, const Tensor& predicted, const std::vector<std::string>& classes) {
  const metrics::ClassOptions options = {.classes = static_cast<int64_t>(classes.size())};
  const metrics::ClassScores each = metrics::precision_recall_fscore_support(truth, predicted, options);
  const metrics::Scores all = metrics::average(each, metrics::Average::weighted);
  Json by_class = Json::object();
  for (size_t c = 0; c < classes.size(); ++c) {
    by_class[classes[c]] = {{"precision", each.precision[c]},
                            {"recall", each.recall[c]},
                            {"f1", each.fscore[c]},
                            {"num_samples", static_cast<double>(each.support[c])}};
  }
  return {{"overall",
           {{"precision", all.precision},
            {"recall", all.recall},
            {"f1", all.fscore},
            {"num_samples", static_cast<double>(truth.numel())}}},
          {"class", by_class}};
}

}  // namespace gradus::lessons
