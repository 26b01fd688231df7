#include <algorithm>
#include <cstring>
#include <dnnl.hpp>
#include <memory>
#include <unordered_map>
#include <vector>

#include "gradus/base/error.hpp"
#include "gradus/kernels/cpu/convolution_call.hpp"
#include "gradus/kernels/cpu/one_thread.hpp"
#include "gradus/kernels/cpu/scratch.hpp"

// oneDNN works on blocks of channels; our arrays lie plane by plane. A plan holds, beside the primitive, what
// carries each array from one layout to the other.

namespace gradus::kernels::cpu {
namespace {

using Description = dnnl::memory::desc;
using Dimensions = dnnl::memory::dims;

dnnl::engine& engine() {
  static dnnl::engine cpu(dnnl::engine::kind::cpu, 0);
  return cpu;
}

using Type = dnnl::memory::data_type;

Description described(const Dimensions& sizes, dnnl::memory::format_tag tag, Type type = Type::f32) {
  return {sizes, type, tag};
}

/// What one primitive computes with, before it is chosen: layouts are left to oneDNN.
struct Problem {
  using Tag = dnnl::memory::format_tag;

  Problem(const ConvolutionSizes& s, bool rounded)
      : operand(rounded ? Type::bf16 : Type::f32),
        x{s.n, s.in, s.size[0], s.size[1]},
        w{s.out, s.in, s.kernel[0], s.kernel[1]},
        y{s.n, s.out, s.out_size[0], s.out_size[1]},
        bias{s.out},
        stride{s.stride[0], s.stride[1]},
        dilation{s.dilation[0] - 1, s.dilation[1] - 1},
        before{s.pad[0], s.pad[1]} {
    for (int i = 0; i < 2; ++i) {
      after.push_back((s.out_size[i] - 1) * s.stride[i] + (s.kernel[i] - 1) * s.dilation[i] + 1 - s.size[i] -
                      s.pad[i]);
    }
    if (s.groups > 1) w = {s.groups, s.out / s.groups, s.in / s.groups, s.kernel[0], s.kernel[1]};
  }
  Tag weight_tag() const { return w.size() == 5 ? Tag::goihw : Tag::oihw; }
  /// What is computed.
  static Description result(const Dimensions& sizes) { return described(sizes, Tag::any); }
  /// What is multiplied.
  Description read(const Dimensions& sizes) const { return described(sizes, Tag::any, operand); }

  dnnl::convolution_forward::primitive_desc forward(bool with_bias) const {
    const auto kind = dnnl::prop_kind::forward_training;
    const auto algorithm = dnnl::algorithm::convolution_direct;
    using Setting = dnnl::convolution_forward::desc;
    const Setting setting =
        with_bias ? Setting(kind, algorithm, read(x), read(w), described(bias, Tag::x), result(y), stride,
                            dilation, before, after)
                  : Setting(kind, algorithm, read(x), read(w), result(y), stride, dilation, before, after);
    return {setting, scratchpad(), engine()};
  }
  dnnl::convolution_backward_data::primitive_desc backward_data() const {
    return {
        {dnnl::algorithm::convolution_direct, result(x), read(w), read(y), stride, dilation, before, after},
        scratchpad(),
        engine(),
        forward(false)};
  }
  dnnl::convolution_backward_weights::primitive_desc backward_weights(bool with_bias) const {
    const auto algorithm = dnnl::algorithm::convolution_direct;
    using Setting = dnnl::convolution_backward_weights::desc;
    const Setting setting =
        with_bias ? Setting(algorithm, read(x), result(w), described(bias, Tag::x), read(y), stride, dilation,
                            before, after)
                  : Setting(algorithm, read(x), result(w), read(y), stride, dilation, before, after);
    return {setting, scratchpad(), engine(), forward(with_bias)};
  }
  /// The working memory is ours to give, so that the primitives share the pool.
  static dnnl::primitive_attr scratchpad() {
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    return attributes;
  }

  Type operand;
  Dimensions x, w, y, bias, stride, dilation, before, after;
};

/// One array: as it lies in our memory, float32, and as the primitive wants it.
class Side {
 public:
  Side(const Description& ours, const Description& wanted)
      : ours_(ours, engine(), DNNL_MEMORY_NONE), theirs_(wanted, engine(), DNNL_MEMORY_NONE) {
    if (ours == wanted) return;
    bytes_ = wanted.get_size();
    in_ = dnnl::reorder(ours_, theirs_);
    out_ = dnnl::reorder(theirs_, ours_);
  }
  size_t bytes() const { return bytes_; }

  /// Places the array; `room` is for the other layout.
  void place(void* data, void* room, const dnnl::stream& stream) {
    ours_.set_data_handle(data, stream);
    theirs_.set_data_handle(bytes_ > 0 ? room : data, stream);
  }
  void carry_in(const dnnl::stream& stream) {
    if (bytes_ > 0) in_.execute(stream, ours_, theirs_);
  }
  void carry_out(const dnnl::stream& stream) {
    if (bytes_ > 0) out_.execute(stream, theirs_, ours_);
  }
  const dnnl::memory& memory() const { return theirs_; }

 private:
  dnnl::memory ours_, theirs_;
  dnnl::reorder in_, out_;
  size_t bytes_ = 0;
};

/// A primitive with all that running it takes.
class Plan {
 public:
  Plan(const ConvolutionCall& call, bool with_bias)
      : part_(call.part),
        sizes_(call.sizes),
        with_bias_(with_bias),
        rounded_(call.rounded),
        stream_(engine()) {
    try {
      choose(Problem(sizes_, rounded_));
    } catch (const dnnl::error&) {
      sides_.clear();  // sizes that oneDNN has no code for
    }
  }

