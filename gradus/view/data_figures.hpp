#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/plot/figure.hpp"

/// What data looks like: rows x [n, d] (or [n], one column), and their classes y [n] where there are any:
/// whole numbers. Each class has its colour and marker; `class_names` has one for each class, ascending, or
/// for each of 0, 1, ... An Error for shapes that do not fit, for numbers that are not finite, and for other
/// numbers of names.
///
///     plot::Figure figure = view::pair_plot(x, y, {.feature_names = names, .class_names = kinds});
namespace gradus::view {

struct ScatterByClassOptions {
  std::string title = {};                         ///<
  std::vector<int64_t> columns = {0, 1};          ///< of x that are shown: two, or three for a box
  std::vector<std::string> feature_names = {};    ///< of all columns of x
  std::vector<std::string> class_names = {};      ///<
  plot::Legend legend = plot::Legend::automatic;  ///<
};

/// Two or three columns of x against each other, by class.
plot::Figure scatter_by_class(const Tensor& x, const Tensor& y, const ScatterByClassOptions& options = {});
/// The same without classes.
plot::Figure scatter_by_class(const Tensor& x, const ScatterByClassOptions& options = {});
/// Into a plot of a larger figure; two columns. y may be undefined.
void scatter_by_class(plot::Axes& axes, const Tensor& x, const Tensor& y,
                      const ScatterByClassOptions& options = {});

struct DistributionsOptions {
  std::string title = {};                       ///<
  std::vector<std::string> feature_names = {};  ///<
  std::vector<std::string> class_names = {};    ///<
  bool box = false;                             ///< box plots, one for each class, in place of histograms
  int bins = 0;                                 ///< of each histogram; 0 chooses, as numpy's "auto" does
  bool density = false;                         ///< areas of 1 in place of counts: for classes of other sizes
  int across = 0;                               ///< plots side by side; 0 chooses
};

/// How the numbers of each column are distributed, by class: histograms with the same bins for all classes,
/// or box plots. An Error for more than 60 columns.
plot::Figure distributions(const Tensor& x, const Tensor& y, const DistributionsOptions& options = {});
plot::Figure distributions(const Tensor& x, const DistributionsOptions& options = {});

struct CorrelationOptions {
  std::string title = {};                       ///<
  std::vector<std::string> feature_names = {};  ///<
  bool numbers = true;                          ///< writes each value into its cell, up to 20 columns
};

/// Pearson's correlation of each pair of columns, with colours from -1 to 1; columns that do not vary leave
/// gaps. An Error for fewer than two rows or columns.
plot::Figure correlation(const Tensor& x, const CorrelationOptions& options = {});

struct PairPlotOptions {
  std::string title = {};                       ///<
  std::vector<std::string> feature_names = {};  ///<
  std::vector<std::string> class_names = {};    ///<
  bool corner = false;                          ///< the lower triangle only
  int bins = 0;                                 ///< of the histograms; 0 chooses
};

/// Each column against each other by class, with histograms on the diagonal. An Error for fewer than two
/// columns and for more than 8: choose some of them.
plot::Figure pair_plot(const Tensor& x, const Tensor& y, const PairPlotOptions& options = {});
plot::Figure pair_plot(const Tensor& x, const PairPlotOptions& options = {});

}  // namespace gradus::view
