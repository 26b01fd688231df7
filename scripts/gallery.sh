#!/usr/bin/env bash
# Draws every picture of the gallery into a folder, or the small pictures that tests compare with.
#   scripts/gallery.sh [FOLDER]      build/gallery unless told otherwise
#   scripts/gallery.sh --write       tests/gallery/references, after a change of how figures look; look at each
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "${1:-}" = --write ]; then
  scripts/build.sh release write_gallery_references
  build/release/bin/write_gallery_references tests/gallery/references
else
  scripts/build.sh release gradus_command
  build/release/bin/gradus gallery --out "${1:-build/gallery}"
fi
