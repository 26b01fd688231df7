#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gradus/learn/table/model.hpp"

namespace gradus::learn {

/// What a column means as something to predict.
struct TableTarget {
  Task task = Task::classification;
  std::vector<std::string> class_names = {};  ///< texts in order, whole numbers by size
};

/// Texts are classes, and so are few different whole numbers; other numbers are numbers. `wanted` decides
/// where both would do.
///
/// An Error for a column that is neither class nor number (texts that hardly repeat, numbers with a text
/// among them), that has gaps or infinity, or says the same in every row, and for one that is not what is
/// wanted.
TableTarget read_target(const io::Table& table, const std::string& column,
                        const std::optional<Task>& wanted = std::nullopt, bool is_category = false);

}  // namespace gradus::learn
