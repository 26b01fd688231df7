#!/usr/bin/env bash
# Runs clang-tidy with the committed checks on what changed, or on everything.
#   scripts/tidy.sh [--all | FILE ...]
# Changed is: what differs from main (or from $GRADUS_TIDY_BASE) on a branch; on main itself, the commits of
# the day that ends with the last one. Of these the newest are read first, and after $GRADUS_TIDY_MINUTES (15) the rest
# is left to --all, and counted. Tests are read with --all only, and the analyzer, which follows every path and
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
  git ls-files --others --exclude-standard
  git diff --name-only HEAD
  git log --first-parent -m --format= --name-only ${base:+"$base..HEAD"}  # all, while the project is younger than a day
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
  done | awk '!seen[$0]++'
}

checks=()
deadline=
if [ "${1:-}" = --all ]; then
  mapfile -t wanted < <(git ls-files --cached --others --exclude-standard '*.cpp')
elif [ $# -gt 0 ]; then
  wanted=("$@")
else
  checks=("--checks=-clang-analyzer-*,-clang-diagnostic-*" --extra-arg=-Wno-error)  # g++ builds, and its warnings count
  deadline=$(($(date +%s) + 60 * ${GRADUS_TIDY_MINUTES:-15}))
  mapfile -t wanted < <(changed_files | sources_of | grep -v '^tests/' || true)
fi

# Only what this build compiles has a command to read it with, and clang 14 does not read libtorch's headers at all.
database=build/release/compile_commands.json
files=()
for file in "${wanted[@]}"; do
  [ "$file" != bench/libtorch.cpp ] || continue
  if [ -f "$file" ] && grep -qF "/$file\"" "$database"; then files+=("$file"); fi
done
echo "tidy: ${#files[@]} files"
[ ${#files[@]} -gt 0 ] || exit 0
left=$(mktemp)
trap 'rm -f "$left"' EXIT
# read_file FILE: unless the time is over.
read_file() {
  if [ -n "$deadline" ] && [ "$(date +%s)" -ge "$deadline" ]; then
    echo "$1" >>"$left"
    return
  fi
  clang-tidy-14 -p build/release --quiet "${checks[@]}" --extra-arg=-Wno-unknown-warning-option "$1" 2>&1 |
    { grep -v 'warnings generated\.$' || true; }
}
status=0
running=0
for file in "${files[@]}"; do
  if [ "$running" -ge "$(nproc)" ]; then
    wait -n || status=1
    running=$((running - 1))
  fi
  read_file "$file" &
  running=$((running + 1))
done
while [ "$running" -gt 0 ]; do
  wait -n || status=1
  running=$((running - 1))
done
unread=$(wc -l <"$left")
[ "$unread" -eq 0 ] || echo "tidy: the time was over; $unread older files are left to scripts/tidy.sh --all"
exit "$status"
