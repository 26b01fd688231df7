#include "apps/gallery/families/families.hpp"
#include "apps/gallery/families/trained.hpp"
#include "gradus/view/layer_recorder.hpp"
#include "gradus/view/training_figures.hpp"

// How a training went.
namespace gradus::gallery {
namespace {

Drawing curves() { return view::learning_curves(circles().history, {.title = "Learning curves"}); }
Drawing rates() { return view::rate_curve(circles().history, {.title = "Learning rate"}); }
Drawing gradients() { return view::gradient_norms(circles().recorder, {.title = "Gradients"}); }

Drawing weights() {
  return view::weight_distributions(circles().recorder, {.title = "Weights of each layer"});
}

Drawing activations() {
  return view::activation_distributions(circles().recorder,
                                        {.title = "Outputs of each layer", .kind = view::Distribution::heat});
}

Drawing ridges() {
  return view::activation_distributions(circles().recorder,
                                        {.title = "The same as ridges", .kind = view::Distribution::ridge});
}

}  // namespace

Family trainings() {
  return {
      "Trainings",
      {{"learning-curves", "view::learning_curves: training and validation, with the best epoch.", curves},
       {"rate-curve", "view::rate_curve: the learning rate over the epochs.", rates},
       {"gradient-norms", "view::gradient_norms: of each layer over time.", gradients},
       {"weight-bands", "view::weight_distributions: where the middle of each layer's weights lies.",
        weights},
       {"activation-heat", "view::activation_distributions: the shares of values as colours.", activations},
       {"activation-ridges", "The same as histograms one behind the other.", ridges}}};
}

}  // namespace gradus::gallery
