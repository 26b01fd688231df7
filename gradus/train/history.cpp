#include "gradus/train/history.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "gradus/base/error.hpp"
#include "gradus/base/file.hpp"
#include "gradus/train/json.hpp"

namespace gradus::train {

std::string_view to_string(Stop stop) {
  switch (stop) {
    case Stop::finished:
      return "finished";
    case Stop::early:
      return "early";
    case Stop::callback:
      return "callback";
    case Stop::interrupted:
      return "interrupted";
    case Stop::none:
      break;
  }
  return "none";
}

const double* EpochRecord::find(std::string_view name) const {
  const auto place =
      std::find_if(values.begin(), values.end(), [&](const auto& v) { return v.first == name; });
  return place == values.end() ? nullptr : &place->second;
}

namespace {

[[noreturn]] void fail_name(std::string_view name, const std::vector<std::string>& names) {
  fail(fmt::format("history: there is no value '{}'; there are: {}", name, fmt::join(names, ", ")));
}

/// A value as a field of CSV; names of values may hold anything.
std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

}  // namespace

double EpochRecord::at(std::string_view name) const {
  if (const double* value = find(name)) return *value;
  fail_name(name, History{.epochs = {*this}}.names());
}

std::vector<std::string> History::names() const {
  std::vector<std::string> all;
  for (const EpochRecord& record : epochs) {
    for (const auto& [name, value] : record.values) {
      if (std::find(all.begin(), all.end(), name) == all.end()) all.push_back(name);
    }
  }
  return all;
}

std::vector<double> History::values(std::string_view name) const {
  std::vector<double> result;
  bool found = false;
  for (const EpochRecord& record : epochs) {
    const double* value = record.find(name);
    found |= value != nullptr;
    result.push_back(value ? *value : std::numeric_limits<double>::quiet_NaN());
  }
  if (!found) fail_name(name, names());
  return result;
}

std::string to_csv(const History& history) {
  const std::vector<std::string> names = history.names();
  std::string text = "epoch,step,lr,seconds";
  for (const std::string& name : names) text += "," + quoted(name);
  text += '\n';
  for (const EpochRecord& record : history.epochs) {
    text += fmt::format("{},{},{},{}", record.epoch, record.step, record.lr, record.seconds);
    for (const std::string& name : names) {
      const double* value = record.find(name);
      text += value ? fmt::format(",{}", *value) : ",";
    }
    text += '\n';
  }
  return text;
}

void write_csv(const History& history, const std::string& path) {
  write_file("write_csv", path, to_csv(history));
}

std::string to_json_lines(const History& history) {
  std::string text;
  for (const EpochRecord& record : history.epochs) {
    nlohmann::ordered_json line{{"epoch", record.epoch},
                                {"step", record.step},
                                {"lr", detail::from_number(record.lr)},
                                {"seconds", detail::from_number(record.seconds)}};
    for (const auto& [name, value] : record.values) line[name] = detail::from_number(value);
    text += line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
  }
  return text;
}

void write_json_lines(const History& history, const std::string& path) {
  write_file("write_json_lines", path, to_json_lines(history));
}

}  // namespace gradus::train
