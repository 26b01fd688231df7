#include "gradus/data/catalogue.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <set>

#include "environment.hpp"
#include "gradus/base/file.hpp"
#include "gradus/data/datasets.hpp"
#include "gradus/data/find.hpp"
#include "gradus/io/download.hpp"
#include "gradus/io/hdf5.hpp"
#include "support.hpp"
#include "tests/io/http_server.hpp"

namespace gradus::data {
namespace {

namespace fs = std::filesystem;

TEST(Catalogue, IsInOrderAndWhole) {
  std::string before;
  for (const KnownDataset& dataset : known_datasets()) {
    EXPECT_LT(before, dataset.name);
    before = dataset.name;
    EXPECT_FALSE(dataset.files.empty());
    EXPECT_GE(dataset.addresses.size(), dataset.shipped() ? 0u : 2u) << dataset.name;
    for (const KnownFile& file : dataset.files) {
      EXPECT_GT(file.bytes, 0) << file.path;
      EXPECT_EQ(file.sha256.size(), dataset.shipped() ? 0u : 64u) << file.path;
      for (const std::string& address : addresses_of(dataset, file)) {
        EXPECT_TRUE(address.starts_with("http") && address.ends_with(file.remote)) << address;
        EXPECT_EQ(address.find("//", 8), std::string::npos) << address;
      }
    }
  }
  EXPECT_EQ(message_of([] { known_dataset("mnits"); }),
            "known_dataset: there is no dataset \"mnits\"; did you mean \"mnist\"?");
}

/// The shipped tables, and nothing else.
class ShippedData : public testing::Test {
  const Environment data_{"GRADUS_DATA", GRADUS_TABLES_DIR};
};

TEST_F(ShippedData, HasTheSizesThatAreSaid) {
  for (const KnownDataset& dataset : known_datasets()) {
    if (!dataset.shipped()) continue;
    const std::vector<std::string> paths = get_dataset(dataset.name);
    for (size_t i = 0; i < paths.size(); ++i) {
      EXPECT_EQ(static_cast<int64_t>(fs::file_size(paths[i])), dataset.files[i].bytes) << paths[i];
    }
  }
}

TEST_F(ShippedData, ComesWithNames) {
  const LabelledData iris = load_iris(), wine = load_wine(), cancer = load_breast_cancer(),
                     digits = load_digits();
  for (const LabelledData& data : {iris, wine, cancer, digits}) {
    EXPECT_EQ(data.x.size(1), static_cast<int64_t>(data.feature_names.size()));
    EXPECT_EQ(data.y.shape(), (Shape{data.x.size(0)}));
    EXPECT_EQ(data.y.dtype(), DType::int64);
    EXPECT_EQ(data.x.dtype(), DType::float64);
    const std::vector<int64_t> y = data.y.to_vector<int64_t>();
    EXPECT_EQ(std::set<int64_t>(y.begin(), y.end()).size(), data.class_names.size());
  }
  EXPECT_EQ(iris.x[0].to_vector(), (std::vector<double>{5.1, 3.5, 1.4, 0.2}));
  EXPECT_EQ(iris.feature_names[3], "petal width (cm)");
  EXPECT_EQ(wine.x.shape(), (Shape{178, 13}));
  EXPECT_EQ(cancer.feature_names[10], "radius error");
  EXPECT_EQ(cancer.class_names, (std::vector<std::string>{"malignant", "benign"}));
  EXPECT_EQ(digits.x.shape(), (Shape{1797, 64}));
  EXPECT_EQ(digits.feature_names[9], "pixel_1_1");
  EXPECT_EQ(digits.y.slice(0, 0, 4).to_vector<int64_t>(), (std::vector<int64_t>{0, 1, 2, 3}));
}

/// What $GRADUS_DATA holds of the datasets that are not shipped.
class DownloadedData : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::getenv("GRADUS_DATA")) GTEST_SKIP() << "GRADUS_DATA names no folder with the datasets";
  }
};

TEST_F(DownloadedData, TablesAreTensors) {
  const LabelledData advertising = load_advertising({.download = false});
  EXPECT_EQ(advertising.x.shape(), (Shape{200, 3}));
  EXPECT_EQ(advertising.x[0].to_vector(), (std::vector<double>{230.1, 37.8, 69.2}));
  EXPECT_EQ(advertising.y[0].item(), 22.1);
  const LabelledData spiral = load_spiral({.download = false});
  EXPECT_EQ(spiral.x.shape(), (Shape{1500, 2}));
  EXPECT_EQ(spiral.class_names, (std::vector<std::string>{"c1", "c2", "c3"}));
  EXPECT_EQ(spiral.y.sum().item<int64_t>(), 1500);
}

