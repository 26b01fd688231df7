#pragma once

#include <functional>

#include "gradus/core/tensor/tensor.hpp"

/// What the changes in place share: checks, and taking over a result with its history.
namespace gradus::detail {

/// An Error in the name of `op` unless x may be changed in place now.
void check_writable(const char* op, const Tensor& x);
/// An Error when elements of x share a place: what is written there last would win.
void check_distinct(const char* op, const Tensor& x);
/// An Error unless `shape` broadcasts into x.
void check_fits(const char* op, const Tensor& x, const Shape& shape);
/// An Error when x cannot keep results of this type: floating point in integers, anything else in bool.
void check_keeps(const char* op, const Tensor& x, DType result);

/// Whether a change of x by these is to be recorded.
bool tracks_change(const Tensor& x, std::initializer_list<const Tensor*> others);

/// to = from, converted and broadcast; no checks.
void copy_values(const Tensor& to, const Tensor& from);

/// Puts the values and the history of `result` into x.
void take_over(Tensor& x, const Tensor& result);

/// x as it is before the change, for operations that save their input: other memory, the same history.
Tensor before_change(const Tensor& x);

/// x = compute(x), worked out beside x; `others` are the tensors that compute() uses.
///
/// compute() sees x as it is before the change, and may save it.
Tensor& replace(const char* op, Tensor& x, std::initializer_list<const Tensor*> others,
                const std::function<Tensor(const Tensor&)>& compute);

}  // namespace gradus::detail
