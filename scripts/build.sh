#!/usr/bin/env bash
# Configures and builds one preset (release unless told otherwise) into build/<preset>.
#   scripts/build.sh [PRESET] [TARGET ...]
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${1:-release}
[ $# -gt 0 ] && shift
# What cmake finds is of interest only when it fails.
if ! log=$(cmake --preset "$preset" -Wno-dev 2>&1); then
  printf '%s\n' "$log" >&2
  exit 1
fi
# Paths relative to the checkout: a second checkout finds what the first compiled.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
cmake --build --preset "$preset" ${@:+--target "$@"}
