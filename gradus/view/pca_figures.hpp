#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/learn/pca.hpp"
#include "gradus/plot/figure.hpp"

/// What a principal component analysis has found. Components are counted from 0 in options and from 1 in
/// figures.
///
///     learn::PCA pca;
///     pca.fit(x);
///     plot::write_image(view::scree(pca), "scree.png");
///     plot::write_image(view::biplot(pca, x, y, {.feature_names = names, .class_names = kinds}),
///     "biplot.png");
///
/// An Error for a PCA that was not fitted, for components that it does not have, for shapes that do not fit,
/// and for other numbers of names.
namespace gradus::view {

struct ScreeOptions {
  std::string title = {};            ///<
  int64_t most = 20;                 ///< components, the first ones
  bool cumulative = true;            ///< a line with the share of all components so far
  std::optional<double> level = {};  ///< a line at this share, above 0 to 1, with the components it takes
};

/// The share of the variance that each component holds, in percent. An Error where it holds none at all.
plot::Figure scree(const learn::PCA& pca, const ScreeOptions& options = {});
void scree(plot::Axes& axes, const learn::PCA& pca, const ScreeOptions& options = {});

struct BiplotOptions {
  std::string title = {};                       ///<
  std::vector<int64_t> components = {0, 1};     ///< two different ones
  std::vector<std::string> feature_names = {};  ///<
  std::vector<std::string> class_names = {};    ///<
  int64_t most = 12;                            ///< arrows, the longest ones
};

/// Rows x [n, d] in the plane of two components, by class y [n], and an arrow for each feature: its loadings
/// (weight times the root of the component's variance), all made longer by one factor so that the longest
/// reaches as far as the rows.
plot::Figure biplot(const learn::PCA& pca, const Tensor& x, const Tensor& y,
                    const BiplotOptions& options = {});
/// The same without classes.
plot::Figure biplot(const learn::PCA& pca, const Tensor& x, const BiplotOptions& options = {});

struct ComponentPlanesOptions {
  std::string title = {};                       ///<
  int64_t most = 10;                            ///< components, the first ones
  std::vector<std::string> feature_names = {};  ///< for the heat map
  int64_t rows = 0;     ///< of a picture that the features are the pixels of, row by row
  int64_t columns = 0;  ///< of it; rows * columns = features
  int64_t across = 0;   ///< pictures side by side; 0 chooses
};

/// The weight of each feature in each component, with white at 0: a heat map with a row for each component,
/// or, where the options name the size of a picture, a picture for each.
plot::Figure component_planes(const learn::PCA& pca, const ComponentPlanesOptions& options = {});

struct ProjectionOptions {
  std::string title = {};                     ///<
  std::vector<int64_t> components = {0, 1};   ///< two, or three for a box; different ones
  std::vector<std::string> class_names = {};  ///<
};

/// Rows x [n, d] in the plane, or the box, of some components, by class y [n].
plot::Figure projection(const learn::PCA& pca, const Tensor& x, const Tensor& y,
                        const ProjectionOptions& options = {});
/// The same without classes.
plot::Figure projection(const learn::PCA& pca, const Tensor& x, const ProjectionOptions& options = {});

}  // namespace gradus::view
