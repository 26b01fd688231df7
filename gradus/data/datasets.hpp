#pragma once

#include <string>
#include <vector>

#include "gradus/core/tensor/tensor.hpp"
#include "gradus/data/catalogue.hpp"

/// Known datasets as tensors. Those that are not shipped are downloaded at the first use (get_dataset()).
namespace gradus::data {

/// A table: x [n, d] of float64, and y [n], classes as int64 or values as float64.
struct LabelledData {
  Tensor x;
  Tensor y;
  std::vector<std::string> feature_names = {};  ///< of each column of x, as in scikit-learn
  std::vector<std::string> class_names = {};    ///< by label; empty where y holds values
};

/// The names of a shipped table's features ("iris", "wine", "breast_cancer", "digits"), as in scikit-learn;
/// an Error for other names.
std::vector<std::string> feature_names(std::string_view dataset);

/// The tables that come with gradus, unless a file of that name lies in a place that is looked in first
/// (find()); names are scikit-learn's.
///
///     auto [x, y, features, classes] = data::load_iris();
LabelledData load_iris(const GetOptions& options = {});
LabelledData load_wine(const GetOptions& options = {});
LabelledData load_breast_cancer(const GetOptions& options = {});
/// 8 x 8 grey values of 0 to 16 in 64 columns.
LabelledData load_digits(const GetOptions& options = {});

/// Sales by spending on TV, radio and newspaper: x [200, 3], y [200].
LabelledData load_advertising(const GetOptions& options = {});
/// Three arms: x [1500, 2], classes c1, c2, c3.
LabelledData load_spiral(const GetOptions& options = {});

/// Pictures in two parts, uint8, and the class of each, int64 [n].
struct PictureData {
  Tensor x_train;
  Tensor y_train;
  Tensor x_test;
  Tensor y_test;
  std::vector<std::string> class_names = {};
};

/// Handwritten digits: pictures [60000, 28, 28] and [10000, 28, 28]. An Error for files of other sizes.
///
///     const data::PictureData digits = data::load_mnist();
///     data::DataLoader loader(data::TensorDataset(digits.x_train, digits.y_train),
///                             {.batch_size = 128, .shuffle = true});
PictureData load_mnist(const GetOptions& options = {});
/// Ten kinds of clothes in the same sizes.
PictureData load_fashion_mnist(const GetOptions& options = {});
/// Cat (1) or not (0): colour pictures [209, 64, 64, 3] and [50, 64, 64, 3]; needs the HDF5 library.
PictureData load_cats(const GetOptions& options = {});

}  // namespace gradus::data
