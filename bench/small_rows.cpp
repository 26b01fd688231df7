// The loss landscape and the cost of one small call.
#include "bench/rivals.hpp"
#include "bench/rows.hpp"
#include "gradus/gradus.hpp"

namespace bench {
namespace {

constexpr const char* ours = "gradus";

Work add(int64_t calls) {
  using namespace gradus;
  const Tensor x = tensor({1.0, 2.0, 3.0, 4.0}), y = ones({4});
  return [=] {
    const NoGrad guard;
    Tensor last;
    for (int64_t i = 0; i < calls; ++i) last = x + y;
    return sum(last).item();
  };
}

}  // namespace

std::vector<Row> small_rows() {
  const Landscape l = make_landscape();
  constexpr const char* batched = "libtorch, batched";
  constexpr const char* viewed = "view::loss_landscape";
  Row landscape{.key = "landscape",
                .name = "one neuron's loss landscape: 400 grid points x 500 samples, 2-2-2-2-1 net",
                .variants = {{ours, [l] { return batched_landscape(l); }},
                             {viewed, [l] { return viewed_landscape(l); }}},
                .bars = {{Bar::Kind::nanoseconds, ours, "", 5e6},
                         {Bar::Kind::nanoseconds, viewed, "", 1e7},
                         {Bar::Kind::faster, ours, batched, 0}}};
  constexpr int64_t calls = 10000;
  Row single{.key = "add",
             .name = "add of two tensors of 4 elements, gradients off",
             .variants = {{ours, [] { return add(calls); }, calls}},
             .bars = {{Bar::Kind::nanoseconds, ours, "", 60}, {Bar::Kind::faster, ours, "libtorch", 0}}};
  if (const Libtorch* torch = libtorch()) {
    landscape.variants.push_back({batched, [l, torch] { return torch->landscape(l); }});
    single.variants.push_back({"libtorch", [torch] { return torch->add(calls); }, calls});
  }
  return {landscape, single};
}

}  // namespace bench
