#pragma once

#include <vector>

#include "bench/side_by_side.hpp"

/// The lines of the table, by family.
namespace bench {

std::vector<Row> tiny_rows();
std::vector<Row> training_rows();
std::vector<Row> product_rows();
std::vector<Row> small_rows();
std::vector<Row> file_rows();
std::vector<Row> csv_rows();
std::vector<Row> trainer_rows();
std::vector<Row> learn_rows();

}  // namespace bench
