#include "lessons/tensor_numbers.hpp"

namespace gradus::lessons {
namespace {

template <class T>
Json element(T value) {
  if constexpr (std::is_floating_point_v<T>) {
    return number(value);
  } else {
    return value;
  }
}

template <class T>
Json nested(const T*& next, const Shape& shape, int axis) {
  if (axis == shape.rank()) return element(*next++);
  Json list = Json::array();
  for (int64_t i = 0; i < shape[axis]; ++i) list.push_back(nested(next, shape, axis + 1));
  return list;
}

}  // namespace

Json numbers(const Tensor& tensor) {
  const Tensor dense = tensor.detach().contiguous();
  return dispatch(dense.dtype(), [&]<class T>() {
    const T* next = dense.data<T>();
    return nested(next, dense.shape(), 0);
  });
}

Json numbers(const StateDict& state) {
  Json named = Json::object();
  for (const auto& [name, tensor] : state) named[name] = numbers(tensor);
  return named;
}

}  // namespace gradus::lessons