TEST_F(DownloadedData, PicturesAreTensors) {
  const PictureData mnist = load_mnist({.download = false});
  EXPECT_EQ(mnist.x_train.shape(), (Shape{60000, 28, 28}));
  EXPECT_EQ(mnist.x_test.shape(), (Shape{10000, 28, 28}));
  EXPECT_EQ(mnist.y_train.slice(0, 0, 5).to_vector<int64_t>(), (std::vector<int64_t>{5, 0, 4, 1, 9}));
  EXPECT_EQ(mnist.y_test.slice(0, 0, 5).to_vector<int64_t>(), (std::vector<int64_t>{7, 2, 1, 0, 4}));
  EXPECT_EQ(mnist.class_names.back(), "9");
}

TEST_F(DownloadedData, CatsAreTensors) {
  if (!io::has_hdf5()) GTEST_SKIP() << "this build was made without HDF5";
  const PictureData cats = load_cats({.download = false});
  EXPECT_EQ(cats.x_train.shape(), (Shape{209, 64, 64, 3}));
  EXPECT_EQ(cats.x_test.shape(), (Shape{50, 64, 64, 3}));
  EXPECT_EQ(cats.y_train.sum().item<int64_t>(), 72);
  EXPECT_EQ(cats.y_test.sum().item<int64_t>(), 33);
  EXPECT_EQ(cats.class_names, (std::vector<std::string>{"non-cat", "cat"}));
}

class Mirror : public testing::Test {
 protected:
  Mirror() { fs::create_directories(root_); }
  ~Mirror() override { fs::remove_all(root_); }
  void SetUp() override {
    if (!io::can_download()) GTEST_SKIP() << "this build was made without libcurl";
  }
  std::string at(const std::string& name) const { return (root_ / name).string(); }

  const std::string original_ = std::getenv("GRADUS_DATA") ? std::getenv("GRADUS_DATA") : "";
  fs::path root_ = fs::path(testing::TempDir()) / ("gradus_mirror_" + std::to_string(getpid()));
  const Environment data_{"GRADUS_DATA", ""}, cache_{"XDG_CACHE_HOME", at("cache")},
      share_{"GRADUS_SHARE", at("none")};
  const Environment direct_{"no_proxy", "127.0.0.1"};
};

TEST_F(Mirror, IsTriedFirst) {
  const Environment mirror("GRADUS_DATA_MIRROR", "http://127.0.0.1/data");
  const KnownDataset& cats = known_dataset("cats");
  const std::vector<std::string> addresses = addresses_of(cats, cats.files.at(0));
  EXPECT_EQ(addresses.at(0), "http://127.0.0.1/data/catvnoncat/train_catvnoncat.h5");
  EXPECT_EQ(addresses.size(), cats.addresses.size() + 1);
}

TEST_F(Mirror, GivesWhatTheCacheThenHas) {
  if (original_.empty()) GTEST_SKIP() << "GRADUS_DATA names no folder with the datasets";
  test::HttpServer server([&](const test::HttpRequest& request) {
    return test::HttpResponse{.body = read_file("test", original_ + request.path)};
  });
  const Environment mirror("GRADUS_DATA_MIRROR", server.address("/"));
  int64_t told = 0;
  GetOptions options;
  options.progress = [&](const KnownFile& file, int64_t done, int64_t total) {
    EXPECT_EQ(file.path, "spiral.csv");
    EXPECT_EQ(total, 64482);
    told = done;
  };
  EXPECT_EQ(get_dataset("spiral", options), (std::vector<std::string>{at("cache/gradus/spiral.csv")}));
  EXPECT_EQ(told, 64482);
  EXPECT_EQ(load_spiral().x.shape(), (Shape{1500, 2}));
  EXPECT_EQ(find("spiral.csv").origin, Origin::cache);
  EXPECT_EQ(server.requests(), (std::vector<std::string>{"/spiral.csv"}));
  EXPECT_EQ(get_dataset("advertising", {.directory = at("new/folder")}),
            (std::vector<std::string>{at("new/folder/advertising.csv")}));
  EXPECT_EQ(load_advertising({.directory = at("new/folder")}).x.shape(), (Shape{200, 3}));
}

TEST_F(Mirror, ACacheThatCannotBeWrittenIsNamed) {
  const Environment mirror("GRADUS_DATA_MIRROR", "http://127.0.0.1:9/");
  write_file("test", at("occupied"), "a file, not a folder");
  const Environment cache("XDG_CACHE_HOME", at("occupied"));
  EXPECT_EQ(message_of([] { get_dataset("spiral"); }),
            "download: cannot make the folder " + at("occupied/gradus") + ": Not a directory");
}

TEST_F(Mirror, NothingIsDownloadedWithoutBeingAsked) {
  EXPECT_EQ(message_of([&] { get_dataset("spiral", {.download = false}); }),
            "find: spiral.csv was not found; looked in " + at("cache/gradus") + ", " + at("none/data") +
                "; name its folder with --data or $GRADUS_DATA");
  EXPECT_FALSE(fs::exists(at("cache")));
  const Environment no_home("HOME", ""), no_cache("XDG_CACHE_HOME", "");
  EXPECT_EQ(message_of([&] { get_dataset("spiral"); }),
            "get_dataset: there is no cache folder, neither $XDG_CACHE_HOME nor $HOME is set; name a folder");
}

}  // namespace
}  // namespace gradus::data
