#include "gradus/core/ops/spatial.hpp"

#include <fmt/format.h>

#include <string_view>

#include "gradus/base/error.hpp"

namespace gradus {

Padding::Padding(const char* word) {
  const std::string_view text = word ? word : "";
  if (text != "same" && text != "valid") {
    fail(fmt::format("padding: '{}' is not known; give numbers, \"same\" or \"valid\"", text));
  }
  kind_ = text == "same" ? Kind::same : Kind::valid;
}

namespace detail {
namespace {

constexpr int64_t largest_size = int64_t{1} << 30;  // products of two of them cannot overflow

}  // namespace

Pair spatial_pair(const char* op, const char* what, const Spatial& sizes, int spatial, int64_t lowest,
                  int64_t rest) {
  if (sizes.rank() != 1 && sizes.rank() != spatial) {
    fail(fmt::format("{}: {} {} has {} numbers; one is needed, or one for each of {} dimensions", op, what,
                     gradus::to_string(sizes), sizes.rank(), spatial));
  }
  for (int64_t size : sizes) {
    if (size < lowest || size > largest_size) {
      fail(fmt::format("{}: {} {} must be {} to 2^30", op, what, gradus::to_string(sizes), lowest));
    }
  }
  return {spatial == 1 ? rest : sizes[0], sizes.back()};
}

std::string to_string(const Pair& pair, int spatial) {
  return gradus::to_string(spatial == 1 ? Shape{pair[1]} : Shape{pair[0], pair[1]});
}

}  // namespace detail
}  // namespace gradus
