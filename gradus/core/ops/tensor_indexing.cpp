// Python's x[...] for reading and for assignment. Integers, slices and new axes make a view; what masks and
// tensors of positions choose from it is brought to one index along one dimension.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/in_place.hpp"
#include "gradus/core/ops/places.hpp"
#include "gradus/core/ops/pointwise.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/core/tensor/tensor_index.hpp"

namespace gradus {
namespace {

using Kind = TensorIndex::Kind;
using Indices = std::span<const TensorIndex>;

/// The view that integers, slices and new axes make, and the positions along its dimensions.
struct Sliced {
  Tensor view;
  std::vector<std::pair<int, Tensor>> positions{};  // dimension of the view, checked int64
};

bool is_mask(const Tensor& index) { return index.dtype() == DType::bool_; }

/// How many dimensions of the indexed tensor an index stands for.
int dimensions_of(const char* op, const TensorIndex& index) {
  switch (index.kind()) {
    case Kind::integer:
    case Kind::slice:
      return 1;
    case Kind::tensor:
      return is_mask(detail::defined(op, index.tensor())) ? index.tensor().dim() : 1;
    default:
      return 0;
  }
}

/// Works through the indices from the left.
class Slicer {
 public:
  Slicer(const char* op, const Tensor& x, Indices indices) : op_(op), x_(x), done_{x} {
    int named = 0;
    for (const TensorIndex& index : indices) named += dimensions_of(op, index);
    const auto is_ellipsis = [](const TensorIndex& index) { return index.kind() == Kind::ellipsis; };
    if (std::count_if(indices.begin(), indices.end(), is_ellipsis) > 1) {
      fail(fmt::format("{}: only one Ellipsis can stand for what is left", op));
    }
    if (named > x.dim()) {
      fail(fmt::format("{}: {} dimensions are indexed, the shape is {}", op, named, to_string(x.shape())));
    }
    left_ = x.dim() - named;
    for (const TensorIndex& index : indices) apply(index);
  }

  Sliced result() { return std::move(done_); }

 private:
  void apply(const TensorIndex& index) {
    switch (index.kind()) {
      case Kind::none:
        return add_axis();
      case Kind::ellipsis:
        at_ += left_;
        source_ += left_;
        return;
      case Kind::integer:
        return take_one(index.integer());
      case Kind::truth:
        return add_truth(index.integer() != 0);
      case Kind::slice:
        return take_slice(index.slice());
      case Kind::tensor:
        return take_tensor(index.tensor());
    }
  }

  void add_axis() { done_.view = unsqueeze(done_.view, at_++); }

  void take_one(int64_t index) {
    const int64_t size = done_.view.shape()[at_];
    if (index < -size || index >= size) {
      fail(
          fmt::format("{}: index {} is out of range for dimension {} of size {}", op_, index, source_, size));
    }
    done_.view = select(done_.view, at_, index);
    ++source_;
  }

  void take_slice(const Slice& s) {
    if (s.step <= 0) fail(fmt::format("{}: the step of a slice must be positive, it is {}", op_, s.step));
    const bool whole = !s.start && !s.stop && s.step == 1;
    if (!whole) done_.view = gradus::slice(done_.view, at_, s.start.value_or(0), s.stop, s.step);
    ++at_;
    ++source_;
  }

  /// A mask without dimensions: one position along a new axis, or none.
  void add_truth(bool truth) {
    add_axis();
    done_.positions.emplace_back(at_ - 1, zeros({truth ? 1 : 0}, {.dtype = DType::int64}));
  }

  void take_tensor(const Tensor& index) {
    const DType type = index.dtype();
    if (is_mask(index)) return index.dim() == 0 ? add_truth(index.item<bool>()) : take_mask(index);
    if (type != DType::int64 && type != DType::int32) {
      fail(fmt::format("{}: an index must be int64, int32 or bool, one is {}", op_, name(type)));
    }
    if (index.dim() == 0) return take_one(index.item<int64_t>());
    const int64_t size = done_.view.shape()[at_];
    done_.positions.emplace_back(at_++, detail::checked_index(op_, index, size, size, source_++, true));
  }

