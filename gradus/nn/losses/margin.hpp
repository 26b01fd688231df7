#pragma once

#include "gradus/nn/losses/criterion.hpp"
#include "gradus/nn/losses/reduction.hpp"

/// Losses that ask for a margin. Targets are 1 or -1, of any type; shapes broadcast.
namespace gradus::nn {

/// max(0, 1 - target input): the loss of support vector machines.
/// PyTorch: none
Tensor hinge_loss(const Tensor& input, const Tensor& target, const LossOptions& options = {});

struct HingeEmbeddingLossOptions {
  double margin = 1;
  Reduction reduction = Reduction::mean;
};
/// The input (a distance) for a target of 1, max(0, margin - input) for -1.
Tensor hinge_embedding_loss(const Tensor& input, const Tensor& target,
                            const HingeEmbeddingLossOptions& options = {});

struct MarginRankingLossOptions {
  double margin = 0;
  Reduction reduction = Reduction::mean;
};
/// max(0, margin - target (input1 - input2)): the first shall be larger for 1, the second for -1. All have as
/// many dimensions.
Tensor margin_ranking_loss(const Tensor& input1, const Tensor& input2, const Tensor& target,
                           const MarginRankingLossOptions& options = {});

struct CosineEmbeddingLossOptions {
  double margin = 0;  ///< -1 to 1
  Reduction reduction = Reduction::mean;
};
/// 1 - cos for a target of 1, max(0, cos - margin) for -1, with the cosine of the angle between the inputs
/// [n, d] (target [n]) or [d] (target []).
Tensor cosine_embedding_loss(const Tensor& input1, const Tensor& input2, const Tensor& target,
                             const CosineEmbeddingLossOptions& options = {});

struct TripletMarginLossOptions {
  double margin = 1;
  double p = 2;       ///< of the norm
  double eps = 1e-6;  ///< added to differences
  bool swap = false;  ///< the negative's distance to the anchor or the positive, whichever is less
  Reduction reduction = Reduction::mean;
};
/// max(0, margin + |anchor - positive| - |anchor - negative|) along the last dimension.
Tensor triplet_margin_loss(const Tensor& anchor, const Tensor& positive, const Tensor& negative,
                           const TripletMarginLossOptions& options = {});

/// hinge_loss as a module.
/// PyTorch: none
class HingeLoss final : public Criterion<HingeLoss, LossOptions, hinge_loss> {
 public:
  using Criterion::Criterion;
};
/// hinge_embedding_loss as a module.
class HingeEmbeddingLoss final
    : public Criterion<HingeEmbeddingLoss, HingeEmbeddingLossOptions, hinge_embedding_loss> {
 public:
  using Criterion::Criterion;
};
/// margin_ranking_loss as a module.
class MarginRankingLoss final
    : public Criterion<MarginRankingLoss, MarginRankingLossOptions, margin_ranking_loss> {
 public:
  using Criterion::Criterion;
};
/// cosine_embedding_loss as a module.
class CosineEmbeddingLoss final
    : public Criterion<CosineEmbeddingLoss, CosineEmbeddingLossOptions, cosine_embedding_loss> {
 public:
  using Criterion::Criterion;
};
/// triplet_margin_loss as a module.
class TripletMarginLoss final
    : public Criterion<TripletMarginLoss, TripletMarginLossOptions, triplet_margin_loss> {
 public:
  using Criterion::Criterion;
};

}  // namespace gradus::nn
