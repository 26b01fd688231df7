// From a table to a report: splits, scales, trains, and tells precision and recall of each class.
//   example_iris [FILE]      iris.csv as scikit-learn lays it out; the one shipped with gradus unless given
#include <gradus/gradus.hpp>
#include <iomanip>
#include <iostream>

using namespace gradus;

int main(int argc, char** argv) try {
  const io::LabelledTable table = io::read_labelled_csv(argc > 1 ? argv[1] : data::find("iris.csv").path);
  manual_seed(1);

  auto [x_train, x_test, y_train, y_test] = data::train_test_split(data::features(table), data::labels(table),
                                                                   {.test_size = 0.3, .stratify = true}, 1);
  data::StandardScaler scaler;
  x_train = scaler.fit_transform(x_train).to(DType::float32);
  x_test = scaler.transform(x_test).to(DType::float32);

  nn::Sequential model{nn::Linear(table.columns, 16), nn::Tanh(), nn::Linear(16, 3)};
  optim::Adam adam(model.parameters(), {.lr = 0.02});
  for (int epoch = 0; epoch < 100; ++epoch) {
    Tensor loss = nn::cross_entropy(model(x_train), y_train);
    adam.zero_grad();
    loss.backward();
    adam.step();
  }

  NoGrad guard;
  const Tensor predicted = model(x_test).argmax(1);
  const auto scores = metrics::precision_recall_fscore_support(y_test, predicted);
  std::cout << std::fixed << std::setprecision(3);
  for (size_t i = 0; i < scores.labels.size(); ++i) {
    std::cout << std::setw(12) << table.class_names[i] << "  precision " << scores.precision[i] << "  recall "
              << scores.recall[i] << '\n';
  }
  std::cout << "accuracy " << metrics::accuracy_score(y_test, predicted) << '\n';
} catch (const Error& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