  void take_mask(const Tensor& mask) {
    for (int i = 0; i < mask.dim(); ++i) {
      if (mask.shape()[i] == done_.view.shape()[at_ + i]) continue;
      fail(fmt::format("{}: mask {} does not fit {} in dimension {}: {} and {}", op_, to_string(mask.shape()),
                       to_string(x_.shape()), source_ + i, mask.shape()[i], done_.view.shape()[at_ + i]));
    }
    const Tensor places = detail::positions_of(op_, mask);
    for (int i = 0; i < mask.dim(); ++i) {
      done_.positions.emplace_back(at_++, select(places, 1, i).contiguous());
      ++source_;
    }
  }

  const char* op_;
  const Tensor& x_;
  Sliced done_;
  int left_ = 0;    // dimensions that Ellipsis stands for
  int at_ = 0;      // next dimension of the view
  int source_ = 0;  // the same, of x
};

/// Several tensors of positions as one: along the dimension that the indexed ones become when flattened.
class Positions {
 public:
  Positions(const char* op, const Sliced& sliced) : shape_(sliced.view.shape()) {
    const auto& positions = sliced.positions;
    Shape index = positions.front().second.shape();
    for (const auto& [dim, at] : positions) index = detail::broadcast_shapes(op, index, at.shape());
    arrange(positions);
    index_shape_ = index;
    Tensor flat;
    for (const auto& [dim, at] : positions) {
      flat = flat.defined() ? flat * shape_[dim] + at : at;
      places_ *= shape_[dim];
    }
    index_ = reshape(expand(flat, index), {-1}).contiguous();
  }

  /// Dense positions along dimension 1 of rows().
  const Tensor& index() const { return index_; }
  /// Tensors like the view as [before, indexed, after].
  Tensor rows(const Tensor& view) const {
    return reshape(permuted(view), {before_.numel(), places_, after_.numel()});
  }
  /// rows() undone.
  Tensor unrows(const Tensor& rows) const {
    Shape shape;
    for (int64_t dim : order_) shape.push_back(shape_[static_cast<int>(dim)]);
    const Tensor whole = reshape(rows, shape);
    if (adjacent_) return whole;
    Axes back = order_;
    for (int i = 0; i < order_.rank(); ++i) back[static_cast<int>(order_[i])] = i;
    return permute(whole, back);
  }
  /// The shape of what is read or written.
  Shape result_shape() const {
    Shape shape = before_;
    for (int64_t size : index_shape_) shape.push_back(size);
    for (int64_t size : after_) shape.push_back(size);
    return shape;
  }
  /// What is written, as [before, indices, after].
  Tensor values(const Tensor& value) const {
    return reshape(expand(value, result_shape()), {before_.numel(), index_.numel(), after_.numel()});
  }

 private:
  /// The order of dimensions that makes the indexed ones neighbours; in front when they are not.
  void arrange(const std::vector<std::pair<int, Tensor>>& positions) {
    std::array<bool, max_rank> indexed{};
    for (const auto& [dim, at] : positions) indexed[static_cast<size_t>(dim)] = true;
    const int first = positions.front().first;
    adjacent_ = positions.back().first - first + 1 == static_cast<int>(positions.size());
    const int start = adjacent_ ? first : 0;
    Axes others;
    for (int i = 0; i < shape_.rank(); ++i) {
      if (!indexed[static_cast<size_t>(i)]) others.push_back(i);
    }
    for (int i = 0; i < others.rank(); ++i) {
      if (i == start) append(positions);
      order_.push_back(others[i]);
      (i < start ? before_ : after_).push_back(shape_[static_cast<int>(others[i])]);
    }
    if (start == others.rank()) append(positions);
  }
  void append(const std::vector<std::pair<int, Tensor>>& positions) {
    for (const auto& [dim, at] : positions) order_.push_back(dim);
  }
  Tensor permuted(const Tensor& view) const { return adjacent_ ? view : permute(view, order_); }

