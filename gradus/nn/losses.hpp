#pragma once

/// Losses, with PyTorch's names and reductions: as functions, and as modules that keep their options.

#include "gradus/nn/losses/binary.hpp"
#include "gradus/nn/losses/classification.hpp"
#include "gradus/nn/losses/divergence.hpp"
#include "gradus/nn/losses/margin.hpp"
#include "gradus/nn/losses/regression.hpp"
