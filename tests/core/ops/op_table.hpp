#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"

/// The op table: one row for each operation, from which op_table_test.cpp makes every test of it. A new
/// operation is one new row in the file of its family, and its cases in tests/golden.
namespace gradus::test {

using Inputs = std::vector<Tensor>;
/// What is not a tensor: {"dim": 1, "keepdim": true}, in the words of the golden files.
using Attributes = nlohmann::json;
using Call = std::function<std::vector<Tensor>(std::span<const Tensor>, const Attributes&)>;

struct Example {
  Inputs inputs;
  Attributes attributes = Attributes::object();
};

/// A call that must fail, with these words.
struct WrongCall {
  std::string message;
  Inputs inputs;
  Attributes attributes = Attributes::object();
};

enum class Derivatives : uint8_t { none, first, second };

struct OpRow {
  std::string name;
  Call call;
  /// Smooth places of the function: gradients there are compared with differences.
  std::vector<Example> examples;
  WrongCall wrong;
  Derivatives derivatives = Derivatives::second;
  /// Two inputs whose shapes broadcast.
  bool broadcasts = false;
  /// Attributes of golden cases that the operation understands; a case with others is for a later library.
  std::vector<std::string> attributes{};
  /// Inputs from this one on may be undefined.
  size_t optional_from = max_rank;
  /// How far PyTorch may be; more than this only where PyTorch itself rounds to float32 on the way.
  double tolerance = 1e-12;
};

/// How GoogleTest names a row in its messages.
inline void PrintTo(const OpRow& row, std::ostream* stream) { *stream << row.name; }

/// All rows.
const std::vector<OpRow>& op_table();
/// The row of that name, or null.
const OpRow* find_row(const std::string& name);

// The families, each in a file of its own.
std::vector<OpRow> unary_rows();
std::vector<OpRow> binary_rows();
std::vector<OpRow> reduction_rows();
std::vector<OpRow> shape_rows();
std::vector<OpRow> index_rows();
std::vector<OpRow> algebra_rows();
std::vector<OpRow> layer_rows();
std::vector<OpRow> activation_rows();
std::vector<OpRow> loss_rows();
std::vector<OpRow> special_rows();
std::vector<OpRow> shaping_rows();
std::vector<OpRow> along_rows();
std::vector<OpRow> product_rows();
std::vector<OpRow> linalg_rows();

// --- Inputs for rows: float64 unless said otherwise, no two neighbours equal, always the same.

/// Between -2 and 2, none an integer.
Tensor real(const Shape& shape, int variant = 0);
/// Between low and high.
Tensor between(double low, double high, const Shape& shape, int variant = 0);
/// Between 0.3 and 2.
inline Tensor positive(const Shape& shape, int variant = 0) { return between(0.3, 2, shape, variant); }
/// 0, 1, ... modulo `high`.
Tensor integers(const Shape& shape, int64_t high);
Tensor truths(const Shape& shape);

/// "dim" of the attributes: a number, a list, or none.
std::optional<Axes> axes_of(const Attributes& attributes);
/// The list of integers under `key`.
Shape shape_of(const Attributes& attributes, const char* key);

}  // namespace gradus::test
