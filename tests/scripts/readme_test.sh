#!/usr/bin/env bash
# The README's program is the example that is compiled and run, letter for letter, and its local links lead somewhere.
set -euo pipefail
cd "$(dirname "$0")/../.."
status=0

shown=$(awk '/^```cpp$/ { inside = 1; next } /^```$/ { inside = 0 } inside' README.md)
if [ "$shown" != "$(cat examples/first_steps.cpp)" ]; then
  echo "README.md shows another program than examples/first_steps.cpp:"
  diff <(printf '%s\n' "$shown") examples/first_steps.cpp || true
  status=1
fi

for page in README.md docs/*.md docs/*/*.md; do
  while read -r target; do
    if [ ! -e "$(dirname "$page")/$target" ]; then
      echo "$page: link to $target, which is not there"
      status=1
    fi
  done < <(awk '/^ *```/ { code = !code; next } !code { gsub(/`[^`]*`/, "code"); print }' "$page" | grep -oE '\]\([^)#]+' | cut -c3- |
    grep -v '^https\?:' || true)
done
exit $status
