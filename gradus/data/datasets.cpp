#include "gradus/data/datasets.hpp"

#include <fmt/format.h>

#include <utility>

#include "gradus/base/error.hpp"
#include "gradus/base/nearest.hpp"
#include "gradus/data/encoder.hpp"
#include "gradus/data/find.hpp"
#include "gradus/data/table_tensors.hpp"
#include "gradus/io/csv.hpp"
#include "gradus/io/hdf5.hpp"
#include "gradus/io/idx.hpp"
#include "gradus/io/labelled_csv.hpp"

namespace gradus::data {
namespace {

std::string shipped_file(std::string_view name, const GetOptions& options) {
  return get_dataset(name, options).front();
}

LabelledData shipped_table(std::string_view name, const GetOptions& options) {
  const io::LabelledTable table = io::read_labelled_csv(shipped_file(name, options));
  std::vector<std::string> names = feature_names(name);
  if (!std::cmp_equal(table.columns, names.size())) {
    fail(fmt::format("load_{}: the file has {} features, {} are known", name, table.columns, names.size()));
  }
  return {features(table), labels(table), std::move(names), table.class_names};
}

std::vector<std::string> numbered(int n) {
  std::vector<std::string> names;
  names.reserve(static_cast<size_t>(n));
  for (int i = 0; i < n; ++i) names.push_back(std::to_string(i));
  return names;
}

}  // namespace

std::vector<std::string> feature_names(std::string_view dataset) {
  std::vector<std::string> names;
  if (dataset == "iris") {
    return {"sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"};
  }
  if (dataset == "wine") {
    return {"alcohol",         "malic_acid",      "ash",        "alcalinity_of_ash",
            "magnesium",       "total_phenols",   "flavanoids", "nonflavanoid_phenols",
            "proanthocyanins", "color_intensity", "hue",        "od280/od315_of_diluted_wines",
            "proline"};
  }
  if (dataset == "breast_cancer") {
    const std::vector<std::string> measured{"radius",     "texture",          "perimeter", "area",
                                            "smoothness", "compactness",      "concavity", "concave points",
                                            "symmetry",   "fractal dimension"};
    names.reserve(3 * measured.size());
    for (const std::string& name : measured) names.push_back("mean " + name);
    for (const std::string& name : measured) names.push_back(name + " error");
    for (const std::string& name : measured) names.push_back("worst " + name);
    return names;
  }
  if (dataset != "digits") {
    const std::vector<std::string> known{"iris", "wine", "breast_cancer", "digits"};
    fail(fmt::format("feature_names: unknown dataset \"{}\"; {}", dataset, did_you_mean(dataset, known)));
  }
  for (int row = 0; row < 8; ++row) {
    for (int column = 0; column < 8; ++column) names.push_back(fmt::format("pixel_{}_{}", row, column));
  }
  return names;
}

LabelledData load_iris(const GetOptions& options) { return shipped_table("iris", options); }
LabelledData load_wine(const GetOptions& options) { return shipped_table("wine", options); }
LabelledData load_breast_cancer(const GetOptions& options) { return shipped_table("breast_cancer", options); }

LabelledData load_digits(const GetOptions& options) {
  const io::Table table = io::read_csv(shipped_file("digits", options), {.header = false});
  LabelledData data;
  std::vector<std::string> columns = table.column_names();
  const std::string label = columns.back();
  columns.pop_back();
  data.x = to_tensor(table, columns);
  data.y = to_tensor(table, {label}).reshape({-1}).to(DType::int64);
  data.feature_names = feature_names("digits");
  data.class_names = numbered(10);
  return data;
}

LabelledData load_advertising(const GetOptions& options) {
  const io::Table table = io::read_csv(get_dataset("advertising", options).front());
  const std::vector<std::string> names{"TV", "radio", "newspaper"};
  return {to_tensor(table, names), to_tensor(table, {"sales"}).reshape({-1}), names};
}

LabelledData load_spiral(const GetOptions& options) {
  const io::Table table = io::read_csv(get_dataset("spiral", options).front());
  const std::vector<std::string> names{"X1", "X2"};
  LabelEncoder encoder;
  const Tensor y = encoder.fit_transform(table.texts("color"));
  return {to_tensor(table, names), y, names, encoder.classes()};
}

namespace {

/// One part: pictures of 28 x 28 and as many labels.
void load_part(const std::string& pictures, const std::string& labels_file, Tensor& x, Tensor& y) {
  x = io::load_idx(pictures);
  const Tensor classes = io::load_idx(labels_file);
  if (x.dtype() != DType::uint8 || x.dim() != 3 || x.size(0) == 0 || x.size(1) != 28 || x.size(2) != 28) {
    fail(fmt::format("load_mnist: {} should hold uint8 pictures of 28 x 28, it holds {} {}", pictures,
                     gradus::name(x.dtype()), to_string(x.shape())));
  }
  if (classes.dtype() != DType::uint8 || classes.shape() != Shape{x.size(0)}) {
    fail(fmt::format("load_mnist: {} should hold {} labels, it holds {} {}", labels_file, x.size(0),
                     gradus::name(classes.dtype()), to_string(classes.shape())));
  }
  y = classes.to(DType::int64);
}

PictureData mnist_like(std::string_view name, const GetOptions& options) {
  const std::vector<std::string> files = get_dataset(name, options);
  PictureData data;
  load_part(files[0], files[1], data.x_train, data.y_train);
  load_part(files[2], files[3], data.x_test, data.y_test);
  return data;
}

/// One file of the cats: pictures, labels, and the names of both classes.
std::vector<std::string> load_cats_file(const std::string& path, const std::string& part, Tensor& x,
                                        Tensor& y) {
  const io::Hdf5 file = io::load_hdf5(path);
  const auto pictures = file.arrays.find(part + "_set_x"), classes = file.arrays.find(part + "_set_y");
  const auto names = file.texts.find("list_classes");
  if (pictures == file.arrays.end() || classes == file.arrays.end() || names == file.texts.end()) {
    fail(fmt::format("load_cats: {} should hold {}_set_x, {}_set_y and list_classes", path, part, part));
  }
  x = pictures->second;
  y = classes->second.to(DType::int64);
  const bool fits = x.dtype() == DType::uint8 && x.dim() == 4 && y.shape() == Shape{x.size(0)};
  if (!fits) {
    fail(fmt::format("load_cats: {} should hold uint8 pictures and a label for each, it holds {} {} and {}",
                     path, gradus::name(x.dtype()), to_string(x.shape()), to_string(y.shape())));
  }
  return names->second;
}

}  // namespace

PictureData load_cats(const GetOptions& options) {
  const std::vector<std::string> files = get_dataset("cats", options);
  PictureData data;
  data.class_names = load_cats_file(files[0], "train", data.x_train, data.y_train);
  load_cats_file(files[1], "test", data.x_test, data.y_test);
  return data;
}

PictureData load_mnist(const GetOptions& options) {
  PictureData data = mnist_like("mnist", options);
  data.class_names = numbered(10);
  return data;
}

PictureData load_fashion_mnist(const GetOptions& options) {
  PictureData data = mnist_like("fashion-mnist", options);
  data.class_names = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                      "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};
  return data;
}

}  // namespace gradus::data
