#!/usr/bin/env bash
# Runs scripts/check_layers.sh over small trees, each with one thing wrong or none.
set -euo pipefail
check=$(cd "$(dirname "$0")/../.." && pwd)/scripts/check_layers.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# tree NAME, then pairs of FILE CONTENT: a fresh tree of these files, over one that keeps all the rules.
tree() {
  root=$work/$1
  shift
  mkdir -p "$root"
  put gradus/base/shape.hpp '#include <cstdint>'
  put gradus/core/tensor/tensor.hpp '#include "gradus/base/shape.hpp"'
  while [ $# -gt 0 ]; do
    put "$1" "$2"
    shift 2
  done
}
put() {
  mkdir -p "$root/$(dirname "$1")"
  printf '%b\n' "$2" >"$root/$1"
}

# finds NAME TEXT ...: the checker fails on the tree and prints TEXT.
finds() {
  local text=$1 output status=0
  output=$("$check" "$root" 2>&1) || status=$?
  if [ $status -ne 1 ] || [[ $output != *"$text"* ]]; then
    printf 'FAILED %s: expected status 1 and "%s", got status %s and\n%s\n' "$root" "$text" $status "$output"
    failures=$((failures + 1))
  fi
}
passes() {
  local output status=0
  output=$("$check" "$root" 2>&1) || status=$?
  if [ $status -ne 0 ]; then
    printf 'FAILED %s: expected no complaint, got status %s and\n%s\n' "$root" $status "$output"
    failures=$((failures + 1))
  fi
}

tree clean \
  gradus/core/ops/math.cpp '#include "../tensor/tensor.hpp"\n#include "gradus/kernels/cpu/math.hpp"' \
  gradus/core/tensor/storage.cpp '#include "gradus/core/autograd/node.hpp"' \
  gradus/train/fit.cpp '#include "gradus/base/shape.hpp"\n#include "gradus/nn/module.hpp"\n#include <fmt/format.h>' \
  gradus/kernels/cpu/matmul.cpp '#include <dnnl.hpp>\n#include <Eigen/Dense>\n// fills the Tensor of core\nint Tensors;' \
  gradus/nn/comment.cpp '/*\n#include "gradus/plot/figure.hpp"\n*/\n// #include "gradus/plot/figure.hpp"' \
  gradus/gradus.hpp '#include "gradus/nn/module.hpp"\n#include "gradus/plot/figure.hpp"' \
  lessons/slope.cpp '#include <gradus/gradus.hpp>\n#include <iostream>' \
  apps/cli/main.cpp '#include "lessons/lesson.hpp"'
passes

tree upwards gradus/base/shape.cpp '#include "gradus/base/shape.hpp"\n#include "gradus/kernels/cpu/math.hpp"'
finds 'gradus/base/shape.cpp:2: "base" may not include "kernels"'
tree relative gradus/optim/sgd.cpp '#include "../nn/module.hpp"' gradus/nn/module.hpp ''
finds 'gradus/optim/sgd.cpp:1: "optim" may not include "nn"'
tree angle gradus/train/fit.hpp '\n#  include <gradus/plot/figure.hpp>'
finds 'gradus/train/fit.hpp:2: "train" may not include "plot"'
tree sideways gradus/plot/figure.cpp '#include "gradus/core/tensor/tensor.hpp"'
finds '"plot" may not include "core/tensor"'
tree through_plot gradus/plot/html.cpp '#include "gradus/plot/plotly/json.hpp"' \
  gradus/plot/plotly/json.cpp '#include "gradus/plot/html.hpp"\n#include "gradus/plot/scene/scene.hpp"' \
  gradus/plot/plotly/json.hpp '#include <nlohmann/json.hpp>'
passes
tree back_in_plot gradus/plot/scene/scene.cpp '#include "gradus/plot/gnuplot/words.hpp"'
finds '"plot/scene" may not include "plot/gnuplot"'
tree into_plot gradus/view/roc.cpp '#include "gradus/plot/scene/scene.hpp"'
finds '"view" may not include "plot/scene"'
tree storage_only gradus/io/csv.cpp '#include "gradus/core/tensor/tensor.hpp"\n#include "gradus/core/ops/math.hpp"'
finds 'gradus/io/csv.cpp:2: "io" may not include "core"'
tree lessons gradus/view/boundary.cpp '#include "lessons/lesson.hpp"'
finds 'the library knows neither lessons nor programs'
tree unknown gradus/misc/helper.cpp '#include <vector>'
finds '"misc" has no row'
tree unknown_target gradus/nn/a.cpp '#include "gradus/misc/helper.hpp"'
finds 'no module of the table'
tree eigen gradus/core/ops/linalg.cpp '#include <Eigen/Dense>'
finds 'oneDNN and Eigen stay inside kernels'
tree dnnl gradus/nn/conv.cpp '#include <dnnl.hpp>'
finds 'oneDNN and Eigen stay inside kernels'
tree simd gradus/base/fast.cpp '#include <immintrin.h>'
finds 'SIMD stays inside kernels'
tree tensor_in_kernels gradus/kernels/cpu/math.hpp 'namespace gradus {\nvoid add(const Tensor& a);\n}'
finds 'gradus/kernels/cpu/math.hpp:2: kernels work on pointers'
for header in iostream regex ranges fmt/format.h nlohmann/json.hpp; do
  tree "header_${header//\//_}" gradus/base/a.hpp "#include <$header>"
  finds 'a public header is slow to compile'
done
mkdir -p "$work/empty"
status=0
"$check" "$work/empty" >/dev/null 2>&1 || status=$?
if [ $status -ne 2 ]; then
  echo "FAILED: a folder without sources must be status 2, got $status"
  failures=$((failures + 1))
fi

[ $failures -eq 0 ] && echo "check_layers finds what it should"
exit $((failures > 0))
