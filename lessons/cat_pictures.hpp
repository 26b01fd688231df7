#pragma once

#include <optional>

#include "gradus/data/datasets.hpp"
#include "lessons/lesson.hpp"

namespace gradus::lessons {

/// The pictures of cats and of other things; none where they are not found or cannot be read, which the
/// result's `data` and notes say.
std::optional<data::PictureData> cat_pictures(const RunOptions& options, Result& result);

}  // namespace gradus::lessons
