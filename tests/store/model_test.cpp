// Model folders: kept and found again with every bit, to PyTorch and back, and folders that are broken.
#include "gradus/store/model.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "gradus/base/random/generator.hpp"
#include "gradus/base/sha256.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/data/column_transformer.hpp"
#include "gradus/data/scaler.hpp"
#include "gradus/io/safetensors.hpp"
#include "gradus/nn/layers.hpp"
#include "gradus/nn/registry.hpp"
#include "gradus/store/new_folder.hpp"
#include "tests/scratch.hpp"

namespace gradus::store {
namespace {

namespace fs = std::filesystem;
using Doubles = std::vector<double>;
using Texts = std::vector<std::string>;

const std::string golden_folder = GRADUS_GOLDEN_DIR "/store";

class ModelFolder : public Scratch {
 protected:
  /// A copy of the golden folder, to be damaged.
  std::string copy() const {
    const std::string to = path("copy");
    fs::remove_all(to);
    fs::copy(golden_folder + "/made", to);
    return to;
  }
  void replace(const std::string& file, const std::string& from, const std::string& to) const {
    std::string text = read_file("test", file);
    const size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    write_file("test", file, text);
  }
};

nn::Sequential net() {
  return nn::Sequential{nn::Conv2d(1, 3, 3, {.padding = 1}),
                        nn::BatchNorm2d(3),
                        nn::ReLU(),
                        nn::MaxPool2d(2),
                        nn::Flatten(),
                        nn::Linear(12, 4)};
}

Tensor pictures() {
  std::vector<float> values;
  for (int i = 0; i < 32; ++i) values.push_back(static_cast<float>(i) / 16 - 1);
  return from_data(values, {2, 1, 4, 4});
}

nn::Sequential trained() {
  manual_seed(3);
  nn::Sequential model = net();
  model(pictures());  // moves the running statistics
  return model;
}

const io::Table people({{"age", Doubles{31, std::nan(""), 25}}, {"color", Texts{"red", "", "blue"}}},
                       "people.csv");

data::ColumnTransformer prepared() {
  data::ColumnTransformer prepare = data::table_preparation();
  prepare.fit(people);
  return prepare;
}

void save_people(const std::string& folder, bool overwrite = false) {
  manual_seed(1);
  const auto prepare = prepared();
  const nn::Sequential model{nn::Linear(3, 2), nn::Softmax(1)};
  save_model(folder, model,
             {.preparation = &prepare,
              .class_names = {"no", "yes"},
              .target = "answer",
              .notes = Value(Value::Dict{{"task", "classification"}, {"accuracy", 0.1}}),
              .overwrite = overwrite});
}

void expect_near(const Tensor& found, const nlohmann::json& rows) {
  const auto values = found.to_vector();
  size_t i = 0;
  for (const auto& row : rows) {
    for (double wanted : row) EXPECT_NEAR(values.at(i++), wanted, 1e-6);
  }
  EXPECT_EQ(i, values.size());
}

nlohmann::json outputs() { return nlohmann::json::parse(read_file("test", golden_folder + "/outputs.json")); }

// --- Kept and found again.

TEST_F(ModelFolder, HoldsAllThatIsNeededToPredict) {
  save_people(path("m"));
  const LoadedModel model = load_model(path("m"));
  EXPECT_FALSE(model.network->is_training());
  EXPECT_EQ(model.feature_names, (Texts{"age", "color_blue", "color_red"}));
  EXPECT_EQ(model.class_names, (Texts{"no", "yes"}));
  EXPECT_EQ(model.target, "answer");
  EXPECT_EQ(model.notes.at("accuracy", "notes").number("accuracy"), 0.1);
  manual_seed(1);
  nn::Sequential twin{nn::Linear(3, 2), nn::Softmax(1)};
  const Tensor expected = twin(prepared().transform(people).to(float32));
  const Tensor found = model(people);
  EXPECT_EQ(found.to_vector(), expected.to_vector());
  EXPECT_FALSE(found.requires_grad());
  const io::Table renamed({{"aged", Doubles{1}}, {"color", Texts{"red"}}}, "new.csv");
  EXPECT_EQ(
      message_of([&] { model(renamed); }),
      "ColumnTransformer.transform: new.csv lacks a column that fit() learned from: \"age\"; did you mean "
      "\"aged\"?");
  EXPECT_EQ(names(), 1);
}

TEST_F(ModelFolder, KeepsTypesBuffersAndWhatIsFrozen) {
  nn::Sequential model = trained();
  model.to(float64);
  model.get<nn::Linear>(5).weight().requires_grad_(false);
  save_model(path("m"), model);
  const LoadedModel loaded = load_model(path("m"));
  const StateDict a = model.state_dict(), b = loaded.network->state_dict();
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].name, b[i].name);
    EXPECT_EQ(a[i].tensor.dtype(), b[i].tensor.dtype()) << a[i].name;
    EXPECT_EQ(a[i].tensor.to_vector(), b[i].tensor.to_vector()) << a[i].name;
  }
  EXPECT_FALSE(loaded.network->parameters()[4].requires_grad());
  EXPECT_TRUE(loaded.network->parameters()[5].requires_grad());
  EXPECT_EQ(loaded.preparation, nullptr);
  EXPECT_EQ(message_of([&] { loaded(people); }),
            "LoadedModel: the folder holds no preparation that turns a table into numbers; give it a tensor");
}

