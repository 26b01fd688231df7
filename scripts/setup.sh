#!/usr/bin/env bash
# Installs the Debian packages that are missing, and nothing when all are there; asks nothing.
#   scripts/setup.sh [GROUP ...]      groups: build run check (build and run unless told otherwise)
set -euo pipefail

# What the build reads: compiler and tools, libraries, and the two things a page needs to work offline.
build=(g++ cmake ninja-build ccache
  libfmt-dev libcli11-dev nlohmann-json3-dev libeigen3-dev libdnnl-dev zlib1g-dev libxxhash-dev
  libcurl4-openssl-dev libssl-dev
  libzip-dev libhdf5-dev libpng-dev libjpeg62-turbo-dev
  libgtest-dev
  libjs-katex ca-certificates)
# What the command calls while it runs: the renderer of pictures and its fonts, and what makes GIFs of them.
run=(gnuplot-nox ffmpeg fonts-cmu fonts-katex)
# What only the gates of .ci/run call. Named with its version: another clang-format formats differently.
check=(clang-format-14 clang-tidy-14)

wanted=()
need_npm=false
[ $# -eq 0 ] && set -- build run
for group in "$@"; do
  case $group in
    build) wanted+=("${build[@]}"); need_npm=true ;;
    run) wanted+=("${run[@]}") ;;
    check) wanted+=("${check[@]}") ;;
    *) echo "setup.sh: unknown group '$group'; there are build, run, check" >&2; exit 2 ;;
  esac
done

is_installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

missing=()
for package in "${wanted[@]}"; do
  is_installed "$package" || missing+=("$package")
done
command -v npm >/dev/null && need_npm=false
if [ ${#missing[@]} -eq 0 ] && ! $need_npm; then exit 0; fi
$need_npm && missing+=(nodejs)

if ! command -v apt-get >/dev/null; then
  echo "setup.sh: apt-get is not here; install the counterparts of these Debian packages: ${missing[*]}" >&2
  exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "setup.sh: neither root nor sudo; ask for these packages: ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi

apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=600 \
    -o Acquire::Retries=3 "$@" </dev/null
}
# A first install prints hundreds of lines that nobody reads; they are shown when it fails.
install() {
  local log
  log=$(mktemp)
  if ! apt install -y --no-install-recommends "$@" >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

echo "setup: installing ${missing[*]}"
apt update >/dev/null
install "${missing[@]}"
# Debian keeps npm in a package of its own; other builds of nodejs bring it along and conflict with that one.
if $need_npm && ! command -v npm >/dev/null; then
  echo "setup: installing npm"
  install npm
fi
