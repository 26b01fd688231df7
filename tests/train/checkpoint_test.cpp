// The files of checkpoints: which are kept, and which are refused.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "gradus/base/file.hpp"
#include "gradus/data/loader.hpp"
#include "gradus/io/safetensors.hpp"
#include "gradus/optim/adam.hpp"
#include "gradus/optim/schedule_decay.hpp"
#include "gradus/train/checkpoint_file.hpp"
#include "tests/io/damaged.hpp"
#include "tests/scratch.hpp"
#include "tests/train/support.hpp"

namespace gradus::train {
namespace {

namespace fs = std::filesystem;

class Checkpoint : public Scratch {
 protected:
  std::string folder() const { return path("run"); }

  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder())) names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }

  /// Some steps of a small net, with a checkpoint after each epoch of 3.
  History train(const CheckpointOptions& checkpoints, int64_t epochs = 2) {
    model_ = small_net();
    optim::Adam adam(model_.parameters(), {.lr = 0.01});
    Trainer trainer(model_, nn::cross_entropy, adam, {.epochs = epochs, .checkpoints = checkpoints});
    const Points points(60);
    return trainer.fit({points.x, points.y, {.batch_size = 20}});
  }

  nn::Sequential model_;
};

TEST_F(Checkpoint, TheNewestAndTheBestAreKept) {
  const History history = train({.folder = folder(), .every_steps = 2, .keep = 2}, 3);
  EXPECT_EQ(files(), (std::vector<std::string>{"best.safetensors", "step-000000008.safetensors",
                                               "step-000000009.safetensors"}));
  ASSERT_EQ(history.best_epoch, 3);
  EXPECT_EQ(newest_checkpoint(folder()), path("run/step-000000009.safetensors"));
  nn::Sequential loaded = small_net(9);
  loaded.load_state_dict(checkpoint_weights(path("run/best.safetensors")));
  EXPECT_TRUE(bytes_of(loaded) == bytes_of(model_));
}

TEST_F(Checkpoint, AllAreKeptWhenAsked) {
  train({.folder = folder(), .every_steps = 1, .every_epochs = 0, .keep = 0, .keep_best = false});
  EXPECT_EQ(files().size(), 6U);
}

TEST_F(Checkpoint, ForeignFilesStay) {
  fs::create_directory(folder());
  const std::vector<std::string> foreign{"step-x.safetensors", "step-1.txt", "notes", "step-.safetensors",
                                         "other.safetensors.999999999-0.part"};
  for (const std::string& name : foreign) write_file("", path("run/" + name), "words");
  write_file("", path("run/step-000000001.safetensors.999999999-0.part"), "of a process that is gone");
  write_file("", path("run/best.safetensors." + std::to_string(::getppid()) + "-0.part"),
             "of one that lives");
  train({.folder = folder(), .keep = 1});
  for (const std::string& name : foreign) EXPECT_TRUE(fs::exists(path("run/" + name))) << name;
  EXPECT_EQ(files().size(), foreign.size() + 3);  // one step, the best, and the living process's
}

TEST_F(Checkpoint, ABrokenNewestOneIsPassedOver) {
  train({.folder = folder(), .keep = 2});
  const std::string newest = path("run/step-000000006.safetensors");
  const std::string bytes = read_file("", newest);
  write_file("", newest, bytes.substr(0, bytes.size() - 1));
  EXPECT_EQ(newest_checkpoint(folder()), path("run/step-000000003.safetensors"));
  write_file("", path("run/step-000000003.safetensors"), "");
  const std::string words = message_of([&] { (void)newest_checkpoint(folder()); });
  EXPECT_TRUE(words.starts_with("checkpoint: none of the 2 in " + folder() + " is whole: ")) << words;
  EXPECT_EQ(newest_checkpoint(path("nowhere")), std::nullopt);
}

TEST_F(Checkpoint, EveryDamageIsNoticed) {
  train({.folder = folder()});
  const std::string from = path("run/step-000000003.safetensors"), to = path("damaged.safetensors");
  const std::string bytes = read_file("", from);
  const detail::CheckpointData whole = detail::read_checkpoint(from);
  int accepted = 0;
  io::parse_damaged(
      bytes,
      [&](const std::string& damaged) {
        write_file("", to, damaged);
        const detail::CheckpointData data = detail::read_checkpoint(to);
        // What is accepted holds the same: a space in the header, or a change of a word that says nothing.
        EXPECT_EQ(data.state, whole.state);
        EXPECT_EQ(data.tensors.size(), whole.tensors.size());
        for (const auto& [name, tensor] : whole.tensors) {
          EXPECT_EQ(data.tensors.at(name).to_vector(), tensor.to_vector()) << name;
        }
        ++accepted;
      },
      300);
  EXPECT_LT(accepted, 100);
  std::string changed = bytes;
  changed.back() = static_cast<char>(changed.back() ^ 1);
  write_file("", to, changed);
  const std::string words = message_of([&] { (void)detail::read_checkpoint(to); });
  EXPECT_TRUE(words.starts_with("checkpoint: " + to + " was changed or damaged: its checksum is xxh3:"))
      << words;
}

