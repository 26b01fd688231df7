#include "lessons/torch_mlp_training.hpp"

#include <cmath>

#include "gradus/gradus.hpp"
#include "lessons/temporary_folder.hpp"

namespace gradus::lessons::two_layers {
namespace {

constexpr int64_t point_size = 2, hidden_units = 10, class_count = 2;
constexpr int64_t batch_size = 20;
constexpr double hand_rate = 0.1;
constexpr double trainer_rate = 0.001;

/// What a step with one batch gave.
struct Step {
  Tensor outputs, loss;
};

/// Takes a step with every batch, epoch after epoch.
template <class Learn>
void train_in_batches(const Clouds& data, const Forward& net, int64_t epochs, const Watch& watch,
                      Learn learn) {
  data::DataLoader loader = batches_of(data.train);
  for (int64_t epoch = 0; epoch < epochs; ++epoch) {
    Epoch seen;
    for (const data::Batch& batch : loader) {
      const Step step = learn(batch);
      seen.loss = step.loss.item<float>();
      seen.loss_sum += static_cast<double>(seen.loss);
      seen.loss_mean += static_cast<double>(seen.loss) * static_cast<double>(batch.x.size(0));
      seen.correct += (step.outputs.argmax(1) == batch.y).sum().item<int64_t>();
    }
    seen.loss_mean /= static_cast<double>(loader.dataset().size());
    const Judgement valid = judged(net, data.valid);
    seen.valid_loss = valid.loss;
    seen.valid_accuracy = valid.accuracy;
    watch(epoch, seen);
  }
}

}  // namespace

data::DataLoader batches_of(const LabelledSet& set) {
  return data::DataLoader(data::TensorDataset(set.x, set.y), {.batch_size = batch_size, .shuffle = true});
}

Judgement judged(const Forward& net, const LabelledSet& set) {
  const InferenceMode guard;
  const Tensor outputs = net(set.x);
  return {nn::cross_entropy(outputs, set.y).item<float>(),
          static_cast<float>(metrics::accuracy_score(set.y, outputs.argmax(1)))};
}

// page: begin
/// First: a network is four tensors and a formula. Autograd needs nothing else.
TensorNet::TensorNet()
    : w1(randn({hidden_units, point_size}, {.requires_grad = true})),
      b1(zeros({hidden_units}, {.requires_grad = true})),
      w2(randn({class_count, hidden_units}, {.requires_grad = true})),
      b2(zeros({class_count}, {.requires_grad = true})) {}

Tensor TensorNet::operator()(const Tensor& x) const {
  const Tensor hidden = sigmoid(matmul(x, w1.t()) + b1);
  return sigmoid(matmul(hidden, w2.t()) + b2);
}

void train_by_hand(const TensorNet& net, const Clouds& data, int64_t epochs, const Watch& watch) {
  train_in_batches(data, net, epochs, watch, [&](const data::Batch& batch) {
    const Tensor outputs = net(batch.x);
    const Tensor loss = nn::cross_entropy(outputs, batch.y);
    loss.backward();
    const NoGrad guard;  // the update is not a part of the function
    for (Tensor weight : net.parameters()) {
      weight -= hand_rate * weight.grad();
      weight.grad().zero_();  // gradients add up unless cleared
    }
    return Step{outputs, loss};
  });
}

/// Second: an optimiser knows the tensors and does the update.
void train_with(optim::Optimizer& optimizer, const Forward& net, const Clouds& data, int64_t epochs,
                const Watch& watch) {
  train_in_batches(data, net, epochs, watch, [&](const data::Batch& batch) {
    optimizer.zero_grad();
    const Tensor outputs = net(batch.x);
    const Tensor loss = nn::cross_entropy(outputs, batch.y);
    loss.backward();
    optimizer.step();
    return Step{outputs, loss};
  });
}

/// Third: a layer keeps the list of its parameters, so that nobody has to write it down.
ParameterNet::ParameterNet()
    : w1(add_parameter("W1", randn({hidden_units, point_size}))),
      b1(add_parameter("b1", zeros({hidden_units}))),
      w2(add_parameter("W2", randn({class_count, hidden_units}))),
      b2(add_parameter("b2", zeros({class_count}))) {}

Tensor ParameterNet::forward(const Tensor& x) {
  const Tensor hidden = sigmoid(matmul(x, w1.t()) + b1);
  return sigmoid(matmul(hidden, w2.t()) + b2);
}

/// Fourth: layers that are there already, with a sensible start.
Model::Model(int64_t inputs, int64_t hidden, int64_t classes)
    : layer1(add<nn::Linear>("layer1", inputs, hidden)),
      layer2(add<nn::Linear>("layer2", hidden, classes)),
      inputs_(inputs),
      hidden_(hidden),
      classes_(classes) {}

Tensor Model::forward(const Tensor& x) { return sigmoid(layer2(sigmoid(layer1(x)))); }

/// Fifth: the loop with validation, evaluation mode and measures is in the library, too.
void train_with_trainer(nn::Layer& model, const train::Loss& loss, const Clouds& data, int64_t epochs,
                        const Watch& watch) {
  data::DataLoader loader = batches_of(data.train);
  optim::Adam adam(model.parameters(), {.lr = trainer_rate});
  train::Trainer trainer(model, loss, adam, {.epochs = epochs, .metrics = {train::accuracy()}});
  Epoch seen;
  trainer.on(train::Moment::batch, [&](const train::Event& event) {
    seen.loss = static_cast<float>(event.loss);
    seen.loss_sum += event.loss;
  });
  trainer.on(train::Moment::epoch, [&](const train::Event& event) {
    const train::EpochRecord& record = *event.record;
    const auto points = static_cast<double>(loader.dataset().size());
    seen.loss_mean = record.at("loss");
    seen.correct = std::llround(record.at("accuracy") * points);
    seen.valid_loss = static_cast<float>(record.at("val_loss"));
    seen.valid_accuracy = static_cast<float>(record.at("val_accuracy"));
    watch(event.epoch - 1, seen);
    seen = {};
  });
  trainer.fit(loader, {data.valid.x, data.valid.y});
}

/// Last: the model is kept, whole in a folder, or its weights alone in a file.
Reloaded save_and_reload(const Model& model, const Tensor& x) {
  nn::register_layer<Model>("torch-mlp.Model");  // a type of our own has to be known by name
  const TemporaryFolder folder;
  store::save_model(folder / "model", model, {.class_names = {"class 0", "class 1"}});
  io::save_safetensors(model.state_dict(), folder / "weights.safetensors");

  const store::LoadedModel whole = store::load_model(folder / "model");
  const auto& [in, hidden, classes] = model.arguments();
  Model twin(in, hidden, classes);  // with other weights, until it gets those of the file
  twin.load_state_dict(io::load_safetensors(folder / "weights.safetensors").state_dict());
  const InferenceMode guard;
  return {whole(x), twin(x)};
}
// page: end

}  // namespace gradus::lessons::two_layers