  Shape shape_, before_, after_, index_shape_;
  Axes order_;
  bool adjacent_ = true;
  int64_t places_ = 1;
  Tensor index_;
};

Positions positions_of(const char* op, const Sliced& sliced) {
  const NoGrad guard;
  return {op, sliced};
}

Tensor read(const Tensor& x, Indices indices) {
  const Sliced sliced = Slicer("index", detail::defined("index", x), indices).result();
  if (sliced.positions.empty()) return sliced.view;
  const Positions at = positions_of("index", sliced);
  return reshape(detail::select_rows("IndexBackward0", at.rows(sliced.view), 1, at.index()),
                 at.result_shape());
}

/// The value without leading dimensions of size 1 that the place has no room for.
Tensor fitted(const char* op, const Tensor& value, const Shape& place) {
  Tensor fits = value;
  while (fits.dim() > place.rank() && fits.shape()[0] == 1) fits = squeeze(fits, 0);
  if (fits.dim() > place.rank() || detail::broadcast_shapes(op, place, fits.shape()) != place) {
    fail(fmt::format("{}: shape {} cannot be broadcast into {}", op, to_string(value.shape()),
                     to_string(place)));
  }
  return fits;
}

/// Writes at positions of the view.
void write_at(Tensor& view, const Positions& at, const Tensor& values, bool accumulate) {
  const auto written = [&](const Tensor& old) {
    return at.unrows(detail::put_rows("IndexPutBackward0", at.rows(old), 1, at.index(), values, accumulate));
  };
  if (detail::tracks_change(view, {&values})) return detail::take_over(view, written(view));
  const NoGrad guard;
  const Tensor rows = at.rows(view);
  const bool direct = rows.impl()->storage == view.impl()->storage && rows.is_contiguous() &&
                      values.impl()->storage != view.impl()->storage;
  if (direct) {
    detail::put_rows_into(rows, 1, at.index(), values, accumulate);
  } else {
    detail::copy_values(view, written(view));
  }
  ++view.impl()->storage->version;
}

void write(Tensor& x, Indices indices, const Tensor& value, bool accumulate) {
  constexpr const char* op = "index_put_";
  detail::check_writable(op, x);
  detail::check_distinct(op, x);
  const Tensor typed = detail::defined(op, value).to(x.dtype());
  Sliced sliced = Slicer(op, x, indices).result();
  if (sliced.positions.empty()) {
    const Tensor fits = fitted(op, typed, sliced.view.shape());
    accumulate ? sliced.view.add_(fits) : sliced.view.copy_(fits);
    return;
  }
  const Positions at = positions_of(op, sliced);
  write_at(sliced.view, at, at.values(fitted(op, typed, at.result_shape())), accumulate);
}

Indices span_of(std::initializer_list<TensorIndex> indices) { return {indices.begin(), indices.size()}; }

}  // namespace

Tensor Tensor::index(Indices indices) const { return read(*this, indices); }
Tensor Tensor::index(std::initializer_list<TensorIndex> indices) const {
  return read(*this, span_of(indices));
}

Tensor& Tensor::index_put_(Indices indices, const Tensor& value, const IndexPutOptions& options) {
  write(*this, indices, value, options.accumulate);
  return *this;
}
Tensor& Tensor::index_put_(std::initializer_list<TensorIndex> indices, const Tensor& value,
                           const IndexPutOptions& options) {
  return index_put_(span_of(indices), value, options);
}
Tensor& Tensor::index_put_(std::initializer_list<TensorIndex> indices, Scalar value,
                           const IndexPutOptions& options) {
  detail::check_holds("index_put_", detail::defined("index_put_", *this).dtype(), value);
  return index_put_(span_of(indices), detail::number(value, dtype()), options);
}

}  // namespace gradus
