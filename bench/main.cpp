// Every benchmark, in groups; the first of a group is what the others are compared with.
#include "bench/ratio_reporter.hpp"
#include "bench/tiny_step.hpp"

int main(int argc, char** argv) {
  benchmark::RegisterBenchmark("2-2-2-2-1 step/hand-written loop", bench::hand_written_step);
  benchmark::RegisterBenchmark("2-2-2-2-1 step/gradus, eager", bench::eager_step);
#ifdef GRADUS_BENCH_LIBTORCH
  benchmark::RegisterBenchmark("2-2-2-2-1 step/libtorch", bench::libtorch_step);
#endif
  return bench::run(argc, argv);
}
