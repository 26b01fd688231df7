#include "gradus/kernels/elementwise.hpp"

#include <array>
#include <tuple>
#include <utility>

#include "gradus/kernels/cpu/functions.hpp"
#include "gradus/kernels/cpu/pieces.hpp"
#include "gradus/kernels/cpu/walk.hpp"
#include "gradus/kernels/launch.hpp"

namespace gradus::kernels {
namespace {

using cpu::for_each_run;
using cpu::make_walk;
using cpu::Walk;

struct DenseUnary {
  void* out;
  const void* x;
  int64_t n;
  double a, b;

  DenseUnary part(int64_t begin, int64_t end, const cpu::ElementBytes& bytes) const {
    return {cpu::moved(out, begin, bytes[0]), cpu::moved(x, begin, bytes[1]), end - begin, a, b};
  }
};
struct StridedUnary {
  Walk<2> walk;
  double a, b;
};
struct DenseBinary {
  void* out;
  const void* x;
  const void* y;
  int64_t n;

  DenseBinary part(int64_t begin, int64_t end, const cpu::ElementBytes& bytes) const {
    return {cpu::moved(out, begin, bytes[0]), cpu::moved(x, begin, bytes[1]), cpu::moved(y, begin, bytes[2]),
            end - begin};
  }
};

template <UnaryOp op, class T>
void dense_unary(const DenseUnary& args) {
  T* __restrict out = static_cast<T*>(args.out);
  const T* x = static_cast<const T*>(args.x);
  const T a = static_cast<T>(args.a), b = static_cast<T>(args.b);
  for (int64_t i = 0; i < args.n; ++i) out[i] = cpu::apply_unary<op>(x[i], a, b);
}

template <UnaryOp op, class T>
void strided_unary(const StridedUnary& args) {
  const T a = static_cast<T>(args.a), b = static_cast<T>(args.b);
  const int64_t n = args.walk.sizes[0], so = args.walk.strides[0][0], sx = args.walk.strides[1][0];
  for_each_run(args.walk, [&](const int64_t* offset) {
    T* out = static_cast<T*>(args.walk.data[0]) + offset[0];
    const T* x = static_cast<const T*>(args.walk.data[1]) + offset[1];
    for (int64_t i = 0; i < n; ++i) out[i * so] = cpu::apply_unary<op>(x[i * sx], a, b);
  });
}

template <BinaryOp op, class T>
void dense_binary(const DenseBinary& args) {
  T* out = static_cast<T*>(args.out);
  const T* x = static_cast<const T*>(args.x);
  const T* y = static_cast<const T*>(args.y);
  for (int64_t i = 0; i < args.n; ++i) out[i] = cpu::apply_binary<op>(x[i], y[i]);
}

/// Runs f over one run of three operands; the strides that matter are known to the compiler.
template <class Out, class In, class F>
void run_three(Out* out, const In* x, const In* y, int64_t n, int64_t so, int64_t sx, int64_t sy, F f) {
  if (so == 1 && sx == 1 && sy == 1) {
    for (int64_t i = 0; i < n; ++i) out[i] = f(x[i], y[i]);
  } else if (so == 1 && sx == 1 && sy == 0) {
    const In constant = *y;
    for (int64_t i = 0; i < n; ++i) out[i] = f(x[i], constant);
  } else if (so == 1 && sx == 0 && sy == 1) {
    const In constant = *x;
    for (int64_t i = 0; i < n; ++i) out[i] = f(constant, y[i]);
  } else {
    for (int64_t i = 0; i < n; ++i) out[i * so] = f(x[i * sx], y[i * sy]);
  }
}

template <class Out, class In, class F>
void walk_three(const Walk<3>& walk, F f) {
  for_each_run(walk, [&](const int64_t* offset) {
    run_three(static_cast<Out*>(walk.data[0]) + offset[0], static_cast<const In*>(walk.data[1]) + offset[1],
              static_cast<const In*>(walk.data[2]) + offset[2], walk.sizes[0], walk.strides[0][0],
              walk.strides[1][0], walk.strides[2][0], f);
  });
}

template <BinaryOp op, class T>
void strided_binary(const Walk<3>& walk) {
  walk_three<T, T>(walk, [](T x, T y) { return cpu::apply_binary<op>(x, y); });
}

template <CompareOp op, class T>
void strided_compare(const Walk<3>& walk) {
  walk_three<bool, T>(walk, [](T x, T y) { return cpu::apply_compare<op>(x, y); });
}

template <class T>
void strided_where(const Walk<4>& walk) {
  const int64_t so = walk.strides[0][0], sc = walk.strides[1][0], sx = walk.strides[2][0],
                sy = walk.strides[3][0];
  for_each_run(walk, [&](const int64_t* offset) {
    T* out = static_cast<T*>(walk.data[0]) + offset[0];
    const bool* condition = static_cast<const bool*>(walk.data[1]) + offset[1];
    const T* x = static_cast<const T*>(walk.data[2]) + offset[2];
    const T* y = static_cast<const T*>(walk.data[3]) + offset[3];
    for (int64_t i = 0; i < walk.sizes[0]; ++i) out[i * so] = condition[i * sc] ? x[i * sx] : y[i * sy];
  });
}

template <class To, class From>
void strided_copy(const Walk<2>& walk) {
  const int64_t n = walk.sizes[0], so = walk.strides[0][0], sx = walk.strides[1][0];
  for_each_run(walk, [&](const int64_t* offset) {
    To* out = static_cast<To*>(walk.data[0]) + offset[0];
    const From* x = static_cast<const From*>(walk.data[1]) + offset[1];
    if (so == 1 && sx == 1) {
      for (int64_t i = 0; i < n; ++i) out[i] = static_cast<To>(x[i]);
    } else {
      for (int64_t i = 0; i < n; ++i) out[i * so] = static_cast<To>(x[i * sx]);
    }
  });
}

// The tables from an operation and a type to its kernel.
constexpr size_t type_count = 4;
template <class T>
inline constexpr auto type_index = static_cast<size_t>(dtype_of<T>);

template <class Kernel, size_t ops, template <size_t, class> class Entry>
constexpr auto make_table() {
  std::array<std::array<Kernel, type_count>, ops> table{};
  [&]<size_t... op>(std::index_sequence<op...>) {
    ((table[op][type_index<bool>] = Entry<op, bool>::value,
      table[op][type_index<int64_t>] = Entry<op, int64_t>::value,
      table[op][type_index<float>] = Entry<op, float>::value,
      table[op][type_index<double>] = Entry<op, double>::value),
     ...);
  }
  (std::make_index_sequence<ops>{});
  return table;
}

template <size_t op, class T>
struct DenseUnaryEntry {
  static constexpr auto value = &dense_unary<static_cast<UnaryOp>(op), T>;
};
template <size_t op, class T>
struct StridedUnaryEntry {
  static constexpr auto value = &strided_unary<static_cast<UnaryOp>(op), T>;
};
template <size_t op, class T>
struct DenseBinaryEntry {
  static constexpr auto value = &dense_binary<static_cast<BinaryOp>(op), T>;
};
template <size_t op, class T>
struct StridedBinaryEntry {
  static constexpr auto value = &strided_binary<static_cast<BinaryOp>(op), T>;
};
template <size_t op, class T>
struct CompareEntry {
  static constexpr auto value = &strided_compare<static_cast<CompareOp>(op), T>;
};
template <size_t from, class To>
struct CopyEntry {
  using From = std::tuple_element_t<from, std::tuple<bool, int64_t, float, double>>;
  static constexpr auto value = &strided_copy<To, From>;
};

constexpr auto unary_count = static_cast<size_t>(UnaryOp::count);
constexpr auto binary_count = static_cast<size_t>(BinaryOp::count);
constexpr auto compare_count = static_cast<size_t>(CompareOp::count);

constinit const auto dense_unary_table =
    make_table<void (*)(const DenseUnary&), unary_count, DenseUnaryEntry>();
constinit const auto strided_unary_table =
    make_table<void (*)(const StridedUnary&), unary_count, StridedUnaryEntry>();
constinit const auto dense_binary_table =
    make_table<void (*)(const DenseBinary&), binary_count, DenseBinaryEntry>();
constinit const auto strided_binary_table =
    make_table<void (*)(const Walk<3>&), binary_count, StridedBinaryEntry>();
constinit const auto compare_table = make_table<void (*)(const Walk<3>&), compare_count, CompareEntry>();
constinit const auto copy_table = make_table<void (*)(const Walk<2>&), type_count, CopyEntry>();

template <class Table, class Op>
auto kernel_of(const Table& table, Op op, DType type) {
  return table[static_cast<size_t>(op)][static_cast<size_t>(type)];
}

/// The items that are worth a second thread.
int64_t piece_of(UnaryOp op) {
  const bool costly =
      (op >= UnaryOp::exp && op <= UnaryOp::sigmoid) || op == UnaryOp::erf || op == UnaryOp::power_scalar;
  return costly ? cpu::costly_piece : cpu::cheap_piece;
}
int64_t piece_of(BinaryOp op) {
  return op == BinaryOp::power || op == BinaryOp::atan2 ? cpu::costly_piece : cpu::cheap_piece;
}

cpu::ElementBytes bytes_of(DType a, DType b, DType c = DType::bool_, DType d = DType::bool_) {
  return {item_size(a), item_size(b), item_size(c), item_size(d)};
}

}  // namespace

void unary(UnaryOp op, DType type, void* out, const void* x, int64_t n, double a, double b) {
  cpu::launch_pieces(kernel_of(dense_unary_table, op, type), {out, x, n, a, b}, n, piece_of(op),
                     bytes_of(type, type));
}

void binary(BinaryOp op, DType type, void* out, const void* x, const void* y, int64_t n) {
  const int64_t bytes = n * item_size(type);
  const bool in_order = n > cpu::costly_piece && (cpu::shifted(out, x, bytes) || cpu::shifted(out, y, bytes));
  cpu::launch_pieces(kernel_of(dense_binary_table, op, type), {out, x, y, n}, n, in_order ? n : piece_of(op),
                     bytes_of(type, type, type));
}

void unary(UnaryOp op, DType type, const Shape& shape, Operand out, Operand x, double a, double b) {
  const int64_t n = shape.numel();
  if (n == 0) return;
  cpu::launch_nest(kernel_of(strided_unary_table, op, type), {make_walk<2>(shape, {out, x}), a, b}, n,
                   piece_of(op), bytes_of(type, type));
}

void binary(BinaryOp op, DType type, const Shape& shape, Operand out, Operand x, Operand y) {
  const int64_t n = shape.numel();
  if (n == 0) return;
  cpu::launch_nest(kernel_of(strided_binary_table, op, type), make_walk<3>(shape, {out, x, y}), n,
                   piece_of(op), bytes_of(type, type, type));
}

void compare(CompareOp op, DType type, const Shape& shape, Operand out, Operand x, Operand y) {
  const int64_t n = shape.numel();
  if (n == 0) return;
  cpu::launch_nest(kernel_of(compare_table, op, type), make_walk<3>(shape, {out, x, y}), n, cpu::cheap_piece,
                   bytes_of(DType::bool_, type, type));
}

void where(DType type, const Shape& shape, Operand out, Operand condition, Operand x, Operand y) {
  const int64_t n = shape.numel();
  if (n == 0) return;
  dispatch(type, [&]<class T> {
    cpu::launch_nest(&strided_where<T>, make_walk<4>(shape, {out, condition, x, y}), n, cpu::cheap_piece,
                     bytes_of(type, DType::bool_, type, type));
  });
}

void copy(DType to, DType from, const Shape& shape, Operand out, Operand x) {
  const int64_t n = shape.numel();
  if (n == 0) return;
  cpu::launch_nest(kernel_of(copy_table, from, to), make_walk<2>(shape, {out, x}), n, cpu::cheap_piece,
                   bytes_of(to, from));
}

namespace {

template <class V>
struct Fill {
  void* out;
  int64_t n;
  V value;
};

template <class T, class V>
void fill_kernel(const Fill<V>& args) {
  T* out = static_cast<T*>(args.out);
  const T value = static_cast<T>(args.value);
  for (int64_t i = 0; i < args.n; ++i) out[i] = value;
}

struct Sequence {
  void* out;
  int64_t n;
  double start, step, end;
};

/// PyTorch on AVX2 fills ranges 32 bytes at a time: the first of a vector from its index, its neighbours from
/// that first one; vectors come in pairs, and what is left over is computed one by one. The bits depend on
/// it.
template <class T>
void fill_vectors(T* out, int64_t n, auto at, auto beside) {
  constexpr auto lanes = 32 / static_cast<int64_t>(sizeof(T));
  const int64_t whole = n / (2 * lanes) * (2 * lanes);
  for (int64_t i = 0; i < whole; i += lanes) {
    const T first = at(i);
    for (int64_t k = 0; k < lanes; ++k) out[i + k] = beside(first, k);
  }
  for (int64_t i = whole; i < n; ++i) out[i] = at(i);
}

template <class T>
void arange_kernel(const Sequence& args) {
  const auto at = [&](int64_t i) {
    return static_cast<T>(math::fma(args.step, static_cast<double>(i), args.start));
  };
  fill_vectors(static_cast<T*>(args.out), args.n, at, [&](T first, int64_t k) {
    return static_cast<T>(math::fma(args.step, static_cast<double>(k), static_cast<double>(first)));
  });
}

struct IntegerSequence {
  int64_t* out;
  int64_t n, start, step;
};

void integer_arange_kernel(const IntegerSequence& args) {
  for (int64_t i = 0; i < args.n; ++i) args.out[i] = cpu::plus(args.start, cpu::times(i, args.step));
}

template <class T>
void linspace_kernel(const Sequence& args) {
  using Step = std::conditional_t<cpu::is_real<T>, T, double>;
  const T start = static_cast<T>(args.start), end = static_cast<T>(args.end);
  if (args.n == 1) {
    *static_cast<T*>(args.out) = start;
    return;
  }
  const auto first = static_cast<Step>(start), last = static_cast<Step>(end);
  const Step step = (last - first) / static_cast<Step>(args.n - 1);
  const auto at = [&](int64_t i) {
    return static_cast<T>(i < args.n / 2 ? math::fma(step, static_cast<Step>(i), first)
                                         : math::fma(-step, static_cast<Step>(args.n - 1 - i), last));
  };
  fill_vectors(static_cast<T*>(args.out), args.n, at, [step](T base, int64_t k) {
    return static_cast<T>(static_cast<Step>(base) + step * static_cast<Step>(k));
  });
}

}  // namespace

void fill(DType type, void* out, int64_t n, double value) {
  dispatch(type, [&]<class T> { launch(&fill_kernel<T, double>, Fill<double>{out, n, value}); });
}

void fill(DType type, void* out, int64_t n, int64_t value) {
  dispatch(type, [&]<class T> { launch(&fill_kernel<T, int64_t>, Fill<int64_t>{out, n, value}); });
}

void arange(DType type, void* out, int64_t n, double start, double step) {
  dispatch(type, [&]<class T> { launch(&arange_kernel<T>, Sequence{out, n, start, step, 0}); });
}

void arange(int64_t* out, int64_t n, int64_t start, int64_t step) {
  launch(&integer_arange_kernel, IntegerSequence{out, n, start, step});
}

void linspace(DType type, void* out, int64_t n, double start, double end) {
  dispatch(type, [&]<class T> { launch(&linspace_kernel<T>, Sequence{out, n, start, 0, end}); });
}

}  // namespace gradus::kernels
