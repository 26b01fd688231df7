#pragma once

#include <dnnl.hpp>

#include "gradus/base/error.hpp"
#include "gradus/kernels/cpu/one_thread.hpp"

/// What every use of oneDNN shares.
namespace gradus::kernels::cpu {

/// The processor, as oneDNN names it.
inline const dnnl::engine& onednn_engine() {
  static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

/// This thread's queue; what is put on it is done at once.
inline dnnl::stream& onednn_stream() {
  static thread_local dnnl::stream stream(onednn_engine());
  return stream;
}

}  // namespace gradus::kernels::cpu
