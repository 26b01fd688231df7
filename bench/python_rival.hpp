#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/side_by_side.hpp"

namespace bench {

/// Where Debian's Python has scikit-learn, adds the work that bench/learn_rivals.py calls `key`.
void add_python_rival(std::vector<Variant>& variants, const std::string& name, const std::string& key,
                      int64_t units);

}  // namespace bench
