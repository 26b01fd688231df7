#pragma once

#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <vector>

#include "gradus/data/dataset.hpp"
#include "gradus/data/held.hpp"
#include "gradus/data/sampler.hpp"

namespace gradus::data {

struct LoaderOptions {
  int64_t batch_size = 1;
  bool shuffle = false;        ///< a new random order for each pass, PyTorch's
  Held<Sampler> sampler = {};  ///< which samples and in which order; not together with shuffle
  int num_workers = 0;         ///< threads that make batches ahead; 0: the caller makes them
  int prefetch_factor = 2;     ///< how many batches for each worker may be ahead
  bool drop_last = false;      ///< leave out a last batch that is not full
  std::function<Batch(std::vector<Sample>)> collate = {};  ///< none: Dataset::get_batch
  std::function<Batch(Batch)> transform = {};              ///< what whole batches pass through
  Generator* generator = nullptr;                          ///< none: the default generator
};

/// Where a loader is, as plain data: everything that the rest of the pass depends on, but for the samples.
struct LoaderState {
  std::vector<int64_t> order = {};  ///< the samples of the whole pass; empty between two passes
  int64_t batch_size = 0;
  int64_t next_batch = 0;                ///< how many batches of the pass were handed out
  int64_t base_seed = 0;                 ///< batch b draws from a generator with seed base_seed + b
  std::vector<uint32_t> generator = {};  ///< the state of the loader's own generator; empty: it has none, or
                                         ///< it is to be left as it is

  friend bool operator==(const LoaderState&, const LoaderState&) = default;
};

/// Batches of a dataset, pass after pass.
///
///     data::DataLoader loader(data::TensorDataset(x, y), {.batch_size = 32, .shuffle = true});
///     for (int epoch = 0; epoch < 10; ++epoch) {
///       for (const data::Batch& batch : loader) train(batch.x, batch.y);
///     }
///
/// A pass draws two int64 numbers from the default generator, as PyTorch's: the base seed, and the seed of
/// the order when it shuffles (with options.generator the base seed and the order come from that one).
/// Batches, their order, and what is drawn at random while making one do not depend on the number of workers;
/// nor does the place where an exception of the dataset arrives. It ends the pass.
class DataLoader {
 public:
  class Iterator;

  /// An Error for an empty dataset, sizes below one, a sampler beside shuffle, and for drop_last when that
  /// leaves nothing.
  explicit DataLoader(Held<const Dataset> dataset, const LoaderOptions& options = {});
  ~DataLoader();
  DataLoader(DataLoader&&) noexcept;
  DataLoader& operator=(DataLoader&&) noexcept;

  /// The number of batches of a pass.
  int64_t size() const;
  const Dataset& dataset() const;

  /// Starts a pass, in place of one that is under way; after load_state() it goes on with that one instead.
  /// An Error when the sampler names a sample that is not there.
  void start();
  /// Gives the next batch; false, and the pass is over, when there is none.
  bool next(Batch& batch);

  /// start(), and an iterator that calls next().
  Iterator begin();
  std::default_sentinel_t end() const { return {}; }

  /// The place behind the batch that was handed out last.
  LoaderState state() const;
  /// Has the next start() go on from there, and the loader's own generator too. An Error when the state does
  /// not fit the dataset, the batch size or whether there is such a generator.
  void load_state(const LoaderState& state);

 private:
  struct Recipe;
  struct Pass;

  LoaderState new_pass() const;

  std::shared_ptr<const Recipe> recipe_;
  std::unique_ptr<Pass> pass_;
  bool resumed_ = false;
};

/// The batches of one pass; it is at an end when the pass is.
class DataLoader::Iterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = Batch;
  using difference_type = std::ptrdiff_t;
  using pointer = Batch*;
  using reference = Batch&;

  explicit Iterator(DataLoader& loader) : loader_(&loader) { ++*this; }

  Batch& operator*() const { return batch_; }
  Batch* operator->() const { return &batch_; }
  Iterator& operator++() {
    batch_ = {};  // its memory is free for the next one
    done_ = !loader_->next(batch_);
    return *this;
  }
  void operator++(int) { ++*this; }
  friend bool operator==(const Iterator& it, std::default_sentinel_t) { return it.done_; }

 private:
  DataLoader* loader_;
  mutable Batch batch_;
  bool done_ = false;
};

inline DataLoader::Iterator DataLoader::begin() {
  start();
  return Iterator(*this);
}

}  // namespace gradus::data
