#!/usr/bin/env bash
# Configures and builds one preset (release unless told otherwise) into build/<preset>.
#   scripts/build.sh [PRESET] [TARGET ...]
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${1:-release}
[ $# -gt 0 ] && shift
cmake --preset "$preset" -Wno-dev >/dev/null
cmake --build --preset "$preset" ${@:+--target "$@"}
