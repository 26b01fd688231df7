#!/usr/bin/env bash
# Installs what is missing, builds everything and runs every test.
#   scripts/test.sh [CTEST OPTION ...]      for example: scripts/test.sh -R core
# Tests labelled nightly run with GRADUS_NIGHTLY=1.
set -euo pipefail
cd "$(dirname "$0")/.."

./scripts/setup.sh build run
./scripts/build.sh release

if [ -z "${GRADUS_DATA:-}" ]; then
  echo "GRADUS_DATA is not set: tests that need data we may not ship are skipped"
fi
labels=(-LE nightly)
[ "${GRADUS_NIGHTLY:-0}" = 1 ] && labels=()
exec ctest --preset release -j "$(nproc)" --timeout 600 "${labels[@]}" "$@" </dev/null