TEST_F(Checkpoint, OtherVersionsAndOtherFilesAreRefused) {
  train({.folder = folder()});
  io::Safetensors file = io::load_safetensors(path("run/step-000000003.safetensors"));
  file.metadata["gradus.checkpoint"] = "2";
  io::save_safetensors(file.tensors, path("new"), {.metadata = file.metadata});
  EXPECT_EQ(message_of([&] { (void)detail::read_checkpoint(path("new")); }),
            "checkpoint: " + path("new") + " is of version '2'; this gradus reads version 1");
  io::save_safetensors(model_.state_dict(), path("weights"));
  EXPECT_EQ(message_of([&] { (void)detail::read_checkpoint(path("weights")); }),
            "checkpoint: " + path("weights") +
                " is a safetensors file, but no checkpoint of a training: it has no gradus.checkpoint");
}

TEST_F(Checkpoint, OfAnotherTrainingIsRefusedAndChangesNothing) {
  train({.folder = folder()});
  const std::string file = path("run/step-000000006.safetensors");
  const auto refused = [&](nn::Sequential model, const TrainerOptions& options = {}, bool sgd = false) {
    std::unique_ptr<optim::Optimizer> optimizer = std::make_unique<optim::Adam>(model.parameters());
    if (sgd) optimizer = std::make_unique<optim::SGD>(model.parameters(), optim::SGDOptions{.lr = 0.1});
    std::unique_ptr<optim::Schedule> schedule;
    TrainerOptions with = options;
    if (options.epochs == 77) {
      schedule = std::make_unique<optim::StepLR>(*optimizer, 1);
      with.schedule = schedule.get();
    }
    Trainer trainer(model, nn::cross_entropy, *optimizer, with);
    const std::string before = bytes_of(model);
    const auto state = optimizer->state_dict().numbers;
    const std::string words = message_of([&] { trainer.load(file); });
    EXPECT_TRUE(bytes_of(model) == before);
    EXPECT_EQ(optimizer->state_dict().numbers, state);
    EXPECT_TRUE(trainer.history().epochs.empty());
    const std::string start = "checkpoint: " + file + ": ";
    EXPECT_TRUE(words.starts_with(start)) << words;
    return words.substr(std::min(start.size(), words.size()));
  };
  EXPECT_EQ(refused(nn::Sequential{nn::Linear(2, 9), nn::ReLU(), nn::Linear(9, 2)}),
            "load_state_dict: Sequential: 0.weight has shape (8, 2), the model's (9, 2); 0.bias has shape "
            "(8,), the "
            "model's (9,); 2.weight has shape (2, 8), the model's (2, 9)");
  EXPECT_EQ(refused(nn::Sequential{nn::Linear(2, 8), nn::Linear(8, 2)}),
            "load_state_dict: Sequential: missing: 1.weight, 1.bias; not in the model: 2.bias, 2.weight");
  nn::Sequential wide = small_net();
  wide.to(float64);
  EXPECT_EQ(refused(std::move(wide)),
            "0.weight is float32, the model's float64; 0.bias is float32, the model's float64; 2.weight is "
            "float32, "
            "the model's float64; 2.bias is float32, the model's float64");
  EXPECT_TRUE(refused(small_net(), {}, true).starts_with("SGD: load_state_dict: "));
  EXPECT_EQ(refused(small_net(), {.epochs = 77}), "it has no schedule, the training one");
  EXPECT_EQ(refused(small_net(), {.restore_best = true}),
            "it has no weights of the best epoch, which restore_best needs");
  Generator own;
  EXPECT_EQ(
      refused(small_net(), {.checkpoints = CheckpointOptions{.folder = folder(), .generators = {&own}}}),
      "it holds 1 generators, the training has 2");
}

TEST_F(Checkpoint, SaveAndLoadByPath) {
  const Points points(60);
  nn::Sequential first = small_net(), second = small_net(4);
  optim::Adam adam_first(first.parameters()), adam_second(second.parameters());
  Trainer trainer(first, nn::cross_entropy, adam_first, {.epochs = 2, .configuration = "{\"width\": 8}"});
  trainer.fit({points.x, points.y, {.batch_size = 20}});
  trainer.save(path("a.safetensors"));
  Trainer other(second, nn::cross_entropy, adam_second, {.epochs = 2});
  other.load(path("a.safetensors"));
  EXPECT_TRUE(bytes_of(second) == bytes_of(first));
  EXPECT_EQ(other.history().epochs, trainer.history().epochs);
  EXPECT_EQ(adam_second.state_dict().numbers, adam_first.state_dict().numbers);
  EXPECT_NE(detail::read_checkpoint(path("a.safetensors")).state.find("width"), std::string::npos);
}

TEST_F(Checkpoint, IsWrittenWholeOrNotAtAll) {
  const Points points(60);
  nn::Sequential model = small_net();
  optim::Adam adam(model.parameters());
  Trainer trainer(model, nn::cross_entropy, adam);
  expect_careful_writer("save_safetensors", [&](const std::string& to) { trainer.save(to); });
}

TEST_F(Checkpoint, FoldersThatCannotBe) {
  write_file("", path("file"), "words");
  EXPECT_EQ(message_of([&] { train({.folder = path("file/run")}); }),
            "checkpoint: cannot make the folder " + path("file/run") + ": Not a directory");
  EXPECT_EQ(message_of([&] { train({.folder = ""}); }), "checkpoint: no folder is named");
  EXPECT_EQ(message_of([&] { train({.folder = folder(), .every_steps = 0}); }),
            "train: checkpoints.every_steps must be at least 1, got 0");
}

}  // namespace
}  // namespace gradus::train
