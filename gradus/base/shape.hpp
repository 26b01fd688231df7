#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>

namespace gradus {

/// Tensors have at most this many dimensions.
inline constexpr int max_rank = 8;

/// Up to max_rank integers, stored in place: the common part of Shape, Strides and Axes.
class Dims {
 public:
  Dims() = default;
  Dims(std::initializer_list<int64_t> values) {
    if (values.size() > max_rank) fail_rank(values.size());
    rank_ = static_cast<int32_t>(values.size());
    for (int i = 0; i < rank_; ++i) values_[i] = values.begin()[i];
  }
  explicit Dims(std::span<const int64_t> values);
  Dims(const Dims& other) noexcept { *this = other; }
  Dims& operator=(const Dims& other) noexcept {
    rank_ = other.rank_;
    // One by one: values that were just written one by one cannot be read back together without a stall. Most
    // tensors have up to two dimensions, and tests of those are foreseen better than a jump.
    if (rank_ > 0) values_[0] = other.values_[0];
    if (rank_ > 1) values_[1] = other.values_[1];
    if (rank_ > 2) copy_beyond_two(other);
    return *this;
  }

  int rank() const { return rank_; }
  bool empty() const { return rank_ == 0; }
  int64_t operator[](int i) const { return values_[i]; }
  int64_t& operator[](int i) { return values_[i]; }
  const int64_t* begin() const { return values_; }
  const int64_t* end() const { return values_ + rank_; }
  const int64_t* data() const { return values_; }
  int64_t back() const { return values_[rank_ - 1]; }

  /// Appends a value; an Error when there are max_rank already.
  void push_back(int64_t value);
  void insert(int position, int64_t value);
  void erase(int position);

  friend bool operator==(const Dims& a, const Dims& b) {
    if (a.rank_ != b.rank_) return false;
    for (int i = 0; i < a.rank_; ++i) {
      if (a.values_[i] != b.values_[i]) return false;
    }
    return true;
  }

 protected:
  int32_t rank_ = 0;
  int64_t values_[max_rank];

  [[noreturn]] static void fail_rank(size_t asked);

 private:
  void copy_beyond_two(const Dims& other) noexcept {
    switch (rank_) {
      case 8:
        values_[7] = other.values_[7];
        [[fallthrough]];
      case 7:
        values_[6] = other.values_[6];
        [[fallthrough]];
      case 6:
        values_[5] = other.values_[5];
        [[fallthrough]];
      case 5:
        values_[4] = other.values_[4];
        [[fallthrough]];
      case 4:
        values_[3] = other.values_[3];
        [[fallthrough]];
      default:
        values_[2] = other.values_[2];
    }
  }
};

/// The sizes of a tensor's dimensions: `Shape{2, 3}`; `Shape{}` is that of a 0-d tensor.
class Shape : public Dims {
 public:
  using Dims::Dims;

  /// The number of elements. Sizes are checked where a shape enters, so this cannot overflow.
  int64_t numel() const {
    if (rank_ == 0) return 1;
    if (rank_ == 1) return values_[0];
    int64_t n = values_[0] * values_[1];
    for (int i = 2; i < rank_; ++i) n *= values_[i];
    return n;
  }
};

/// For each dimension, how many elements lie between neighbours along it.
class Strides : public Dims {
 public:
  using Dims::Dims;

  /// `rank` strides, to be set.
  static Strides of_rank(int rank) {
    Strides strides;
    strides.rank_ = rank;
    return strides;
  }
};

/// The dimensions that an operation works along: `Axes{0, -1}` or plain `1`; none given means all.
class Axes : public Dims {
 public:
  using Dims::Dims;
  Axes(int64_t axis) : Dims({axis}) {}  // NOLINT(google-explicit-constructor): sum(x, {.dim = 1}) reads so
};

/// Row-major strides of a dense tensor.
inline Strides dense_strides(const Shape& shape) {
  Strides strides = Strides::of_rank(shape.rank());
  if (shape.empty()) return strides;
  int i = shape.rank() - 1;
  strides[i] = 1;
  for (; i > 0; --i) strides[i - 1] = strides[i] * (shape[i] > 1 ? shape[i] : 1);
  return strides;
}

/// "(2, 3)", "(3,)" for one dimension, "()" for none.
std::string to_string(const Dims& dims);

/// Throws an Error in the name of `op` unless each size is non-negative and the number of bytes fits memory.
void check_size(const char* op, const Shape& shape, int64_t item_bytes);

/// The dimension `axis` of `rank`, counted from the end when negative; an Error in the name of `op` when
/// there is no such dimension. A 0-d tensor accepts 0 and -1, as in PyTorch.
int normalize_axis(const char* op, int64_t axis, int rank);

}  // namespace gradus