  bool serves(const ConvolutionCall& call, bool with_bias) const {
    return part_ == call.part && with_bias_ == with_bias && rounded_ == call.rounded &&
           std::memcmp(&sizes_, &call.sizes, sizeof sizes_) == 0;
  }
  bool is_possible() const { return !sides_.empty(); }

  void run(const ConvolutionCall& call) {
    size_t total = aligned(scratchpad_.get_desc().get_size());
    for (const Side& side : sides_) total += aligned(side.bytes());
    const Scratch scratch(total);
    std::byte* room = scratch.data();
    void* const data[] = {call.x, call.w, call.y};
    for (size_t i = 0; i < sides_.size(); ++i) {
      sides_[i].place(data[i], room, stream_);
      room += aligned(sides_[i].bytes());
      if (i != result()) sides_[i].carry_in(stream_);
    }
    scratchpad_.set_data_handle(room, stream_);
    if (with_bias_) bias_.set_data_handle(call.bias, stream_);
    primitive_.execute(stream_, arguments_);
    sides_[result()].carry_out(stream_);
    stream_.wait();
  }

 private:
  static size_t aligned(size_t bytes) {
    return (bytes + gradus::memory::alignment - 1) / gradus::memory::alignment * gradus::memory::alignment;
  }

  void choose(const Problem& problem) {
    switch (part_) {
      case ConvolutionPart::output: {
        const auto chosen = problem.forward(with_bias_);
        primitive_ = dnnl::convolution_forward(chosen);
        return take(problem, chosen.src_desc(), chosen.weights_desc(), chosen.dst_desc(),
                    chosen.scratchpad_desc());
      }
      case ConvolutionPart::input: {
        const auto chosen = problem.backward_data();
        primitive_ = dnnl::convolution_backward_data(chosen);
        return take(problem, chosen.diff_src_desc(), chosen.weights_desc(), chosen.diff_dst_desc(),
                    chosen.scratchpad_desc());
      }
      case ConvolutionPart::weight: {
        const auto chosen = problem.backward_weights(with_bias_);
        primitive_ = dnnl::convolution_backward_weights(chosen);
        return take(problem, chosen.src_desc(), chosen.diff_weights_desc(), chosen.diff_dst_desc(),
                    chosen.scratchpad_desc());
      }
    }
  }

  void take(const Problem& problem, const Description& x, const Description& w, const Description& y,
            const Description& scratchpad) {
    using Tag = dnnl::memory::format_tag;
    sides_.emplace_back(described(problem.x, Tag::nchw), x);
    sides_.emplace_back(described(problem.w, problem.weight_tag()), w);
    sides_.emplace_back(described(problem.y, Tag::nchw), y);
    scratchpad_ = dnnl::memory(scratchpad, engine(), DNNL_MEMORY_NONE);
    constexpr int names[3][4] = {
        {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST, DNNL_ARG_BIAS},
        {DNNL_ARG_DIFF_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DIFF_DST, DNNL_ARG_BIAS},
        {DNNL_ARG_SRC, DNNL_ARG_DIFF_WEIGHTS, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_BIAS}};
    const auto& own = names[static_cast<size_t>(part_)];
    for (size_t i = 0; i < sides_.size(); ++i) arguments_.emplace(own[i], sides_[i].memory());
    arguments_.emplace(DNNL_ARG_SCRATCHPAD, scratchpad_);
    if (!with_bias_) return;
    bias_ = dnnl::memory(described(problem.bias, Tag::x), engine(), DNNL_MEMORY_NONE);
    arguments_.emplace(own[3], bias_);
  }

  size_t result() const {
    return part_ == ConvolutionPart::input ? 0 : (part_ == ConvolutionPart::weight ? 1 : 2);
  }

  ConvolutionPart part_;
  ConvolutionSizes sizes_;
  bool with_bias_, rounded_;
  dnnl::stream stream_;
  dnnl::primitive primitive_;
  std::vector<Side> sides_;  // x, w, y; empty when oneDNN has no code for the sizes
  dnnl::memory bias_, scratchpad_;
  std::unordered_map<int, dnnl::memory> arguments_;
};

constexpr size_t kept_plans = 64;

/// The plan for a call, made or found; each thread has its own, the last used first.
Plan& plan_for(const ConvolutionCall& call, bool with_bias) {
  thread_local std::vector<std::unique_ptr<Plan>> plans;
  const auto found = std::find_if(plans.begin(), plans.end(),
                                  [&](const auto& plan) { return plan->serves(call, with_bias); });
  if (found == plans.end()) {
    auto made = std::make_unique<Plan>(call, with_bias);
    if (plans.size() == kept_plans) plans.pop_back();
    plans.insert(plans.begin(), std::move(made));
  } else {
    std::rotate(plans.begin(), found, found + 1);
  }
  return *plans.front();
}

}  // namespace

bool convolve_by_onednn(const ConvolutionCall& call) {
  const OneOpenMPThread guard;
  // A gradient of the input has no bias; a transposed convolution's is added by the caller.
  Plan& plan = plan_for(call, call.bias && call.part != ConvolutionPart::input);
  if (!plan.is_possible()) return false;
  try {
    plan.run(call);
  } catch (const dnnl::error& error) {
    fail(std::string("convolution: oneDNN failed: ") + error.what());
  }
  return true;
}

}  // namespace gradus::kernels::cpu
