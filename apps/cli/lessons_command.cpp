#include <fmt/format.h>

#include <algorithm>

#include "commands.hpp"
#include "lessons/registry.hpp"

namespace gradus::cli {

int list_lessons(const LessonsArguments& arguments) {
  if (arguments.json) {
    lessons::Json list = lessons::Json::array();
    for (const lessons::Lesson& lesson : lessons::all()) {
      list.push_back({{"lesson", lesson.name},
                      {"title", lesson.title},
                      {"summary", lesson.summary},
                      {"notebook", lesson.notebook},
                      {"seed", lesson.seed},
                      {"epochs", lesson.epochs},
                      {"epochs_mean", lesson.spread}});
    }
    fmt::print("{}\n", lessons::to_line({{"lessons", list}}));
    return done;
  }
  size_t width = 0;
  for (const lessons::Lesson& lesson : lessons::all()) width = std::max(width, lesson.name.size());
  for (const lessons::Lesson& lesson : lessons::all()) {
    fmt::print("{:<{}}  {}\n{:<{}}  --epochs {}: {}\n", lesson.name, width, lesson.summary, "", width,
               lesson.epochs, lesson.spread);
  }
  return done;
}

}  // namespace gradus::cli
