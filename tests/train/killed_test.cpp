// Trainings in a process of their own that is killed, or interrupted, at any moment.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <thread>

#include "gradus/optim/adam.hpp"
#include "gradus/train/checkpoint_file.hpp"
#include "gradus/train/interrupt.hpp"
#include "tests/scratch.hpp"
#include "tests/train/support.hpp"

namespace gradus::train {
namespace {

namespace fs = std::filesystem;

pid_t start(const std::string& folder, const char* how) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (!std::freopen("/dev/null", "w", stdout)) ::_exit(126);
    ::execl(GRADUS_TRAIN_UNTIL_KILLED, "train_until_killed", folder.c_str(), how, nullptr);
    ::_exit(127);
  }
  return child;
}

/// How the child ended: its exit status, or minus the signal.
int wait_for(pid_t child) {
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
  return names;
}

/// Waits until the child has written a checkpoint; false when it ends without one.
bool wait_for_checkpoint(const std::string& folder, pid_t child) {
  for (;;) {
    if (fs::exists(folder)) {
      for (const std::string& name : names_in(folder)) {
        if (name.starts_with("step-") && name.ends_with(".safetensors")) return true;
      }
    }
    int status = 0;
    if (::waitpid(child, &status, WNOHANG) == child) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

class Killed : public Scratch {};

/// Every file under a final name is whole, whenever the process was killed, and each run goes on from the
/// last.
TEST_F(Killed, TheNewestCheckpointLoads) {
  const char* wanted = std::getenv("GRADUS_KILLS");
  const int kills = wanted ? std::atoi(wanted) : 20;
  const std::string folder = path("run");
  std::mt19937 random(1);
  std::string newest;
  for (int i = 0; i < kills; ++i) {
    const pid_t child = start(folder, "fast");
    ASSERT_TRUE(wait_for_checkpoint(folder, child));
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 60000));
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    ASSERT_EQ(wait_for(child), -SIGKILL);
    for (const std::string& name : names_in(folder)) {
      if (name.ends_with(".part")) continue;  // under no final name
      EXPECT_FALSE(detail::read_checkpoint((fs::path(folder) / name).string()).tensors.empty()) << name;
    }
    const auto found = newest_checkpoint(folder);
    ASSERT_TRUE(found.has_value());
    EXPECT_GE(*found, newest);
    newest = *found;
  }
  // What the last one left half-written, and the others before it, goes away when a training begins.
  detail::prepare_folder(folder);
  for (const std::string& name : names_in(folder)) EXPECT_FALSE(name.ends_with(".part")) << name;
}

TEST_F(Killed, CtrlCFinishesTheStepAndWritesACheckpoint) {
  const std::string folder = path("run");
  const pid_t child = start(folder, "slow");
  ASSERT_TRUE(wait_for_checkpoint(folder, child));
  ASSERT_EQ(::kill(child, SIGINT), 0);
  EXPECT_EQ(wait_for(child), interrupted_status);
  EXPECT_FALSE(detail::read_checkpoint(newest_checkpoint(folder).value()).tensors.empty());
}

TEST_F(Killed, AnInterruptStopsFitAndPutsTheHandlerBack) {
  struct sigaction before {};
  ::sigaction(SIGINT, nullptr, &before);
  const Points points;
  nn::Sequential model = small_net();
  optim::SGD sgd(model.parameters(), {.lr = 0.1});
  Trainer trainer(model, nn::cross_entropy, sgd,
                  {.epochs = 100, .checkpoints = CheckpointOptions{.folder = path("run")}});
  trainer.on(Moment::batch, [](const Event& event) {
    if (event.step == 7) ::raise(SIGINT);
  });
  {
    const InterruptGuard guard;
    EXPECT_FALSE(interrupt_requested());
    EXPECT_EQ(message_of([] { const InterruptGuard second; }),
              "InterruptGuard: there is one already; one at a time watches for Ctrl-C");
    const History& history = trainer.fit({points.x, points.y, {.batch_size = 10}});
    EXPECT_EQ(history.stopped, Stop::interrupted);
    EXPECT_TRUE(interrupt_requested());
    EXPECT_EQ(newest_checkpoint(path("run")), path("run/step-000000007.safetensors"));
    struct sigaction now {};
    ::sigaction(SIGINT, nullptr, &now);
    EXPECT_EQ(now.sa_handler, before.sa_handler);  // a second Ctrl-C is not held back
  }
  EXPECT_FALSE(interrupt_requested());
  struct sigaction after {};
  ::sigaction(SIGINT, nullptr, &after);
  EXPECT_EQ(after.sa_handler, before.sa_handler);
}

}  // namespace
}  // namespace gradus::train
