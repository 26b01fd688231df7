#!/usr/bin/env bash
# Runs clang-tidy with the committed checks on what changed, or on everything.
#   scripts/tidy.sh [--all | FILE ...]
# Changed is: what differs from main (or from $GRADUS_TIDY_BASE) on a branch; on main itself, the commits of
# the day that ends with the last one. Tests are read with --all only, and the analyzer, which follows every path and
# takes three times as long as all other checks, looks at --all or named files only: the compiler's warnings and the
# sanitizers hold these from day to day. Needs a configured build/release (scripts/build.sh).
set -euo pipefail
cd "$(dirname "$0")/.."

base_commit() {
  local base newest
  if [ -n "${GRADUS_TIDY_BASE:-}" ]; then
    git rev-parse "$GRADUS_TIDY_BASE"
    return
  fi
  for main in origin/main main; do
    base=$(git merge-base "$main" HEAD 2>/dev/null) || continue
    if [ "$base" != "$(git rev-parse HEAD)" ]; then
      echo "$base"
      return
    fi
  done
  newest=$(git show -s --format=%ct HEAD)
  git rev-list -1 --before="$((newest - 86400))" HEAD
}

changed_files() {
  local base
  base=$(base_commit)
  if [ -n "$base" ]; then
    git diff --name-only --diff-filter=d "$base"
  else
    git ls-files  # the project is younger than a day
  fi
  git ls-files --others --exclude-standard
}

# clang-tidy reads sources; a header is read through the source of its name, or else through one that includes it.
sources_of() {
  local file source
  while read -r file; do
    case $file in
      *.cpp) echo "$file" ;;
      *.hpp)
        source=${file%.hpp}.cpp
        [ -f "$source" ] || source=$(git grep -l --fixed-strings "$file" -- '*.cpp' | head -n 1 || true)
        [ -z "$source" ] || echo "$source"
        ;;
    esac
  done | LC_ALL=C sort -u
}

checks=()
if [ "${1:-}" = --all ]; then
  mapfile -t wanted < <(git ls-files --cached --others --exclude-standard '*.cpp')
elif [ $# -gt 0 ]; then
  wanted=("$@")
else
  checks=("--checks=-clang-analyzer-*,-clang-diagnostic-*")
  mapfile -t wanted < <(changed_files | sources_of | grep -v '^tests/' || true)
fi

# Only what this build compiles has a command to read it with.
database=build/release/compile_commands.json
files=()
for file in "${wanted[@]}"; do
  if grep -qF "/$file\"" "$database"; then files+=("$file"); fi
done
echo "tidy: ${#files[@]} files"
[ ${#files[@]} -gt 0 ] || exit 0
printf '%s\0' "${files[@]}" |
  xargs -0 -n 1 -P "$(nproc)" clang-tidy-14 -p build/release --quiet "${checks[@]}" --extra-arg=-Wno-unknown-warning-option 2>&1 |
  { grep -v 'warnings generated\.$' || true; }
