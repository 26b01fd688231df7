#!/usr/bin/env bash
# Holds the layers of docs/architecture.md: no file may include what its module may not see.
#   scripts/check_layers.sh [ROOT]
# Prints each violation as file:line and the reason; exit status 1 when there is one.
set -euo pipefail
root=${1:-"$(dirname "$0")/.."}
cd "$root"

mapfile -t files < <(find gradus lessons apps -type f \( -name '*.hpp' -o -name '*.cpp' -o -name '*.cu' -o -name '*.cuh' \) \
  2>/dev/null | LC_ALL=C sort)
if [ ${#files[@]} -eq 0 ]; then
  echo "check_layers: no sources below $PWD" >&2
  exit 2
fi

awk '
BEGIN {
  # The table: what a module names in its row. What those may include it may include as well.
  row["base"] = ""
  row["kernels"] = "base"
  row["core/tensor"] = "kernels"
  row["core"] = "core/tensor kernels"
  row["io"] = "core/tensor"
  row["nn"] = "core"
  row["optim"] = "core"
  row["data"] = "io core"
  row["metrics"] = "core"
  row["train"] = "nn optim data metrics io"
  row["learn"] = "train"
  row["store"] = "learn"
  row["plot"] = "base"
  # Inside plot, in the order in which a figure passes its folders; nobody else looks into them.
  row["plot/check"] = "base"
  row["plot/scene"] = "plot/check"
  row["plot/pixels"] = "plot/scene"
  row["plot/gnuplot"] = "plot/pixels"
  row["plot/plotly"] = "plot/pixels"
  row["view"] = "plot learn"
  row["gradus.hpp"] = "store view"  # the umbrella header, over the whole library
  row["lessons"] = "gradus.hpp store view"
  row["apps"] = "lessons"
  for (module in row) allow(module, module)
  allow("core/tensor", "core")  # the three folders of core know each other
  for (module in row) if (module ~ /^plot\//) may[module, "plot"] = may["plot", module] = 1
  for (file = 1; file < ARGC; ++file) exists[ARGV[file]] = 1
}

# Lets `module` include `other` and, all the way down, what that one may.
function allow(module, other,    names, count, i) {
  if ((module, other) in may) return
  may[module, other] = 1
  count = split(row[other], names, " ")
  for (i = 1; i <= count; ++i) allow(module, names[i])
}

function module_of(path,    parts) {
  split(path, parts, "/")
  if (parts[1] != "gradus") return parts[1]
  # Who builds on storage alone (io) names core/tensor; the rest of core is one module.
  if (parts[2] == "core" && parts[3] == "tensor") return "core/tensor"
  if (parts[2] == "plot" && parts[4] != "") return "plot/" parts[3]
  return parts[2]
}

# a/b/../c -> a/c
function normal(path,    parts, count, i, kept, out) {
  count = split(path, parts, "/")
  kept = 0
  for (i = 1; i <= count; ++i) {
    if (parts[i] == "." || parts[i] == "") continue
    if (parts[i] == ".." && kept > 0) { --kept; continue }
    out[++kept] = parts[i]
  }
  path = ""
  for (i = 1; i <= kept; ++i) path = (path == "" ? "" : path "/") out[i]
  return path
}

function complain(reason) {
  printf "%s:%d: %s\n", FILENAME, FNR, reason
  ++violations
}

# What the line says without its comments; `inside` remembers a comment that goes on.
function code(line,    out, at) {
  out = ""
  while (line != "") {
    if (inside) {
      at = index(line, "*/")
      if (at == 0) return out
      line = substr(line, at + 2)
      inside = 0
    } else {
      at = match(line, /\/\/|\/\*/)
      if (at == 0) return out line
      out = out substr(line, 1, at - 1)
      if (substr(line, at, 2) == "//") return out
      line = substr(line, at + 2)
      inside = 1
    }
  }
  return out
}

FNR == 1 {
  module = module_of(FILENAME)
  folder = FILENAME
  sub(/[^\/]*$/, "", folder)
  is_library = FILENAME ~ /^gradus\//
  is_public = is_library && FILENAME ~ /\.hpp$/ && module !~ /^plot\//
  inside = 0
  if (!(module in row)) complain("module \"" module "\" has no row in the table of layers")
}

/^[ \t]*#[ \t]*include[ \t]*[<"]/ && !inside {
  target = $0
  sub(/^[^<"]*[<"]/, "", target)
  sub(/[>"].*/, "", target)
  check(target, $0 ~ /include[ \t]*"/)
  next
}

{
  text = code($0)
  if (module == "kernels" && (" " text " ") ~ /[^A-Za-z0-9_]Tensor[^A-Za-z0-9_]/) {
    complain("kernels work on pointers, shapes and strides and do not know Tensor")
  }
}

function check(target, quoted,    path, other) {
  path = ""
  if (quoted && (normal(folder target) in exists)) path = normal(folder target)
  else if (target ~ /^(gradus|lessons|apps|tests|bench|examples)\//) path = normal(target)

  if (path != "") {
    other = module_of(path)
    if ((module, other) in may) return
    if (is_library && (other == "lessons" || other == "apps")) {
      complain("the library knows neither lessons nor programs, but includes " path)
    } else if (!(other in row)) {
      complain("includes " path ", which is no module of the table")
    } else {
      complain("\"" module "\" may not include \"" other "\": " path)
    }
    return
  }
  if (module != "kernels" && target ~ /^(dnnl|oneapi\/dnnl|Eigen\/|unsupported\/Eigen\/)/) {
    complain("oneDNN and Eigen stay inside kernels, but <" target "> is included here")
  } else if (module != "kernels" && target ~ /^[a-z0-9]*mmintrin\.h$|^(x86intrin|immintrin|arm_neon)\.h$/) {
    complain("SIMD stays inside kernels, but <" target "> is included here")
  } else if (is_public && target ~ /^(fmt\/|nlohmann\/|CLI\/|iostream$|regex$|ranges$)/ && target !~ /_fwd\.hpp$/) {
    complain("a public header is slow to compile with <" target ">; include it in the .cpp")
  }
}

END {
  if (violations > 0) {
    printf("check_layers: %d violations in %d files\n", violations, ARGC - 1)
    exit 1
  }
  printf "check_layers: %d files keep the layers\n", ARGC - 1
}
' "${files[@]}"
