// train_until_killed FOLDER [slow]: trains and writes a checkpoint after every step, going on from what
// FOLDER holds. With "slow" it waits a little in each step, until Ctrl-C; its exit status is then what a
// command's is.
#include <chrono>
#include <cstdio>
#include <exception>
#include <string>
#include <thread>

#include "gradus/gradus.hpp"

int main(int argc, char** argv) {
  using namespace gradus;
  const bool slow = argc > 2 && std::string(argv[2]) == "slow";
  try {
    manual_seed(1);
    const Tensor x = randn({400, 20}), y = (x.select(1, 0) > 0).to(int64);
    nn::Sequential model{nn::Linear(20, 100), nn::ReLU(), nn::Dropout(0.1), nn::Linear(100, 2)};
    optim::Adam adam(model.parameters());
    data::DataLoader loader(data::TensorDataset(x, y), {.batch_size = 20, .shuffle = true});
    train::Trainer trainer(
        model, nn::cross_entropy, adam,
        {.epochs = 1000000,
         .checkpoints = train::CheckpointOptions{
             .folder = argc > 1 ? argv[1] : "", .every_steps = 1, .keep = 2, .resume = true}});
    trainer.on(train::Moment::start, [](const train::Event& event) {
      std::printf("step %lld\n", static_cast<long long>(event.step));
      std::fflush(stdout);
    });
    if (slow) {
      trainer.on(train::Moment::batch,
                 [](const train::Event&) { std::this_thread::sleep_for(std::chrono::milliseconds(1)); });
    }
    const train::InterruptGuard guard;
    const train::History& history = trainer.fit(loader);
    return history.stopped == train::Stop::interrupted ? train::interrupted_status : 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
