#include "gradus/data/catalogue.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <filesystem>

#include "gradus/base/error.hpp"
#include "gradus/base/nearest.hpp"
#include "gradus/data/find.hpp"
#include "gradus/io/download.hpp"

namespace gradus::data {
namespace {

/// The four files of MNIST and of what looks like it.
std::vector<KnownFile> idx_files(const std::array<KnownFile, 4>& files) {
  return {files.begin(), files.end()};
}

std::vector<KnownDataset> catalogue() {
  return {
      {"advertising",
       "200 markets: money spent on TV, radio and newspaper advertising, and sales",
       "G. James, D. Witten, T. Hastie, R. Tibshirani, An Introduction to Statistical Learning; "
       "https://www.statlearning.com",
       {{"advertising.csv", 4756, "4efa749627f6e438dcd4cdde86010b7a6f450c4960991a69f4623ee21e621870",
         "Advertising.csv"}},
       {"https://www.statlearning.com/s/",
        "https://raw.githubusercontent.com/hardikkamboj/An-Introduction-to-Statistical-Learning/master/data/",
        "https://cdn.jsdelivr.net/gh/hardikkamboj/An-Introduction-to-Statistical-Learning@master/data/"}},
      {"breast_cancer",
       "569 samples of tissue: 30 measurements of cell nuclei, malignant or benign",
       "W. H. Wolberg, W. N. Street, O. L. Mangasarian, 1993; https://doi.org/10.24432/C5DW2B",
       {{"breast_cancer.csv", 119913}},
       {}},
      {"cats",
       "209 + 50 pictures of 64 x 64 colour pixels: cat or not",
       "the course Neural Networks and Deep Learning; https://www.deeplearning.ai",
       {{"catvnoncat/train_catvnoncat.h5", 2572022,
         "fbe56ab67c3ae28d564e3a644189117976d6b31af0a3ce9bb17dbf22908af242", "train_catvnoncat.h5"},
        {"catvnoncat/test_catvnoncat.h5", 616958,
         "6a9d39ce52fa85953c5834695b8534a30ed8cfd54971fb2f080b5a24d002b951", "test_catvnoncat.h5"}},
       {"https://raw.githubusercontent.com/rvarun7777/Deep_Learning/master/"
        "Neural%20Networks%20and%20Deep%20Learning/Week%202/"
        "Logistic%20Regression%20as%20a%20Neural%20Network/datasets/",
        "https://raw.githubusercontent.com/ramakris/coursera-deeplearning/"
        "b1c8f954b5711f918c75f764138837bbe1b3f7fc/datasets/",
        "https://cdn.jsdelivr.net/gh/Hiren2002/Logistic-Regression@"
        "5aa70859e5a6890e07d9a4c3294e8adb4b6a033f/datasets/"}},
      {"digits",
       "1797 pictures of 8 x 8 grey pixels: handwritten digits",
       "E. Alpaydin, C. Kaynak, 1998; https://doi.org/10.24432/C50P49",
       {{"digits.csv.gz", 57512}},
       {}},
      {"fashion-mnist",
       "60,000 + 10,000 pictures of 28 x 28 grey pixels: ten kinds of clothes",
       "H. Xiao, K. Rasul, R. Vollgraf, 2017; https://github.com/zalandoresearch/fashion-mnist",
       idx_files({{{"fashion-mnist/train-images-idx3-ubyte.gz", 26421880,
                    "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
                    "train-images-idx3-ubyte.gz"},
                   {"fashion-mnist/train-labels-idx1-ubyte.gz", 29515,
                    "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
                    "train-labels-idx1-ubyte.gz"},
                   {"fashion-mnist/t10k-images-idx3-ubyte.gz", 4422102,
                    "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
                    "t10k-images-idx3-ubyte.gz"},
                   {"fashion-mnist/t10k-labels-idx1-ubyte.gz", 5148,
                    "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
                    "t10k-labels-idx1-ubyte.gz"}}}),
       {"http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"}},
      {"iris",
       "150 flowers: length and width of sepals and petals, three species",
       "R. A. Fisher, 1936; https://doi.org/10.24432/C56C76",
       {{"iris.csv", 2734}},
       {}},
      {"mnist",
       "60,000 + 10,000 pictures of 28 x 28 grey pixels: handwritten digits",
       "Y. LeCun, C. Cortes, C. J. C. Burges; http://yann.lecun.com/exdb/mnist",
       idx_files({{{"mnist/train-images-idx3-ubyte.gz", 9912422,
                    "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
                    "train-images-idx3-ubyte.gz"},
                   {"mnist/train-labels-idx1-ubyte.gz", 28881,
                    "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
                    "train-labels-idx1-ubyte.gz"},
                   {"mnist/t10k-images-idx3-ubyte.gz", 1648877,
                    "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
                    "t10k-images-idx3-ubyte.gz"},
                   {"mnist/t10k-labels-idx1-ubyte.gz", 4542,
                    "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
                    "t10k-labels-idx1-ubyte.gz"}}}),
       {"https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/", "http://yann.lecun.com/exdb/mnist/"}},
      {"spiral",
       "1500 points of the plane in three arms that wind around each other",
       "G. Mohandas, Made With ML; https://github.com/GokuMohandas/Made-With-ML",
       {{"spiral.csv", 64482, "9376dbfd1314a219cb32416e09594fd7ae56f1c6d5014926f750bb5a80169f81",
         "spiral.csv"}},
       {"https://raw.githubusercontent.com/GokuMohandas/Made-With-ML/"
        "07389b7750ba14336fdaef89eaf1babbbee0a3d7/datasets/",
        "https://cdn.jsdelivr.net/gh/GokuMohandas/Made-With-ML@07389b7750ba14336fdaef89eaf1babbbee0a3d7/"
        "datasets/"}},
      {"wine",
       "178 wines of three growers: 13 chemical measurements",
       "M. Forina and others, 1988; https://doi.org/10.24432/C5PC7J",
       {{"wine_data.csv", 11157}},
       {}},
  };
}

/// Where downloads are kept.
std::string keeping_folder(const GetOptions& options) {
  if (!options.directory.empty()) return options.directory;
  for (const Place& place : places()) {
    if (place.origin == Origin::cache) return place.directory;
  }
  fail("get_dataset: there is no cache folder, neither $XDG_CACHE_HOME nor $HOME is set; name a folder");
}

/// Looks in the folder that downloads shall go to as well, which need not exist yet.
FindOptions places_of(const GetOptions& options) {
  std::error_code error;
  const bool there = std::filesystem::is_directory(options.directory, error);
  return {.directory = there || !options.download ? options.directory : ""};
}

std::string path_of(const KnownDataset& dataset, const KnownFile& file, const GetOptions& options) {
  const std::string name(file.path);
  if (const auto found = try_find(name, places_of(options))) return found->path;
  if (dataset.shipped() || !options.download) return find(name, places_of(options)).path;
  const std::string path = (std::filesystem::path(keeping_folder(options)) / name).string();
  io::DownloadOptions wanted{.sha256 = std::string(file.sha256), .bytes = file.bytes};
  if (options.progress) {
    wanted.progress = [&](int64_t done, int64_t total) { options.progress(file, done, total); };
  }
  io::download(addresses_of(dataset, file), path, wanted);
  return path;
}

}  // namespace

std::span<const KnownDataset> known_datasets() {
  static const std::vector<KnownDataset> datasets = catalogue();
  return datasets;
}

const KnownDataset& known_dataset(std::string_view name) {
  std::vector<std::string> names;
  for (const KnownDataset& dataset : known_datasets()) {
    if (dataset.name == name) return dataset;
    names.emplace_back(dataset.name);
  }
  fail(fmt::format("known_dataset: there is no dataset \"{}\"; {}", name, did_you_mean(name, names)));
}

std::vector<std::string> addresses_of(const KnownDataset& dataset, const KnownFile& file) {
  std::vector<std::string> addresses;
  if (dataset.shipped()) return addresses;
  if (const char* mirror = std::getenv("GRADUS_DATA_MIRROR"); mirror != nullptr && *mirror != '\0') {
    const std::string folder = mirror;
    addresses.push_back(fmt::format("{}{}{}", folder, folder.ends_with('/') ? "" : "/", file.path));
  }
  for (const std::string_view folder : dataset.addresses) {
    addresses.push_back(fmt::format("{}{}", folder, file.remote));
  }
  return addresses;
}

std::vector<std::string> get_dataset(std::string_view name, const GetOptions& options) {
  const KnownDataset& dataset = known_dataset(name);
  std::vector<std::string> paths;
  for (const KnownFile& file : dataset.files) paths.push_back(path_of(dataset, file, options));
  return paths;
}

}  // namespace gradus::data
