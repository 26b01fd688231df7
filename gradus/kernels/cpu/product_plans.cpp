#include "gradus/kernels/cpu/product_plans.hpp"

#include <fmt/format.h>

#include <list>
#include <unordered_map>

#include "gradus/kernels/cpu/onednn.hpp"

namespace gradus::kernels::cpu {
namespace {

using Type = dnnl::memory::data_type;

dnnl::memory matrix(int64_t rows, int64_t columns, int64_t leading, bool transposed, Type type) {
  const dnnl::memory::dims strides =
      transposed ? dnnl::memory::dims{1, leading} : dnnl::memory::dims{leading, 1};
  return {{{rows, columns}, type, strides}, onednn_engine(), DNNL_MEMORY_NONE};
}

/// A primitive with its three arguments, whose data is set anew for each run.
class Plan {
 public:
  explicit Plan(const ProductForm& form)
      : x_(matrix(form.m, form.k, form.x_leading, form.x_transposed, type_of(form))),
        y_(matrix(form.k, form.n, form.y_leading, form.y_transposed, type_of(form))),
        out_(matrix(form.m, form.n, form.out_leading, false, Type::f32)),
        product_({{x_.get_desc(), y_.get_desc(), out_.get_desc()}, onednn_engine()}),
        arguments_{{DNNL_ARG_SRC, x_}, {DNNL_ARG_WEIGHTS, y_}, {DNNL_ARG_DST, out_}} {}

  void run(float* out, const void* x, const void* y) {
    x_.set_data_handle(const_cast<void*>(x));
    y_.set_data_handle(const_cast<void*>(y));
    out_.set_data_handle(out);
    product_.execute(onednn_stream(), arguments_);
  }

 private:
  static Type type_of(const ProductForm& form) { return form.bfloat16 ? Type::bf16 : Type::f32; }

  dnnl::memory x_, y_, out_;
  dnnl::matmul product_;
  std::unordered_map<int, dnnl::memory> arguments_;  // handles of the three above
};

struct Hash {
  size_t operator()(const ProductForm& form) const {
    uint64_t hash = form.x_transposed * 4U + form.y_transposed * 2U + form.bfloat16;
    for (const int64_t part : {form.m, form.n, form.k, form.x_leading, form.y_leading, form.out_leading}) {
      hash = (hash ^ static_cast<uint64_t>(part)) * 0x9E3779B97F4A7C15U;
      hash ^= hash >> 32;
    }
    return hash;
  }
};

/// The plans a thread has used last.
class Plans {
 public:
  Plan& at(const ProductForm& form) {
    if (!used_.empty() && used_.front().first == form) return used_.front().second;
    if (const auto found = by_form_.find(form); found != by_form_.end()) {
      used_.splice(used_.begin(), used_, found->second);
      return used_.front().second;
    }
    used_.emplace_front(form, Plan(form));
    by_form_[form] = used_.begin();
    if (used_.size() > capacity) {
      by_form_.erase(used_.back().first);
      used_.pop_back();
    }
    return used_.front().second;
  }

 private:
  static constexpr size_t capacity = 128;  // more forms than a model of some size has

  std::list<std::pair<ProductForm, Plan>> used_;  // the last used first
  std::unordered_map<ProductForm, decltype(used_)::iterator, Hash> by_form_;
};

}  // namespace

void run_product(const ProductForm& form, float* out, const void* x, const void* y) {
  const OneOpenMPThread guard;
  try {
    static thread_local Plans plans;
    plans.at(form).run(out, x, y);
  } catch (const dnnl::error& error) {
    fail(fmt::format("matmul: oneDNN could not compute a product of {} x {} x {}: {}", form.m, form.k, form.n,
                     error.what()));
  }
}

}  // namespace gradus::kernels::cpu
