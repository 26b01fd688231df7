#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <type_traits>

#include "gradus/data/loader.hpp"

/// Where a training's batches come from.
namespace gradus::train {

using data::Batch;

/// Batches, pass after pass, from a place that can be kept and gone on from: what data::DataLoader is.
class BatchSource {
 public:
  virtual ~BatchSource() = default;
  /// The number of batches of a pass.
  virtual int64_t size() const = 0;
  /// Starts a pass; after load_state() it goes on with that one instead.
  virtual void start() = 0;
  /// Gives the next batch; false, and the pass is over, when there is none.
  virtual bool next(Batch& batch) = 0;
  virtual data::LoaderState state() const = 0;
  virtual void load_state(const data::LoaderState& state) = 0;

 protected:
  BatchSource() = default;
  BatchSource(const BatchSource&) = default;
  BatchSource& operator=(const BatchSource&) = default;
};

/// A class with the functions of a BatchSource, such as data::DataLoader.
template <class T>
concept BatchLoader = requires(T& loader, Batch& batch, const data::LoaderState& state) {
  { loader.size() } -> std::convertible_to<int64_t>;
  loader.start();
  { loader.next(batch) } -> std::same_as<bool>;
  { loader.state() } -> std::convertible_to<data::LoaderState>;
  loader.load_state(state);
};

struct BatchesOptions {
  int64_t batch_size = 0;  ///< rows a batch, the last one what is left; 0: all rows at once
};

/// What Trainer::fit takes: a loader, or tensors.
///
///     trainer.fit(loader);                            // refers to the loader, which must live on
///     trainer.fit({x, y, {.batch_size = 32}});        // rows of tensors, in their order
///     trainer.fit(loader, {x_valid, y_valid});
class Batches {
 public:
  /// None.
  Batches() = default;

  template <BatchLoader Loader>
  requires(!std::same_as<Loader, Batches>) Batches(Loader& loader)
      : source_(refer(loader)) {}  // NOLINT(google-explicit-constructor)

  /// An Error for tensors that have no rows or not the same number of them, and for a negative size.
  Batches(const Tensor& x, const Tensor& y = {}, const BatchesOptions& options = {});

  explicit operator bool() const { return source_ != nullptr; }
  BatchSource* operator->() const { return source_.get(); }

 private:
  template <class Loader>
  static std::shared_ptr<BatchSource> refer(Loader& loader);

  std::shared_ptr<BatchSource> source_;
};

template <class Loader>
std::shared_ptr<BatchSource> Batches::refer(Loader& loader) {
  struct Reference final : BatchSource {
    explicit Reference(Loader& to) : loader(to) {}
    int64_t size() const override { return loader.size(); }
    void start() override { loader.start(); }
    bool next(Batch& batch) override { return loader.next(batch); }
    data::LoaderState state() const override { return loader.state(); }
    void load_state(const data::LoaderState& state) override { loader.load_state(state); }
    Loader& loader;
  };
  return std::make_shared<Reference>(loader);
}

/// The rows of a batch: the first size of x.
int64_t rows_of(const Batch& batch);

}  // namespace gradus::train
