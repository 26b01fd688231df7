#include "gradus/train/progress.hpp"

#include <nlohmann/json.hpp>

#include "gradus/train/json.hpp"

namespace gradus::train::detail {

using nlohmann::json;

namespace {

json from_optional(const std::optional<double>& value) { return value ? from_number(*value) : json(); }

std::optional<double> to_optional(const json& value) {
  return value.is_null() ? std::nullopt : std::optional(to_number(value));
}

}  // namespace

json from_progress(const Progress& p) {
  json metrics = json::array(), epochs = json::array();
  for (const double sum : p.pass.metrics) metrics.push_back(from_number(sum));
  for (const EpochRecord& record : p.history.epochs) epochs.push_back(from_record(record));
  return {{"epoch", p.epoch},
          {"step", p.step},
          {"last_loss", from_number(p.last_loss)},
          {"pass",
           {{"batches", p.pass.batches},
            {"rows", p.pass.rows},
            {"loss", from_number(p.pass.loss)},
            {"metrics", std::move(metrics)}}},
          {"best", from_optional(p.best)},
          {"best_epoch", p.history.best_epoch ? json(*p.history.best_epoch) : json()},
          {"reference", from_optional(p.reference)},
          {"waited", p.waited},
          {"history", std::move(epochs)}};
}

Progress to_progress(const json& value) {
  Progress p;
  p.epoch = value.at("epoch").get<int64_t>();
  p.step = value.at("step").get<int64_t>();
  p.last_loss = to_number(value.at("last_loss"));
  const json& pass = value.at("pass");
  p.pass.batches = pass.at("batches").get<int64_t>();
  p.pass.rows = pass.at("rows").get<int64_t>();
  p.pass.loss = to_number(pass.at("loss"));
  for (const json& sum : pass.at("metrics")) p.pass.metrics.push_back(to_number(sum));
  p.best = to_optional(value.at("best"));
  p.reference = to_optional(value.at("reference"));
  p.waited = value.at("waited").get<int64_t>();
  for (const json& record : value.at("history")) p.history.epochs.push_back(to_record(record));
  if (!value.at("best_epoch").is_null()) p.history.best_epoch = value.at("best_epoch").get<int64_t>();
  return p;
}

}  // namespace gradus::train::detail
