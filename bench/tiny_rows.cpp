// One training step of the 2-2-2-2-1 tanh net, one sample at a time, beside a loop written by hand for this
// one shape.
#include <memory>

#include "bench/allocations.hpp"
#include "bench/hand_net.hpp"
#include "bench/rivals.hpp"
#include "bench/rows.hpp"
#include "gradus/base/memory_pool.hpp"

namespace bench {
namespace {

constexpr const char* by_hand = "hand-written loop";
constexpr const char* eager = "gradus, eager";
constexpr const char* captured = "gradus, captured";
constexpr const char* rival = "libtorch";

Training tiny_training() {
  Training t;
  t.widths = {2, 2, 2, 2, 1};
  t.lr = static_cast<double>(HandNet::learning_rate);
  t.momentum = static_cast<double>(HandNet::momentum);
  t.samples = 4;
  t.x = {0, 0, 0, 1, 1, 0, 1, 1};
  t.y = {0, 1, 1, 0};
  t.batch = 1;
  t.epochs = 250;
  return t;
}

Work hand_written(const Training& t) {
  std::array<float, HandNet::parameters> start{};
  size_t next = 0;
  for (size_t l = 0; l + 1 < t.widths.size(); ++l) {
    for (float value : start_weights(t.widths[l], t.widths[l + 1], static_cast<int64_t>(l)))
      start[next++] = value;
  }
  return [net = std::make_shared<HandNet>(start), t] {
    float loss = 0;
    for (int64_t epoch = 0; epoch < t.epochs; ++epoch) {
      for (size_t i = 0; i < static_cast<size_t>(t.samples); ++i)
        loss = net->step({t.x[2 * i], t.x[2 * i + 1]}, t.y[i]);
    }
    return static_cast<double>(loss);
  };
}

/// What a training asks of the heap and of the system, once it has run.
Variant steady_allocations(const Training& t) {
  return {"allocations", [t] {
            return [t] {
              const Work work = train(t);
              work();
              const int64_t heap = heap_allocations();
              const int64_t pool = gradus::memory::statistics().system_allocations;
              work();
              return static_cast<double>(heap_allocations() - heap +
                                         gradus::memory::statistics().system_allocations - pool);
            };
          }};
}

}  // namespace

std::vector<Row> tiny_rows() {
  const Training t = tiny_training();
  Training longer = t;  // so that recording is not what is measured
  longer.told = t.epochs;
  longer.epochs = 20 * t.epochs;
  Row row{.key = "tiny",
          .name = "one step of the 2-2-2-2-1 net, batch 1",
          .variants = {{by_hand, [t] { return hand_written(t); }, t.steps()},
                       {eager, [t] { return train(t); }, t.steps()},
                       {captured, [longer] { return train_captured(longer); }, longer.steps()}},
          .bars = {{Bar::Kind::at_most, captured, by_hand, 2.5},
                   {Bar::Kind::faster, captured, rival, 300},
                   {Bar::Kind::at_most, eager, by_hand, 8},
                   {Bar::Kind::faster, eager, rival, 80}}};
  if (const Libtorch* torch = libtorch())
    row.variants.push_back({rival, [t, torch] { return torch->train(t); }, t.steps()});

  Row allocations{.key = "allocations",
                  .name = "1000 steps of the 2-2-2-2-1 net: requests to the heap and to the system",
                  .variants = {steady_allocations(t)},
                  .bars = {{Bar::Kind::number, "allocations", "", 0}},
                  .least_rounds = 1};
  return {row, allocations};
}

}  // namespace bench
