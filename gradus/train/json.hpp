#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "gradus/train/history.hpp"

/// Training's plain data as JSON. Numbers keep every bit; what JSON has no number for is a word.
namespace gradus::train::detail {

/// The number, or "nan", "inf", "-inf".
nlohmann::json from_number(double value);
double to_number(const nlohmann::json& value);

nlohmann::json from_record(const EpochRecord& record);
EpochRecord to_record(const nlohmann::json& value);

}  // namespace gradus::train::detail
