#!/usr/bin/env bash
# Builds and runs the benchmarks: the same work in several ways side by side, on one thread, then start-up, size and
# compile time; everything against its bar. libtorch takes part where libtorch-dev is installed.
#   scripts/bench.sh [--without-libtorch] [--write] [--list] [--seconds S] [ROW ...]
#     --write      puts the tables into docs/benchmarks.md; not together with ROW
#     --seconds S  for each row (4); ROW: a row's key or how it begins, all unless given
# Exit status 1 when something missed its bar. On a busy machine run it again before believing that.
set -euo pipefail
cd "$(dirname "$0")/.."

libtorch=ON
write=false
only_rows=false
arguments=()
while [ $# -gt 0 ]; do
  case $1 in
    --without-libtorch) libtorch=OFF ;;
    --write) write=true ;;
    --seconds) arguments+=("$1" "${2:?--seconds needs a number}"); shift ;;
    *) arguments+=("$1"); only_rows=true ;;
  esac
  shift
done
if $write && $only_rows; then
  echo "bench.sh: --write needs all rows" >&2
  exit 2
fi
[ -e /usr/include/torch/script.h ] || libtorch=OFF

./scripts/setup.sh build run
cmake --preset release -Wno-dev -DGRADUS_BENCH_LIBTORCH=$libtorch >/dev/null
cmake --build --preset release >/dev/null

# One thread for everybody, and OpenBLAS, where it is installed, chooses its kernels by itself. Debian's libtorch takes
# whatever BLAS comes first: the reference one would make its products twenty times slower.
unset OPENBLAS_CORETYPE
export GRADUS_NUM_THREADS=1 OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
blas=${GRADUS_BENCH_BLAS:-}
for library in /usr/lib/*/openblas-*/libblas.so.3; do
  if [ -z "$blas" ] && [ -e "$library" ]; then blas=$(dirname "$library"); fi
done
libraries=$blas${blas:+${LD_LIBRARY_PATH:+:}}${LD_LIBRARY_PATH:-}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

status=0
LD_LIBRARY_PATH=$libraries build/release/bin/gradus_bench --markdown "$work/rows.md" "${arguments[@]}" || status=$?
if $only_rows || [ $status -gt 1 ]; then exit $status; fi

# row NAME VALUE BAR UNIT: a line of the table; integers.
row() {
  local verdict=yes
  if [ "$2" -ge "$3" ]; then
    verdict=NO
    status=1
  fi
  printf '  %-42s %11s  below %-11s %s\n' "$1" "$2 $4" "$3 $4" "$verdict"
  echo "| $1 | $2 $4 | below $3 $4 | $verdict |" >>"$work/command.md"
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

printf '\nthe command and the headers\n'
printf '| | seen | bar | met |\n|---|---|---|---|\n' >"$work/command.md"
row "start of gradus info" "$(fastest 20 build/release/bin/gradus info)" 50 ms
strip -o "$work/gradus" build/release/bin/gradus
row "the command, stripped" $((($(stat -c %s "$work/gradus") + 1023) / 1024)) $((15 * 1024)) KiB
echo '#include <gradus/gradus.hpp>' >"$work/umbrella.cpp"
row "the umbrella header at -O0" \
  "$(fastest 3 g++ -std=c++20 -O0 -I. -c "$work/umbrella.cpp" -o "$work/umbrella.o")" 2000 ms

# replace NAME FILE: puts the file between the page's lines "<!-- NAME: begin -->" and "<!-- NAME: end -->".
replace() {
  awk -v name="$1" -v file="$2" '
    $0 == "<!-- " name ": end -->" { while ((getline line < file) > 0) print line; inside = 0 }
    !inside { print }
    $0 == "<!-- " name ": begin -->" { inside = 1 }
  ' docs/benchmarks.md >"$work/page.md"
  cp "$work/page.md" docs/benchmarks.md
}
if $write; then
  replace rows "$work/rows.md"
  replace command "$work/command.md"
  echo "bench: the tables of docs/benchmarks.md are those of this run"
fi
exit $status