struct Doubled : nn::Layer {
  nn::Linear& inner = add<nn::Linear>("inner", 2, 2);
  Tensor forward(const Tensor& x) override { return inner(x) + inner(x); }
};

TEST_F(ModelFolder, TakesTypesOfAUsersOwn) {
  const Doubled model;
  EXPECT_EQ(message_of([&] { save_model(path("m"), model); }),
            "describe: Doubled is of a type that is not registered; call "
            "nn::register_layer<Doubled>(\"Doubled\") once");
  EXPECT_EQ(names(), 0);
  nn::register_layer<Doubled>("Doubled");
  save_model(path("m"), model);
  EXPECT_EQ(to_string(*load_model(path("m")).network), to_string(model));
}

TEST_F(ModelFolder, HoldsOtherKinds) {
  const FolderContent content{.kind = "learner",
                              .architecture = Value(Value::Dict{{"type", "KMeans"}, {"n_clusters", 2}}),
                              .weights = {{"cluster_centers", tensor({{1.0, 2.0}}, {.dtype = float64})}}};
  write_folder(path("m"), content);
  const FolderContent found = read_folder(path("m"));
  EXPECT_EQ(found.kind, "learner");
  EXPECT_EQ(found.architecture, content.architecture);
  EXPECT_EQ(found.weights.front().tensor.to_vector(), (Doubles{1, 2}));
  EXPECT_EQ(message_of([&] { load_model(path("m")); }),
            "load_model: " + path("m") + ": the folder holds a learner, not a network");
}

// --- To PyTorch and back.

TEST_F(ModelFolder, TakesAStateDictOfPyTorch) {
  nn::Sequential model = net();
  model.load_state_dict(io::load_safetensors(golden_folder + "/torch.safetensors").state_dict());
  model.eval();
  expect_near(model(pictures()).detach(), outputs().at("torch"));
}

TEST_F(ModelFolder, GivesPyTorchTheSameModel) {
  const LoadedModel model = load_model(golden_folder + "/made");
  EXPECT_EQ(to_string(*model.network), outputs().at("text").get<std::string>())
      << "as PyTorch prints its own";
  expect_near(model(pictures()), outputs().at("made"));
  save_model(path("m"), trained());
  for (const char* file : {"architecture.json", "weights.safetensors"}) {
    EXPECT_EQ(read_file("test", path("m/") + file), read_file("test", golden_folder + "/made/" + file))
        << file;
  }
}

TEST_F(ModelFolder, DISABLED_WritesTheGoldenFolder) {
  save_model(golden_folder + "/made", trained(), {.overwrite = true});
}

