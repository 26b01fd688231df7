// Trains on a table, keeps network, preparation and class names in one folder, and predicts from the folder
// alone.
//   example_model_folder [FILE]      iris.csv as scikit-learn lays it out; the one shipped with gradus unless
//   given
#include <gradus/gradus.hpp>
#include <iostream>

using namespace gradus;

int main(int argc, char** argv) try {
  const io::LabelledTable table = io::read_labelled_csv(argc > 1 ? argv[1] : data::find("iris.csv").path);
  const Tensor x = data::features(table), y = data::labels(table);
  manual_seed(1);

  data::StandardScaler scaler;
  const Tensor inputs = scaler.fit_transform(x).to(DType::float32);
  nn::Sequential model{nn::Linear(table.columns, 16), nn::Tanh(), nn::Linear(16, 3)};
  optim::Adam adam(model.parameters(), {.lr = 0.02});
  for (int epoch = 0; epoch < 100; ++epoch) {
    Tensor loss = nn::cross_entropy(model(inputs), y);
    adam.zero_grad();
    loss.backward();
    adam.step();
  }
  store::save_model("iris-model", model,
                    {.preparation = &scaler, .class_names = table.class_names, .overwrite = true});

  const store::LoadedModel loaded = store::load_model("iris-model");
  std::cout << *loaded.network << '\n';
  const io::Table flower({{"x3", std::vector<double>{0.2}},  // columns are found by name
                          {"x0", std::vector<double>{5.1}},
                          {"x1", std::vector<double>{3.5}},
                          {"x2", std::vector<double>{1.4}}});
  const auto best = static_cast<size_t>(loaded(flower).argmax(1).item<int64_t>());
  std::cout << "a flower: " << loaded.class_names[best] << '\n';
  std::cout << "accuracy " << metrics::accuracy_score(y, loaded(scaler.transform(x)).argmax(1)) << '\n';
} catch (const Error& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
