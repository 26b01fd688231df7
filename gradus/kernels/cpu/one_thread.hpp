#pragma once

#include <omp.h>

namespace gradus::kernels::cpu {

/// Gives this thread's OpenMP regions one thread for a while, and puts back what was set. The setting belongs
/// to the calling thread alone, and one thread makes results independent of the number of processors.
class OneOpenMPThread {
 public:
  OneOpenMPThread() : previous_(omp_get_max_threads()) { omp_set_num_threads(1); }
  ~OneOpenMPThread() { omp_set_num_threads(previous_); }
  OneOpenMPThread(const OneOpenMPThread&) = delete;
  OneOpenMPThread& operator=(const OneOpenMPThread&) = delete;

 private:
  int previous_;
};

}  // namespace gradus::kernels::cpu
