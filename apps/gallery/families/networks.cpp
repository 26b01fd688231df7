#include "apps/gallery/families/families.hpp"
#include "apps/gallery/families/trained.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/random.hpp"
#include "gradus/nn/layers.hpp"
#include "gradus/nn/losses.hpp"
#include "gradus/view/architecture.hpp"
#include "gradus/view/layer_figures.hpp"
#include "gradus/view/picture_grids.hpp"

// What networks are and do.
namespace gradus::gallery {
namespace {

const std::vector<std::string> rings = {"outer", "inner"};

Drawing units() {
  return view::architecture(circles().model, {2},
                            {.title = "Units and weights", .inputs = {"$x_1$", "$x_2$"}, .outputs = rings});
}

Drawing blocks() {
  return view::architecture(bar_pictures().model, {1, 12, 12}, {.title = "A convolutional network"});
}

nn::Sequential convolutions(int64_t in, int64_t out, int64_t stride) {
  return nn::Sequential{nn::Conv2d(in, out, 3, {.stride = stride, .padding = 1}), nn::BatchNorm2d(out),
                        nn::ReLU(), nn::Conv2d(out, out, 3, {.padding = 1}), nn::BatchNorm2d(out)};
}

/// A block of another size than its input, which goes through a layer of its own on its way around.
struct Halving : nn::Layer {
  nn::Sequential& main = add<nn::Sequential>("main", convolutions(8, 16, 2));
  nn::Conv2d& shortcut = add<nn::Conv2d>("shortcut", 8, 16, 1, nn::ConvLayerOptions{.stride = 2});

  Tensor forward(const Tensor& x) override {
    const Tensor far = main(x);  // the first to run, whatever the compiler's order
    return far + shortcut(x);
  }
};

Drawing residual_blocks() {
  manual_seed(9);
  nn::Sequential model{nn::Conv2d(3, 8, 3, {.padding = 1}),
                       nn::ReLU(),
                       nn::Residual(convolutions(8, 8, 1)),
                       nn::ReLU(),
                       Halving(),
                       nn::ReLU(),
                       nn::AdaptiveAvgPool2d(1),
                       nn::Flatten(),
                       nn::Linear(16, 10)};
  return view::architecture(model, {3, 16, 16}, {.title = "A residual network"});
}

Drawing layers() {
  Circles& data = circles();
  return view::layer_points(data.model, data.x, data.y,
                            {.title = "How each layer moves the points", .class_names = rings});
}

Drawing triples() {
  Circles& data = circles();
  return view::hidden_activations(data.model, data.x, data.y,
                                  {.title = "Triples of hidden units", .class_names = rings});
}

Drawing hidden_lines() {
  Circles& data = circles();
  return view::hidden_unit_lines(
      data.model, data.x, data.y,
      {.regions = {.title = "The lines of the hidden units", .class_names = rings}});
}

view::LossLandscape landscape() {
  Circles& data = circles();
  return view::loss_landscape(data.model, nn::cross_entropy, data.x, data.y,
                              view::path_plane(data.model, data.path),
                              {.resolution = 40, .path = &data.path});
}

Drawing contours() {
  return view::landscape_contours(landscape(), {.title = "The path in its own plane", .log = true});
}

Drawing surface() {
  return view::landscape_surface(landscape(), {.title = "The same as a surface", .log = true});
}

Drawing weights_surface() {
  Circles& data = circles();
  const view::WeightPlane plane = view::weight_plane(data.model, {"0.weight", {0, 0}}, {"0.weight", {0, 1}});
  return view::landscape_surface(
      view::loss_landscape(data.model, nn::cross_entropy, data.x, data.y, plane, {.resolution = 40}),
      {.title = "The loss over two weights"});
}

Drawing random_contours() {
  Circles& data = circles();
  return view::landscape_contours(view::loss_landscape(data.model, nn::cross_entropy, data.x, data.y,
                                                       view::random_plane(data.model), {.resolution = 40}),
                                  {.title = "Two random directions"});
}

Drawing filters() {
  return view::filters(dynamic_cast<nn::Conv2d&>(bar_pictures().model[0]), {.title = "What they look for"});
}

Drawing maps() {
  BarPictures& data = bar_pictures();
  return view::feature_maps(data.model, data.x.select(0, 1), {.title = "What they find in a picture"});
}

}  // namespace

Family networks() {
  return {"Networks",
          {{"architecture", "view::architecture: units, and weights as width and colour.", units},
           {"architecture-blocks", "The same of other models: layers with their shapes.", blocks},
           {"architecture-residual", "Lines around the blocks that numbers go past.", residual_blocks},
           {"layer-points", "view::layer_points: how each layer moves the points.", layers},
           {"hidden-activations",
            "view::hidden_activations: the points in the space of each triple of units.", triples},
           {"hidden-lines", "view::hidden_unit_lines: where each hidden unit changes sign.", hidden_lines},
           {"landscape-contours", "view::landscape_contours: the loss in the plane of a training's path.",
            contours},
           {"landscape-surface", "view::landscape_surface: the same as a surface.", surface},
           {"landscape-weights", "The loss over two weights of the first layer.", weights_surface},
           {"landscape-random", "The loss in two random directions.", random_contours},
           {"conv-filters", "view::filters: the weights of a convolution.", filters},
           {"feature-maps", "view::feature_maps: what a convolution makes of a picture.", maps}}};
}

}  // namespace gradus::gallery
