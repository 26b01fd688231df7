#pragma once

#include <cstdint>
#include <string>

#include "bench/landscape.hpp"
#include "bench/training.hpp"

namespace bench {

/// What libtorch does of the same work, as its users write it.
struct Libtorch {
  std::string
      version;  ///< with that of the library behind its products: with a slow one a ratio means little
  Work (*train)(const Training&);
  Work (*landscape)(const Landscape&);
  Work (*add)(int64_t calls);
};

/// Null where it is not built in (GRADUS_BENCH_LIBTORCH).
const Libtorch* libtorch();

}  // namespace bench
