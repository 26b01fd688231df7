#include "gradus/train/json.hpp"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "gradus/base/error.hpp"

namespace gradus::train::detail {

using nlohmann::json;

json from_number(double value) {
  if (std::isfinite(value)) return value;
  if (std::isnan(value)) return "nan";
  return value > 0 ? "inf" : "-inf";
}

double to_number(const json& value) {
  if (value.is_number()) return value.get<double>();
  if (value == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (value == "inf") return std::numeric_limits<double>::infinity();
  if (value == "-inf") return -std::numeric_limits<double>::infinity();
  fail("a value is no number: " + value.dump());
}

json from_record(const EpochRecord& record) {
  json values = json::array();
  for (const auto& [name, value] : record.values) values.push_back({name, from_number(value)});
  return {{"epoch", record.epoch},
          {"step", record.step},
          {"lr", from_number(record.lr)},
          {"seconds", from_number(record.seconds)},
          {"values", std::move(values)}};
}

EpochRecord to_record(const json& value) {
  EpochRecord record{.epoch = value.at("epoch").get<int64_t>(),
                     .step = value.at("step").get<int64_t>(),
                     .lr = to_number(value.at("lr")),
                     .seconds = to_number(value.at("seconds"))};
  for (const json& entry : value.at("values")) {
    record.values.emplace_back(entry.at(0).get<std::string>(), to_number(entry.at(1)));
  }
  return record;
}

}  // namespace gradus::train::detail
