#include "gradus/base/dtype.hpp"

namespace gradus {

std::string_view name(DType type) {
  switch (type) {
    case DType::bool_:
      return "bool";
    case DType::uint8:
      return "uint8";
    case DType::int32:
      return "int32";
    case DType::int64:
      return "int64";
    case DType::float32:
      return "float32";
    case DType::float64:
      return "float64";
  }
  return "unknown";
}

}  // namespace gradus
