#pragma once

#include <span>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"

/// Parts, repetitions and other orders of a tensor's elements, with gradients of any order.
namespace gradus {

/// At most `chunks` views of equal size along `dim`; the last may be smaller.
std::vector<Tensor> chunk(const Tensor& x, int64_t chunks, int64_t dim = 0);
/// Views of the given sizes along `dim`, which must add up to its size.
std::vector<Tensor> split(const Tensor& x, std::span<const int64_t> sizes, int64_t dim = 0);
inline std::vector<Tensor> split(const Tensor& x, std::initializer_list<int64_t> sizes, int64_t dim = 0) {
  return split(x, std::span<const int64_t>(sizes.begin(), sizes.size()), dim);
}
/// One view for each place along `dim`, which vanishes.
std::vector<Tensor> unbind(const Tensor& x, int64_t dim = 0);

/// The reverse order along the dimensions; a copy.
Tensor flip(const Tensor& x, const Axes& dims);
/// flip along dimension 1.
Tensor fliplr(const Tensor& x);
/// flip along dimension 0.
Tensor flipud(const Tensor& x);
/// Elements moved `shifts` places on, those from the end to the start: along the dimensions, one shift for
/// each, or of the flattened tensor when none is named.
Tensor roll(const Tensor& x, const Axes& shifts, const Axes& dims = {});
/// `k` quarter turns from dimension dims[0] towards dims[1].
Tensor rot90(const Tensor& x, int64_t k = 1, const Axes& dims = {0, 1});

/// The whole tensor repeated along each dimension; more numbers than dimensions make new ones in front.
/// PyTorch: torch.Tensor.repeat
Tensor repeat(const Tensor& x, const Shape& repeats);
/// repeat, where missing numbers in front are 1.
Tensor tile(const Tensor& x, const Shape& repeats);
/// Each element `repeats` times after itself along `dim`; of the flattened tensor when none is given.
Tensor repeat_interleave(const Tensor& x, int64_t repeats, std::optional<int64_t> dim = std::nullopt);
/// The same with a number (int64) for each place along the dimension.
Tensor repeat_interleave(const Tensor& x, const Tensor& repeats, std::optional<int64_t> dim = std::nullopt);

/// expand to the shape, by the rules of broadcasting.
Tensor broadcast_to(const Tensor& x, const Shape& shape);
/// All tensors as views of the one shape that they broadcast to.
std::vector<Tensor> broadcast_tensors(std::span<const Tensor> tensors);
inline std::vector<Tensor> broadcast_tensors(std::initializer_list<Tensor> tensors) {
  return broadcast_tensors(std::span<const Tensor>(tensors.begin(), tensors.size()));
}

/// Dimension source[i] becomes dimension destination[i]; the others keep their order.
Tensor movedim(const Tensor& x, const Axes& source, const Axes& destination);
/// transpose under NumPy's name.
Tensor swapaxes(const Tensor& x, int64_t a, int64_t b);
/// Dimension `dim` as several, whose sizes multiply to its own; one of them may be -1.
Tensor unflatten(const Tensor& x, int64_t dim, const Shape& sizes);
/// Windows of `size` elements, `step` apart, along `dim`: their number stands in its place, their elements in
/// a new last dimension; a copy.
/// PyTorch: torch.Tensor.unfold
Tensor unfold(const Tensor& x, int64_t dim, int64_t size, int64_t step);

/// cat along dimension 1, of vectors along 0; 0-d tensors count as vectors of one element.
Tensor hstack(std::span<const Tensor> tensors);
inline Tensor hstack(std::initializer_list<Tensor> tensors) {
  return hstack(std::span<const Tensor>(tensors.begin(), tensors.size()));
}
/// cat along dimension 0 of tensors of at least two dimensions; vectors count as rows.
Tensor vstack(std::span<const Tensor> tensors);
inline Tensor vstack(std::initializer_list<Tensor> tensors) {
  return vstack(std::span<const Tensor>(tensors.begin(), tensors.size()));
}
/// cat along dimension 2 of tensors of at least three dimensions; a vector counts as [1, n, 1], a matrix as
/// [m, n, 1].
Tensor dstack(std::span<const Tensor> tensors);
inline Tensor dstack(std::initializer_list<Tensor> tensors) {
  return dstack(std::span<const Tensor>(tensors.begin(), tensors.size()));
}

}  // namespace gradus
