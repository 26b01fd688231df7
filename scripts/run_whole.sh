#!/usr/bin/env bash
# Runs a test program whole, in a folder of its own, and shows what it says only when it fails.
#   scripts/run_whole.sh PROGRAM
set -uo pipefail
program=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
start=$SECONDS
if (cd "$work" && exec timeout 1200 "$program" --gtest_brief=1) >"$work/said" 2>&1 </dev/null; then
  printf 'passed %4d s  %s: %s\n' $((SECONDS - start)) "$(basename "$program")" "$(grep -m 1 'tests ran\|PASSED' "$work/said")"
else
  status=$?
  printf 'FAILED (%d) %s\n' "$status" "$(basename "$program")"
  cat "$work/said"
  exit 1
fi
