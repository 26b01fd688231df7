#!/usr/bin/env bash
# Builds and runs the benchmarks: ratios to hand-written code, then start-up, size and compile time against their bars.
#   scripts/bench.sh [--libtorch] [OPTION OF Google Benchmark ...]
# Exit status 1 when something stayed above its bar. On a busy machine run it again before believing that.
set -euo pipefail
cd "$(dirname "$0")/.."

libtorch=OFF
if [ "${1:-}" = --libtorch ]; then
  libtorch=ON
  shift
fi
./scripts/setup.sh build run
cmake --preset release -Wno-dev -DGRADUS_BENCH_LIBTORCH=$libtorch >/dev/null
cmake --build --preset release >/dev/null

status=0
build/release/bin/gradus_bench "$@" || status=1

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# row NAME VALUE BAR UNIT: a line of the table; integers.
row() {
  local verdict=
  if [ "$2" -ge "$3" ]; then
    verdict="  above the bar"
    status=1
  fi
  printf '  %-42s %9s %9s%s\n' "$1" "$2 $4" "$3 $4" "$verdict"
}
# fastest COUNT COMMAND...: the least of its times, in milliseconds (rounded up).
fastest() {
  local count=$1 least= start now
  shift
  for ((i = 0; i < count; ++i)); do
    start=${EPOCHREALTIME/[.,]/}
    "$@" >/dev/null
    now=$((${EPOCHREALTIME/[.,]/} - start))
    if [ -z "$least" ] || [ "$now" -lt "$least" ]; then least=$now; fi
  done
  echo $(((least + 999) / 1000))
}

printf '\n%-44s %9s %9s\n' "the command and the headers" "seen" "below"
row "start of gradus info" "$(fastest 20 build/release/bin/gradus info)" 50 ms
strip -o "$work/gradus" build/release/bin/gradus
row "the command, stripped" $((($(stat -c %s "$work/gradus") + 1023) / 1024)) $((15 * 1024)) KiB
echo '#include <gradus/gradus.hpp>' >"$work/umbrella.cpp"
row "the umbrella header at -O0" \
  "$(fastest 3 g++ -std=c++20 -O0 -I. -c "$work/umbrella.cpp" -o "$work/umbrella.o")" 2000 ms
exit $status
