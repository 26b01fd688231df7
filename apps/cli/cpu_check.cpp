// Compiled for any x86-64 and run before every other initialiser, so that a processor without AVX2 meets a
// sentence and not an illegal instruction.
#include <unistd.h>

#include <cstdlib>

namespace {

__attribute__((constructor(101))) void require_avx2_and_fma() {
  __builtin_cpu_init();
  const bool enough = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0 &&
                      __builtin_cpu_supports("bmi") != 0 && __builtin_cpu_supports("bmi2") != 0;
  if (enough) return;
  constexpr char sentence[] =
      "gradus: this processor lacks AVX2 or FMA, which gradus needs (any x86-64 since about 2015 has them)\n";
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, sentence, sizeof(sentence) - 1);
  ::_exit(1);
}

}  // namespace
