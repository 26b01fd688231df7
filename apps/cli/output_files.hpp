#pragma once

#include <string>
#include <vector>

namespace gradus::cli {

/// An Error when a file to be written (empty: none) is the table that is read, or another that is written.
void check_outputs(const std::string& table, const std::vector<std::string>& outputs);

}  // namespace gradus::cli
