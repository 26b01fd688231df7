#include "gradus/train/batches.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/grad_mode.hpp"

namespace gradus::train {
namespace {

/// Views of a tensor's rows, made once.
class RowBatches final : public BatchSource {
 public:
  RowBatches(const Tensor& x, const Tensor& y, int64_t batch_size) : batch_size_(batch_size) {
    const NoGrad guard;
    for (int64_t begin = 0; begin < x.size(0); begin += batch_size) {
      const int64_t end = std::min(begin + batch_size, x.size(0));
      batches_.push_back({x.slice(0, begin, end), y.defined() ? y.slice(0, begin, end) : Tensor()});
    }
  }

  int64_t size() const override { return static_cast<int64_t>(batches_.size()); }
  void start() override {
    if (!resumed_) next_ = 0;
    resumed_ = false;
  }
  bool next(Batch& batch) override {
    if (next_ >= batches_.size()) {
      next_ = 0;
      return false;
    }
    const Batch& from = batches_[next_++];
    batch.x = from.x;
    batch.y = from.y;
    return true;
  }
  data::LoaderState state() const override {
    return {
        .order = {}, .batch_size = batch_size_, .next_batch = static_cast<int64_t>(next_), .base_seed = 0};
  }
  void load_state(const data::LoaderState& state) override {
    if (state.batch_size != batch_size_ || !state.order.empty() || state.next_batch < 0 ||
        state.next_batch > size()) {
      fail(
          fmt::format("batches: the state is of other batches: {} rows each, batch {} next; these are {} "
                      "batches of {} rows in their order",
                      state.batch_size, state.next_batch, size(), batch_size_));
    }
    next_ = static_cast<size_t>(state.next_batch);
    resumed_ = true;
  }

 private:
  std::vector<Batch> batches_;
  int64_t batch_size_;
  size_t next_ = 0;
  bool resumed_ = false;
};

}  // namespace

Batches::Batches(const Tensor& x, const Tensor& y, const BatchesOptions& options) {
  if (!x.defined()) fail("batches: x is undefined");
  if (x.dim() == 0 || x.size(0) == 0) {
    fail(fmt::format("batches: x has no rows: {}", to_string(x.shape())));
  }
  if (y.defined() && (y.dim() == 0 || y.size(0) != x.size(0))) {
    fail(fmt::format("batches: x and y differ in rows: {} and {}", to_string(x.shape()),
                     to_string(y.shape())));
  }
  if (options.batch_size < 0) {
    fail(fmt::format("batches: batch_size must not be negative, got {}", options.batch_size));
  }
  source_ = std::make_shared<RowBatches>(x, y, options.batch_size == 0 ? x.size(0) : options.batch_size);
}

int64_t rows_of(const Batch& batch) { return batch.x.dim() == 0 ? 1 : batch.x.size(0); }

}  // namespace gradus::train
