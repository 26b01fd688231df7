#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/nn/module.hpp"
#include "gradus/plot/figure.hpp"
#include "gradus/train/event.hpp"

namespace gradus::train {
class Trainer;
}

/// What goes on inside a model while it learns.
namespace gradus::view {

struct LayerRecorderOptions {
  Tensor probe = {};           ///< rows that are put through the model at each note(), for its activations
  int64_t most_values = 5000;  ///< of a layer's weights or activations that are kept, picked evenly
};

/// Numbers of one layer at each moment that was noted.
struct LayerValues {
  std::string name;                        ///< "0: Linear"
  std::vector<std::vector<float>> values;  ///< at each moment
};

/// Norms of one layer's gradients at each moment; NaN where there was none.
struct LayerNorms {
  std::string name;
  std::vector<double> norms;
};

/// Notes how gradients, weights and activations of each layer change over a training.
///
///     view::LayerRecorder recorder(model, {.probe = x.slice(0, 0, 200)});
///     recorder.watch(trainer);
///     trainer.fit(batches);
///     plot::write_image(view::gradient_norms(recorder), "gradients.png");
///
/// In a loop of one's own:
///
///     loss.backward();
///     recorder.note_gradients();  // as often as wanted
///     adam.step();
///     ...
///     recorder.note(epoch);
///
/// The model must outlive the recorder, and the recorder the training. It changes nothing of the model.
class LayerRecorder {
 public:
  /// Of a model of one tensor. An Error for most_values < 1.
  explicit LayerRecorder(nn::Layer& model, const LayerRecorderOptions& options = {});
  /// Of any model; an Error for a probe.
  explicit LayerRecorder(nn::Module& model, const LayerRecorderOptions& options = {});

  /// Adds the norm of each layer's gradient, all parameters of the layer as one vector, to the mean that the
  /// next note() keeps.
  void note_gradients();
  /// Keeps weights, activations of the probe and mean gradient norms, as of this time: an epoch, say, greater
  /// than those before.
  void note(double time);

  /// What trainer's callbacks do: gradients after each batch (after clipping, as the optimiser got them), and
  /// all before the first and after each epoch.
  void operator()(const train::Event& event);
  void watch(train::Trainer& trainer);

  const std::vector<double>& times() const { return times_; }
  /// One for each module with parameters of its own.
  const std::vector<LayerNorms>& gradients() const { return gradients_; }
  /// The same; of parameters with two or more dimensions where there are any, else of the first.
  const std::vector<LayerValues>& weights() const { return weights_; }
  /// One for each layer that runs, but for those that only pass on what they get; empty without a probe.
  const std::vector<LayerValues>& activations() const { return activations_; }

 private:
  struct Owner {
    std::vector<Tensor> parameters, weights;
    double norms = 0;  // their sum
    int64_t count = 0;
  };

  void note_activations();
  std::vector<float> picked(const std::vector<Tensor>& tensors) const;

  nn::Module* model_;
  nn::Layer* layer_;  // the same, where it is one
  LayerRecorderOptions options_;
  std::vector<Owner> owners_;
  std::vector<double> times_;
  std::vector<LayerNorms> gradients_;
  std::vector<LayerValues> weights_, activations_;
};

struct GradientNormOptions {
  std::string title = {};
  bool log = true;  ///< a logarithmic scale for the norms
};

/// The norm of each layer's gradient over time, a line each. An Error for a recorder without gradients.
plot::Figure gradient_norms(const LayerRecorder& recorder, const GradientNormOptions& options = {});

/// How a distribution over time is drawn.
enum class Distribution : uint8_t {
  bands,  ///< the median, and where the middle 50, 80 and 98 percent lie
  heat,   ///< the share of values in each bin as a colour
  ridge,  ///< a histogram for each of some moments, one behind the other
};

struct LayerDistributionOptions {
  std::string title = {};
  Distribution kind = Distribution::bands;
  int64_t bins = 0;  ///< of heat and ridge; 0 chooses: 2 n^(1/3) for n values at a moment, 8 to 60
  std::vector<std::string> layers = {};  ///< names of those to show; at most twelve, evenly picked, if empty
};

/// A plot a layer: how its weights are distributed over time. An Error for a recorder without moments (heat
/// needs two), and for names that it does not have.
plot::Figure weight_distributions(const LayerRecorder& recorder,
                                  const LayerDistributionOptions& options = {});
/// The same of what comes out of each layer for the probe.
plot::Figure activation_distributions(const LayerRecorder& recorder,
                                      const LayerDistributionOptions& options = {});

}  // namespace gradus::view
