#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/nn/module.hpp"
#include "gradus/plot/figure.hpp"
#include "gradus/train/loss.hpp"

/// The loss of a model where its weights are not: over a plane in the space of all parameters.
namespace gradus::view {

/// One number of a model: `{"0.weight", {0, 1}}`.
struct WeightPlace {
  std::string parameter = {};  ///< its path, as in named_parameters()
  std::vector<int64_t> index = {};
};

/// A plane of models: parameters p + a first + b second for all a and b.
struct WeightPlane {
  /// One tensor for each of the model's parameters(), of its shape; what is undefined stays where it is.
  std::vector<Tensor> first = {}, second = {};
  std::string first_label = {}, second_label = {};  ///< markup
  double first_start = 0, second_start = 0;         ///< the coordinates of the model as it is
  double first_reach = 1, second_reach = 1;         ///< how far a landscape goes to both sides
};

/// The plane of two numbers of a model, all others as they are; its coordinates are these numbers. An Error
/// for places that there are not, and for twice the same.
WeightPlane weight_plane(const nn::Module& model, const WeightPlace& first, const WeightPlace& second);

/// Two random directions that are filter-normalised (Li et al. 2018): each row of a parameter, that is each
/// filter or unit, gets a normal direction d_i |w_i| / |d_i|; parameters of one dimension stay. They are
/// drawn from a generator of their own. An Error for a model without a parameter of two dimensions.
WeightPlane random_plane(const nn::Module& model, uint64_t seed = 0);

/// The weights that a model had on its way.
///
///     view::WeightPath path;
///     trainer.on(train::Moment::epoch, [&](const train::Event& e) { path.note(e.model); });
class WeightPath {
 public:
  /// Keeps a copy of all parameters. An Error for another model than before.
  void note(const nn::Module& model);
  const std::vector<std::vector<Tensor>>& moments() const { return moments_; }

 private:
  std::vector<std::vector<Tensor>> moments_;  // of each one, all parameters
};

/// The plane through where the model is in which a path is widest: its first two principal directions, of
/// length 1. An Error for fewer than three moments, and for a path that is a straight line.
WeightPlane path_plane(const nn::Module& model, const WeightPath& path);

struct LandscapeOptions {
  int64_t resolution = 25;                  ///< places on each axis, 2 to 1000
  std::optional<double> first_reach = {};   ///< to both sides, in place of the plane's
  std::optional<double> second_reach = {};  ///<
  const WeightPath* path = nullptr;         ///< shown as well: the plane's nearest points
};

/// Losses over a plane, as plain data.
struct LossLandscape {
  std::vector<double> x = {}, y = {};      ///< coordinates along the first and the second direction, rising
  std::vector<double> losses = {};         ///< [y.size() * x.size()], x fastest
  double at_x = 0, at_y = 0, at_loss = 0;  ///< of the model as it is
  std::vector<double> path_x = {}, path_y = {},
                      path_losses = {};  ///< of the path's moments: nearest place, own loss
  std::string x_label = {}, y_label = {};
};

/// The loss at resolution x resolution places of a plane, the model in evaluation mode and nothing recorded.
///
///     const auto loss = [&] { return nn::cross_entropy(model(x), y); };
///     auto landscape = view::loss_landscape(model, loss, view::random_plane(model));
///     plot::Figure figure = view::landscape_surface(landscape);
///
/// The grid reaches to both sides of the model and over the path. Afterwards, also when `loss` throws,
/// weights and modes are as they were, bit for bit. An Error for a plane that does not fit the model.
LossLandscape loss_landscape(nn::Module& model, const std::function<Tensor()>& loss, const WeightPlane& plane,
                             const LandscapeOptions& options = {});
/// The same of loss(model(x), y).
LossLandscape loss_landscape(nn::Layer& model, const train::Loss& loss, const Tensor& x, const Tensor& y,
                             const WeightPlane& plane, const LandscapeOptions& options = {});

struct LandscapeFigureOptions {
  std::string title = {};
  bool log = false;                     ///< colours and heights by the loss's logarithm, of base 10
  std::optional<double> highest = {};   ///< the loss that what lies higher is cut to
  std::optional<plot::View> view = {};  ///< of the surface; from its lowest corner if not given
  int width = 760, height = 600;        ///< px
};

/// The landscape as filled contours, with the place where the model is and the path to it.
plot::Figure landscape_contours(const LossLandscape& landscape, const LandscapeFigureOptions& options = {});
/// The landscape as a surface, with the same; the path lies on the surface.
plot::Figure landscape_surface(const LossLandscape& landscape, const LandscapeFigureOptions& options = {});

}  // namespace gradus::view
