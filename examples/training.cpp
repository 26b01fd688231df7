// Trains with train::Trainer: batches, validation, early stopping, and, in FOLDER, checkpoints to go on from.
//   example_training [FOLDER]      Ctrl-C stops it after a step; the next run goes on from there, bit for bit
#include <gradus/gradus.hpp>
#include <iomanip>
#include <iostream>

using namespace gradus;

int main(int argc, char** argv) try {
  const io::LabelledTable table = io::read_labelled_csv(data::find("iris.csv").path);
  auto [x_train, x_valid, y_train, y_valid] = data::train_test_split(
      data::features(table), data::labels(table), {.test_size = 0.3, .stratify = true}, 1);
  data::StandardScaler scaler;
  x_train = scaler.fit_transform(x_train).to(DType::float32);
  x_valid = scaler.transform(x_valid).to(DType::float32);

  manual_seed(1);
  nn::Sequential model{nn::Linear(table.columns, 16), nn::Tanh(), nn::Dropout(0.1), nn::Linear(16, 3)};
  optim::Adam adam(model.parameters(), {.lr = 0.02});
  optim::StepLR schedule(adam, 20, 0.5);
  data::DataLoader loader(data::TensorDataset(x_train, y_train), {.batch_size = 16, .shuffle = true});

  train::TrainerOptions options{.epochs = 60,
                                .schedule = &schedule,
                                .metrics = {train::accuracy()},
                                .early_stopping = train::EarlyStopping{.patience = 15},
                                .restore_best = true};
  if (argc > 1) options.checkpoints = train::CheckpointOptions{.folder = argv[1], .resume = true};

  train::Trainer trainer(model, nn::cross_entropy, adam, options);
  std::cout << std::fixed << std::setprecision(3);
  trainer.on(train::Moment::epoch, [](const train::Event& event) {
    if (event.epoch % 10 != 0) return;
    std::cout << "epoch " << event.epoch << "  loss " << event.record->at("loss") << "  val_accuracy "
              << event.record->at("val_accuracy") << '\n';
  });

  const train::InterruptGuard guard;
  const train::History& history = trainer.fit(loader, {x_valid, y_valid});
  if (history.stopped == train::Stop::interrupted) return train::interrupted_status;
  if (argc > 1) train::write_csv(history, std::string(argv[1]) + "/history.csv");
  std::cout << "best epoch " << history.best_epoch.value_or(0) << "  accuracy "
            << trainer.evaluate({x_valid, y_valid})[1].second << '\n';
} catch (const Error& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
