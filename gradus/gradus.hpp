#pragma once

/// Everything: `#include <gradus/gradus.hpp>`. Each header below also works alone.

#include "gradus/base/error.hpp"
#include "gradus/base/random/generator.hpp"
#include "gradus/base/random/numpy_random.hpp"
#include "gradus/core/autograd/grad.hpp"
#include "gradus/core/autograd/grad_mode.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/comparison.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/ops/indexing.hpp"
#include "gradus/core/ops/joining.hpp"
#include "gradus/core/ops/linear_algebra.hpp"
#include "gradus/core/ops/random.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/unary.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/core/tensor/tensor.hpp"
