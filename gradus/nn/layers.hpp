#pragma once

/// Layers with PyTorch's names, defaults, parameter layouts and initial values: one file a family.

#include "gradus/nn/layers/activation.hpp"
#include "gradus/nn/layers/containers.hpp"
#include "gradus/nn/layers/convolution.hpp"
#include "gradus/nn/layers/dropout.hpp"
#include "gradus/nn/layers/embedding.hpp"
#include "gradus/nn/layers/linear.hpp"
#include "gradus/nn/layers/normalization.hpp"
#include "gradus/nn/layers/pooling.hpp"
#include "gradus/nn/layers/shape.hpp"
