#pragma once

#include <string>
#include <vector>

namespace gradus::cli {

/// Rows of cells as lines: the first column to the left, the others to the right, two blanks between them;
/// each cell as shown() has it.
std::string text_table(const std::vector<std::vector<std::string>>& rows);

}  // namespace gradus::cli
