#!/usr/bin/env bash
# Installs what is missing, builds the command, runs all lessons and names the page that shows them.
#   scripts/demo.sh [DIR] [OPTION OF gradus run ...]      pages go to DIR (out unless told otherwise)
# Real data is taken from $GRADUS_DATA where it is set, else from what is shipped or generated.
set -euo pipefail
here=$PWD
cd "$(dirname "$0")/.."
out=out
if [ $# -gt 0 ] && [[ $1 != -* ]]; then
  out=$1
  [[ $out = /* ]] || out=$here/$out  # a relative folder is the caller's, not ours
  shift
fi

./scripts/setup.sh build run
./scripts/build.sh release gradus_command web_assets
build/release/bin/gradus run --all --out "$out" "$@" </dev/null

page=$(cd "$out" && pwd)/index.html
echo
if [ -e "$page" ]; then echo "Open this page: $page"; else echo "Look into this folder: ${page%/*}"; fi
