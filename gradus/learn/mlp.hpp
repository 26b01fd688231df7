#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "gradus/learn/predictor.hpp"
#include "gradus/learn/tensor_value.hpp"

namespace gradus::train {
class Loss;
}

namespace gradus::learn {

enum class MLPActivation : uint8_t { identity, logistic, tanh, relu };
std::span<const std::string_view> enum_names(MLPActivation);

enum class MLPSolver : uint8_t {
  adam,
  sgd  ///< with momentum
};
std::span<const std::string_view> enum_names(MLPSolver);

struct MLPOptions {
  std::vector<int64_t> hidden_layer_sizes = {100};  ///< empty: a linear model
  MLPActivation activation = MLPActivation::relu;
  MLPSolver solver = MLPSolver::adam;
  double alpha = 1e-4;  ///< times half the sum of squared weights, divided by the rows of a batch
  std::optional<int64_t> batch_size = std::nullopt;  ///< min(200, n) unless given
  double learning_rate_init = 1e-3;
  int64_t max_iter = 200;  ///< epochs
  bool shuffle = true;
  double tol = 1e-4;              ///< a loss that falls by less counts as none
  int64_t n_iter_no_change = 10;  ///< epochs in a row with no smaller loss, to end with
  bool early_stopping = false;    ///< watches the loss of rows set apart, and ends with the best weights
  double validation_fraction = 0.1;
  double momentum = 0.9;  ///< of sgd
  bool nesterovs_momentum = true;
  int64_t seed = 0;
};

namespace internal {

/// The network that classifier and regressor share: linear layers with a function between them.
class LayerStack {
 public:
  struct Rows {
    Tensor x, y;
  };
  struct Training {
    std::string op;                ///< for errors
    Rows rows;                     ///< float64, and targets as the loss takes them
    int64_t outputs = 1;           ///< of the last layer
    std::vector<int64_t> classes;  ///< of each row, so that rows set apart have their shares; or empty
    std::function<void(double loss)> end_epoch;
  };

  explicit LayerStack(const MLPOptions& options) : options_(options) {}

  void check_options(const std::string& where) const;
  void options(Fields& f);
  void learned(Fields& f);
  void check_state(const std::string& where, int64_t inputs, int64_t outputs) const;

  /// Rows that decide when to stop, in place of a part of those to learn from.
  void validate_on(Rows rows) { validation_ = std::move(rows); }
  const Rows& validation() const { return validation_; }

  void learn(Training training, const train::Loss& loss);
  /// What comes out of the last layer, [n, outputs].
  Tensor forward(const Tensor& x) const;

  std::vector<Tensor> coefs() const;
  const std::vector<Tensor>& intercepts() const { return biases_; }
  const std::vector<double>& validation_losses() const { return validation_losses_; }

 private:
  Rows set_apart(Training& training) const;

  MLPOptions options_;
  Rows validation_;  // for the next fit(); not kept by save()
  std::vector<Tensor> weights_, biases_;
  std::vector<double> validation_losses_;
};

}  // namespace internal

/// A classifier by a neural network: linear layers with a function between them, trained on the cross-entropy
/// of the last one's outputs (logistic for two classes, softmax for more) by Adam or SGD.
///
/// Weights begin as Glorot's, and options mean what they mean in scikit-learn; early_stopping looks at the
/// loss rather than the score. Columns of very different sizes learn badly: scale them first.
///
///     learn::MLPClassifier model({.hidden_layer_sizes = {64, 32}, .seed = 1});
///     model.fit(x, y);
///     model.predict_proba(x_new);  // [n, classes]
class MLPClassifier final : public Learner<MLPClassifier, Classifier> {
 public:
  static constexpr const char* kind_name = "MLPClassifier";
  /// An Error for options that make no network or no training.
  explicit MLPClassifier(const MLPOptions& options = {});

  /// With early_stopping, the next fit() watches the loss of these rows in place of a part of its own; labels
  /// it does not learn are then an Error.
  MLPClassifier& validate_on(const Tensor& x, const Tensor& y);

  /// Of each layer, [in, out]; an Error before fit(), as for all that follow.
  std::vector<Tensor> coefs() const;
  /// Of each layer, [out].
  const std::vector<Tensor>& intercepts() const;
  /// The loss of the rows set apart, one an epoch; empty without early_stopping.
  const std::vector<double>& validation_losses() const;
  bool has_probabilities() const override { return true; }

 protected:
  void learn(const Tensor& x, const std::vector<int64_t>& places, const Tensor& weights) override;
  Tensor scores(const Tensor& x) const override;
  Tensor probabilities(const Tensor& x) const override;
  void options(Fields& f) override { stack_.options(f); }
  void learned(Fields& f) override;
  void check_state(const std::string& where) const override;

 private:
  int64_t outputs() const;

  internal::LayerStack stack_;
};

/// A regressor by a neural network, trained on half the mean squared error. Targets of a size far from 1
/// learn badly: scale them first.
///
///     learn::MLPRegressor model({.hidden_layer_sizes = {64}, .max_iter = 500});
///     model.fit(x, y);  // y [n] or [n, m]
class MLPRegressor final : public Learner<MLPRegressor, Regressor> {
 public:
  static constexpr const char* kind_name = "MLPRegressor";
  explicit MLPRegressor(const MLPOptions& options = {});

  MLPRegressor& validate_on(const Tensor& x, const Tensor& y);
  std::vector<Tensor> coefs() const;
  const std::vector<Tensor>& intercepts() const;
  const std::vector<double>& validation_losses() const;

 protected:
  void learn(const Tensor& x, const Tensor& y, const Tensor& weights) override;
  Tensor outputs(const Tensor& x) const override;
  void options(Fields& f) override { stack_.options(f); }
  void learned(Fields& f) override;
  void check_state(const std::string& where) const override;

 private:
  internal::LayerStack stack_;
};

}  // namespace gradus::learn