// --- Broken folders.

TEST_F(ModelFolder, SaysWhichFileIsMissing) {
  EXPECT_EQ(message_of([&] { load_model(path("none")); }),
            "read_folder: " + path("none") + ": there is no such folder");
  for (const char* file : {"architecture.json", "weights.safetensors", "model.json"}) {
    const std::string folder = copy();
    fs::remove(folder + "/" + file);
    EXPECT_EQ(message_of([&] { load_model(folder); }),
              "read_folder: " + folder + ": " + file + " is missing");
  }
  const std::string folder = copy();
  fs::remove(folder + "/manifest.json");
  EXPECT_EQ(message_of([&] { load_model(folder); }),
            "read_folder: " + folder + ": this is no model folder: manifest.json is missing");
}

TEST_F(ModelFolder, SaysWhichFileWasChanged) {
  for (const char* file : {"architecture.json", "weights.safetensors", "model.json"}) {
    const std::string folder = copy();
    std::string bytes = read_file("test", folder + "/" + file);
    const auto size = std::to_string(bytes.size());
    const std::string before = sha256(bytes);
    bytes.back() ^= 1;
    write_file("test", folder + "/" + file, bytes);
    EXPECT_EQ(message_of([&] { load_model(folder); }),
              "read_folder: " + folder + ": " + file + " was changed since it was written: its SHA-256 is " +
                  sha256(bytes) + " instead of " + before);
    bytes.pop_back();
    write_file("test", folder + "/" + file, bytes);
    EXPECT_EQ(message_of([&] { load_model(folder); }),
              "read_folder: " + folder + ": " + file + " was changed since it was written: it has " +
                  std::to_string(bytes.size()) + " bytes instead of " + size);
  }
}

TEST_F(ModelFolder, SaysThatItIsOfAnotherVersionOrFormat) {
  const std::string folder = copy();
  const std::string manifest = folder + "/manifest.json";
  replace(manifest, "\"version\": 1", "\"version\": 2");
  EXPECT_TRUE(message_of([&] {
                load_model(folder);
              }).starts_with("read_folder: " + folder + ": it is of version 2, written by gradus "));
  replace(manifest, "\"version\": 2", "\"version\": \"two\"");
  EXPECT_EQ(message_of([&] { load_model(folder); }),
            manifest + ": version: a whole number is needed, got \"two\"");
  replace(manifest, "gradus model", "gadus model");
  EXPECT_EQ(
      message_of([&] { load_model(folder); }),
      "read_folder: " + folder + ": this is no model folder: manifest.json does not say \"gradus model\"");
  write_file("test", manifest, "{");
  EXPECT_TRUE(message_of([&] { load_model(folder); }).starts_with(manifest + ": not JSON at byte "));
  copy();
  replace(manifest, "\"model.json\"", "\"../model.json\"");
  EXPECT_EQ(message_of([&] { load_model(folder); }),
            "read_folder: " + folder + ": manifest.json does not list model.json");
}

/// Rewrites a folder with another architecture, its sums right.
TEST_F(ModelFolder, SaysWhereTheModelDoesNotFit) {
  FolderContent content = read_folder(golden_folder + "/made");
  const StateDict weights = content.weights;
  content.weights.pop_back();
  write_folder(path("a"), content);
  EXPECT_TRUE(message_of([&] {
                load_model(path("a"));
              }).starts_with("load_model: " + path("a") + ": load_state_dict: "))
      << message_of([&] { load_model(path("a")); });
  content.weights = weights;
  content.architecture = Value(
      Value::Dict{{"model", Value(Value::Dict{{"type", "Strange"}})}, {"frozen", Value(Value::List{})}});
  write_folder(path("b"), content);
  EXPECT_TRUE(
      message_of([&] {
        load_model(path("b"));
      }).starts_with("load_model: " + path("b") + ": architecture.json: there is no layer type \"Strange\""));
}

