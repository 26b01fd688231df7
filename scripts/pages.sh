#!/usr/bin/env bash
# Opens pages with figures in Chromium, offline: none may write an error to its console, and animations have to play,
# pause and slide. Needs build/release (scripts/build.sh); says what is missing, and passes, where there is no Chromium.
#   scripts/pages.sh [FOLDER [PICTURES]]      a folder of pages, some of examples, gallery and lessons if
#                                             none; a folder for a picture of each page
set -euo pipefail
cd "$(dirname "$0")/.."

browser=${GRADUS_CHROMIUM:-$(command -v chromium || command -v chromium-browser || true)}
skip() { echo "pages.sh: skipped: $1"; exit 0; }
[ -n "$browser" ] || skip "Chromium is not installed (Debian's package chromium)"
command -v node >/dev/null && command -v npm >/dev/null || skip "node and npm are not installed"

# What drives the browser, in the version of its lock file.
driver=build/pages
mkdir -p "$driver"
if ! cmp -s tests/pages/package-lock.json "$driver/package-lock.json" || [ ! -d "$driver/node_modules" ]; then
  cp tests/pages/package.json tests/pages/package-lock.json "$driver/"
  if ! (cd "$driver" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --silent); then
    rm -f "$driver/package-lock.json"
    skip "npm cannot install playwright-core"
  fi
fi
cp tests/pages/drive.mjs "$driver/"

folder=${1:-}
if [ -z "$folder" ]; then
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  share=build/release/share/gradus/plotly.min.js
  [ -s "$share" ] || skip "the build has no plotly.js"
  cp "$share" "$folder/"
  build/release/bin/example_figures "$folder"
  build/release/bin/example_descent "$folder"
  build/release/bin/gradus gallery --out "$folder/gallery" --formats html bubbles legends two-surfaces descent learning \
    decision-regions architecture landscape-surface biplot
  build/release/bin/gradus run gradient-1d network-weights --epochs 6 --formats html --out "$folder/book" >/dev/null
fi
failed=0
for pages in "$folder" "$folder"/gallery/{paper,dark} "$folder/book"; do
  compgen -G "$pages/*.html" >/dev/null || continue
  pictures=${2:+"$2/$(basename "$pages")"}
  [ -z "$pictures" ] || mkdir -p "$pictures"
  node "$driver/drive.mjs" "$browser" "$pages" ${pictures:+"$pictures"} || failed=1
done
exit "$failed"
