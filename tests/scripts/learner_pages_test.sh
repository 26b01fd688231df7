#!/usr/bin/env bash
# Each page of docs/learners shows the program examples/learners/NAME.cpp, letter for letter, and its figure, and is
# listed in docs/learners.md.
set -euo pipefail
cd "$(dirname "$0")/../.."
status=0
complain() {
  echo "$1"
  status=1
}

for example in examples/learners/*.cpp; do
  name=$(basename "$example" .cpp)
  page=docs/learners/$name.md
  if [ ! -f "$page" ]; then
    complain "$example has no page $page"
    continue
  fi
  shown=$(awk '/^```cpp$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$page")
  if [ "$shown" != "$(cat "$example")" ]; then
    complain "$page shows another program than $example:"
    diff <(printf '%s\n' "$shown") "$example" || true
  fi
  grep -q "(../images/learners/$name.png)" "$page" || complain "$page shows no figure images/learners/$name.png"
  grep -q "(learners/$name.md)" docs/learners.md || complain "docs/learners.md does not list $page"
done
for page in docs/learners/*.md; do
  [ -f "examples/learners/$(basename "$page" .md).cpp" ] || complain "$page has no example"
done
exit $status