// --- Written whole or not at all.

TEST_F(ModelFolder, ReplacesOnlyModelFoldersAndOnlyWhenAsked) {
  save_people(path("m"));
  const std::string before = read_file("test", path("m/manifest.json"));
  EXPECT_EQ(message_of([&] { save_model(path("m"), trained()); }),
            "write_folder: " + path("m") + " is there already; ask to overwrite it");
  EXPECT_EQ(read_file("test", path("m/manifest.json")), before);
  save_model(path("m/"), trained(), {.overwrite = true, .durability = Durability::of_power});
  EXPECT_EQ(load_model(path("m")).network->parameters().size(), 6u);
  EXPECT_FALSE(fs::exists(path("m/preparation.json")));
  write_file("test", path("m/notes.txt"), "mine");
  EXPECT_EQ(message_of([&] { save_people(path("m"), true); }),
            "write_folder: " + path("m") +
                " holds notes.txt, which is no part of the model; move it elsewhere first");
  EXPECT_EQ(read_file("test", path("m/notes.txt")), "mine");
  fs::remove(path("m/notes.txt"));
  fs::create_directory_symlink(path("m"), path("link"));
  save_people(path("link"), true);
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(load_model(path("m")).class_names.size(), 2u);

  fs::create_directory(path("photos"));
  write_file("test", path("photos/a"), "b");
  write_file("test", path("file"), "c");
  for (const char* manifest : {"{\"name\": \"viewer of a gradus model\"}", "a gradus model?"}) {
    fs::create_directory(path("viewer"));
    write_file("test", path("viewer/manifest.json"), manifest);
    EXPECT_EQ(message_of([&] { save_model(path("viewer"), trained(), {.overwrite = true}); }),
              "write_folder: " + path("viewer") +
                  " is there already and is no model folder, so it is left as it is");
    EXPECT_EQ(read_file("test", path("viewer/manifest.json")), manifest);
  }
  for (const char* place : {"photos", "file"}) {
    EXPECT_EQ(
        message_of([&] { save_model(path(place), trained(), {.overwrite = true}); }),
        "write_folder: " + path(place) + " is there already and is no model folder, so it is left as it is");
  }
  EXPECT_EQ(read_file("test", path("photos/a")), "b");
  EXPECT_EQ(names(), 5);
}

TEST_F(ModelFolder, LeavesNothingWhenItCannotBeWritten) {
  EXPECT_EQ(message_of([&] { save_people(path("none/m")); }),
            "write_folder: cannot write " + path("none/m") + ": No such file or directory");
  // What cannot be written is said before the work.
  EXPECT_EQ(message_of([&] { check_place(path("none/m/"), true); }),
            "write_folder: cannot write " + path("none/m/") + ": No such file or directory");
  check_place(path("m"), false);
  EXPECT_EQ(message_of([&] { save_people(""); }), "write_folder: the folder needs a name");
  const data::StandardScaler blank;
  EXPECT_EQ(message_of([&] { save_model(path("m"), trained(), {.preparation = &blank}); }),
            "write_folder: the preparation, a StandardScaler, is not fitted");
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &limit), 0);
  rlimit small = limit;
  small.rlim_cur = 100;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const std::string words = message_of([&] { save_people(path("m")); });
  ::setrlimit(RLIMIT_FSIZE, &limit);
  EXPECT_TRUE(words.starts_with("write_folder: cannot write ")) << words;
  EXPECT_TRUE(words.ends_with(": File too large")) << words;
  EXPECT_EQ(names(), 0);
}

TEST(NewFolder, VanishesUnlessCommitted) {
  const std::string place = testing::TempDir() + "gradus-new-folder";
  fs::remove_all(place);
  std::string inside;
  {
    NewFolder folder("test", place);
    inside = folder.path("a");
    write_file("test", inside, "b");
  }
  EXPECT_FALSE(fs::exists(place));
  EXPECT_FALSE(fs::exists(inside));
}

}  // namespace
}  // namespace gradus::store
