#pragma once

/// The options of the optimisers: aggregates for users (as optim::AdamOptions and so on) that the kernels
/// read where they lie. Names and defaults are PyTorch's; a pair of betas is beta1 and beta2.
namespace gradus::kernels {

struct SGDOptions {
  double lr = 1e-3;
  double momentum = 0;
  double dampening = 0;     ///< the gradient's share in the momentum is 1 - dampening
  double weight_decay = 0;  ///< added to the gradient times the parameter
  bool nesterov = false;
  bool maximize = false;
};

struct AdamOptions {
  double lr = 1e-3;
  double beta1 = 0.9;    ///< of the moving average of the gradient
  double beta2 = 0.999;  ///< of the moving average of its square
  double eps = 1e-8;
  double weight_decay = 0;  ///< added to the gradient times the parameter
  bool amsgrad = false;     ///< divide by the largest second moment so far
  bool maximize = false;
};

struct AdamWOptions {
  double lr = 1e-3;
  double beta1 = 0.9;    ///< of the moving average of the gradient
  double beta2 = 0.999;  ///< of the moving average of its square
  double eps = 1e-8;
  double weight_decay = 1e-2;  ///< the parameter shrinks by lr times this, apart from the gradient
  bool amsgrad = false;        ///< divide by the largest second moment so far
  bool maximize = false;
};

struct RMSpropOptions {
  double lr = 1e-2;
  double alpha = 0.99;  ///< of the moving average of the squared gradient
  double eps = 1e-8;
  double weight_decay = 0;  ///< added to the gradient times the parameter
  double momentum = 0;
  bool centered = false;  ///< divide by the estimated standard deviation, not by the root mean square
  bool maximize = false;
};

struct AdagradOptions {
  double lr = 1e-2;
  double lr_decay = 0;      ///< step t uses lr / (1 + (t - 1) lr_decay)
  double weight_decay = 0;  ///< added to the gradient times the parameter
  double initial_accumulator_value = 0;
  double eps = 1e-10;
  bool maximize = false;
};

struct AdadeltaOptions {
  double lr = 1;
  double rho = 0.9;  ///< of both moving averages
  double eps = 1e-6;
  double weight_decay = 0;  ///< added to the gradient times the parameter
  bool maximize = false;
};

struct RAdamOptions {
  double lr = 1e-3;
  double beta1 = 0.9;    ///< of the moving average of the gradient
  double beta2 = 0.999;  ///< of the moving average of its square
  double eps = 1e-8;
  double weight_decay = 0;  ///< added to the gradient times the parameter
};

}  // namespace gradus::kernels
