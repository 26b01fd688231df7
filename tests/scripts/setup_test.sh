#!/usr/bin/env bash
# scripts/setup.sh installs what is missing and only that: run against stand-ins of dpkg-query, apt-get, id and sudo.
set -euo pipefail
setup=$(cd "$(dirname "$0")/../.." && pwd)/scripts/setup.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
expect() {
  if [[ $2 != *"$3"* ]]; then
    printf 'FAILED %s: expected "%s" in\n%s\n' "$1" "$3" "$2"
    failures=$((failures + 1))
  fi
}

mkdir "$work/bin"
for tool in bash env mktemp cat rm dirname; do ln -s "$(command -v $tool)" "$work/bin/$tool"; done
stand_in() { printf '#!/usr/bin/env bash\n%s\n' "$2" >"$work/bin/$1" && chmod +x "$work/bin/$1"; }
stand_in dpkg-query '[[ " $MISSING " = *" ${@: -1} "* ]] || printf installed'
stand_in apt-get 'echo "apt-get $*" >>"$LOG"; [[ "$*" != *"${FAILS:-nothing fails}"* ]] || { echo "no such package"; exit 100; }'
stand_in npm ':'
stand_in id 'echo 0'
run() { LOG=$work/log MISSING=$1 FAILS=${FAILS:-} PATH=$work/bin bash "$setup" "${@:2}" 2>&1 || echo "status $?"; }

: >"$work/log"
output=$(run "")
[ -z "$output" ] && [ ! -s "$work/log" ] || expect "all there" "$output$(cat "$work/log")" "neither output nor a call of apt"

output=$(run "libfmt-dev clang-tidy-14")
expect "one missing" "$output" "setup: installing libfmt-dev"
expect "one missing" "$(tail -n 1 "$work/log")" "install -y --no-install-recommends libfmt-dev"
[[ $(cat "$work/log") != *clang* ]] || expect "other group" "$(cat "$work/log")" "no clang"

output=$(run "clang-tidy-14" check)
expect "group" "$(tail -n 1 "$work/log")" "clang-tidy-14"

output=$(FAILS=libfmt-dev run "libfmt-dev")
expect "apt fails" "$output" "no such package"
expect "apt fails" "$output" "status 1"

output=$(run "" no-such-group)
expect "unknown group" "$output" "unknown group 'no-such-group'"
expect "unknown group" "$output" "status 2"

stand_in id 'echo 1000'
output=$(run "libfmt-dev")
expect "no sudo" "$output" "neither root nor sudo"
stand_in sudo 'echo "sudo $1" >>"$LOG"; exec "$@"'
output=$(run "libfmt-dev")
expect "sudo" "$(cat "$work/log")" "sudo env"

rm "$work/bin/apt-get"
output=$(run "libfmt-dev")
expect "no apt" "$output" "apt-get is not here"

[ $failures -eq 0 ] && echo "setup.sh does what it should"
exit $((failures > 0))
