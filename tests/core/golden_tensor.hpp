#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "gradus/core/tensor/tensor.hpp"

/// Tensors as the golden files hold them: {"shape", "dtype", "data"}.
namespace gradus::test {

/// The content of a file of tests/golden.
nlohmann::json read_golden(const std::string& name);
/// A number, or one of the texts "nan", "inf" and "-inf".
double number(const nlohmann::json& value);
/// "bool", "u8", "i32", "i64", "f32" or "f64".
DType read_type(const std::string& name);
/// Undefined for null.
Tensor read_tensor(const nlohmann::json& value);

}  // namespace gradus::test
