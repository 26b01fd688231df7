#include "lessons/lesson.hpp"

namespace gradus::lessons {

std::string_view name(DataSource source) {
  switch (source) {
    case DataSource::real:
      return "real";
    case DataSource::generated:
      return "generated";
    case DataSource::fallback:
      return "fallback";
    case DataSource::missing:
      break;
  }
  return "missing";
}

Json to_json(const Lesson& lesson, const RunOptions& options, const Result& result) {
  Json figures = Json::array();
  for (const Picture& picture : result.pictures) figures.push_back(picture.id);
  return {{"lesson", lesson.name},    {"seed", options.seed},
          {"epochs", options.epochs}, {"checkpoints", result.checkpoints},
          {"final", result.final},    {"values", result.values},
          {"figures", figures},       {"data", name(result.data)}};
}

}  // namespace gradus::lessons
