#include "gradus/data/prefetch.hpp"

#include <fmt/format.h>

#include <cstring>
#include <system_error>

#include "gradus/base/error.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/tensor/make.hpp"
#include "gradus/data/rows.hpp"

namespace gradus::data {
namespace {

Tensor room_for(const Tensor& tensor) { return tensor.defined() ? make_like(tensor) : Tensor(); }

/// Tensors of a batch's shapes and types.
Batch room_for(const Batch& batch) {
  Batch room{.x = room_for(batch.x), .y = room_for(batch.y)};
  room.more.reserve(batch.more.size());
  for (const Tensor& tensor : batch.more) room.more.push_back(room_for(tensor));
  return room;
}

/// Brings the numbers into `room` where they fit.
void settle(Tensor& tensor, const Tensor& room) {
  if (!tensor.defined() || !room.defined() || tensor.dtype() != room.dtype() ||
      tensor.shape() != room.shape()) {
    return;
  }
  const Tensor dense = tensor.contiguous();
  if (const size_t bytes = detail::byte_count(dense); bytes > 0) {
    std::memcpy(room.impl()->data, dense.impl()->data, bytes);
  }
  tensor = room;
}

void settle(Batch& batch, const Batch& room) {
  settle(batch.x, room.x);
  settle(batch.y, room.y);
  if (batch.more.size() != room.more.size()) return;
  for (size_t i = 0; i < batch.more.size(); ++i) settle(batch.more[i], room.more[i]);
}

}  // namespace

Prefetcher::Prefetcher(Make make, int64_t first, int64_t end, const PrefetchOptions& options)
    : make_(std::move(make)),
      end_(end),
      slots_(static_cast<size_t>(options.ahead)),
      next_made_(first),
      next_given_(first) {
  workers_.reserve(static_cast<size_t>(options.workers));
  try {
    for (int i = 0; i < options.workers; ++i) workers_.emplace_back([this] { work(); });
  } catch (const std::system_error& error) {
    const size_t started = workers_.size();
    stop();
    fail(fmt::format("DataLoader: the system starts no more than {} of {} workers: {}", started,
                     options.workers, error.code().message()));
  }
}

Prefetcher::~Prefetcher() { stop(); }

void Prefetcher::stop() noexcept {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  room_.notify_all();
  for (std::thread& worker : workers_) worker.join();
  workers_.clear();
}

void Prefetcher::work() {
  const NoGrad guard;
  std::unique_lock lock(mutex_);
  for (;;) {
    room_.wait(lock, [this] {
      return stopping_ || next_made_ == end_ ||
             next_made_ < next_given_ + static_cast<int64_t>(slots_.size());
    });
    if (stopping_ || next_made_ == end_) return;
    const int64_t number = next_made_++;
    Slot& place = slot(number);
    Batch room = std::move(place.room);
    lock.unlock();
    Batch batch;
    std::exception_ptr error;
    try {
      batch = make_(number);
      settle(batch, room);
    } catch (...) {
      error = std::current_exception();
    }
    room = {};
    lock.lock();
    place.batch = std::move(batch);
    place.error = error;
    place.ready = true;
    made_.notify_one();
  }
}

Batch Prefetcher::next() {
  std::unique_lock lock(mutex_);
  Slot& place = slot(next_given_);
  made_.wait(lock, [&place] { return place.ready; });
  Batch batch = std::move(place.batch);
  const std::exception_ptr error = std::exchange(place.error, nullptr);
  place.ready = false;
  // Nobody touches this slot before next_given_ moves on.
  lock.unlock();
  if (error) std::rethrow_exception(error);
  place.room = room_for(batch);
  lock.lock();
  ++next_given_;
  lock.unlock();
  room_.notify_one();
  return batch;
}

}  // namespace gradus::data
