#include "gradus/kernels/elementwise.hpp"

#include <array>
#include <utility>

#include "gradus/base/error.hpp"
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
  const T a = cpu::parameter<T>(args.a), b = cpu::parameter<T>(args.b);
  for (int64_t i = 0; i < args.n; ++i) out[i] = cpu::apply_unary<op>(x[i], a, b);
}

template <UnaryOp op, class T>
void strided_unary(const StridedUnary& args) {
  const T a = cpu::parameter<T>(args.a), b = cpu::parameter<T>(args.b);
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

/// Stands in the tables where an operation has no form for a type.
template <class Args>
void no_kernel(const Args&) {
  fail("kernels: this operation has no form for this element type");
}

// The tables from an operation and a type to its kernel.
template <class Kernel, size_t ops, template <size_t, class> class Entry>
constexpr auto make_table() {
  std::array<std::array<Kernel, dtype_count>, ops> table{};
  const auto set = [&]<size_t op, class... T>() {
    ((table[op][static_cast<size_t>(dtype_of<T>)] = Entry<op, T>::value()), ...);
  };
  [&]<size_t... op>(std::index_sequence<op...>) {
    (set.template operator()<op, bool, uint8_t, int32_t, int64_t, float, double>(), ...);
  }
  (std::make_index_sequence<ops>{});
  return table;
}

template <auto op, class T>
inline constexpr bool has_form = cpu::is_real<T> || !cpu::is_real_only(op);

template <size_t index, class T>
struct DenseUnaryEntry {
  static constexpr auto op = static_cast<UnaryOp>(index);
  static constexpr void (*value())(const DenseUnary&) {
    if constexpr (has_form<op, T>) return &dense_unary<op, T>;
    return &no_kernel<DenseUnary>;
  }
};
template <size_t index, class T>
struct StridedUnaryEntry {
  static constexpr auto op = static_cast<UnaryOp>(index);
  static constexpr void (*value())(const StridedUnary&) {
    if constexpr (has_form<op, T>) return &strided_unary<op, T>;
    return &no_kernel<StridedUnary>;
  }
};
template <size_t index, class T>
struct DenseBinaryEntry {
  static constexpr auto op = static_cast<BinaryOp>(index);
  static constexpr void (*value())(const DenseBinary&) {
    if constexpr (has_form<op, T>) return &dense_binary<op, T>;
    return &no_kernel<DenseBinary>;
  }
};
template <size_t index, class T>
struct StridedBinaryEntry {
  static constexpr auto op = static_cast<BinaryOp>(index);
  static constexpr void (*value())(const Walk<3>&) {
    if constexpr (has_form<op, T>) return &strided_binary<op, T>;
    return &no_kernel<Walk<3>>;
  }
};
template <size_t index, class T>
struct CompareEntry {
  static constexpr auto value() { return &strided_compare<static_cast<CompareOp>(index), T>; }
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

}  // namespace gradus::kernels
