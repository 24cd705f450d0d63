#!/bin/sh
# Measures what a small file costs: `relais lint` of the founding pair in several forms, beside
# `keepalived -t` on the same two files and a JVM that does nothing; in one run, whole processes, the
# median of some runs and the least. Root's have real-time priority, as other work on the machine
# counts otherwise. Needs the packages keepalived and time, and a build (./relais --version).
#   bench/start.sh [RUNS]
set -eu
runs=${1:-15}
root=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
name=start
cannot_run=3
# shellcheck source=packaging/launch.sh
. "$root/packaging/launch.sh"
jdk=$(find_jdk) || exit "$cannot_run"
"$root/packaging/image/build" "$work/image"
cd "$root/testdata/minet"
both="web1=web1/keepalived.conf web2=web2/keepalived.conf"
classpath=$(jars "$root"/target/relais/lib/*.jar)
first=
! chrt -r 10 true 2>/dev/null || first="chrt -r 10"

# Prints the median and the least of the seconds, and the median of the kilobytes, of a command's runs.
median() {
    : >"$work/times"
    i=0
    while [ "$i" -lt "$runs" ]; do
        # shellcheck disable=SC2086 # a command and its options
        $first /usr/bin/time -a -o "$work/times" -f '%e %M' "$@" >/dev/null 2>&1 || true
        i=$((i + 1))
    done
    grep -v '^Command' "$work/times" | sort -n | awk '{ s[NR] = $1; m[NR] = $2 }
        END { i = int((NR + 1) / 2); printf "%d ms (%d) | %d MB", s[i] * 1000, s[1] * 1000, m[i] / 1024 }'
}

printf '| form | time | memory |\n| --- | --- | --- |\n'
printf '| keepalived -t, two runs | %s |\n' "$(median sh -c "$(printf '%s\n' \
    'keepalived -t -f web1/keepalived.conf; keepalived -t -f web2/keepalived.conf')")"
printf '| JVM of the image that does nothing | %s |\n' \
    "$(median "$work/image/jre/bin/java" -XX:+UseSerialGC -version)"
# shellcheck disable=SC2086 # a list of words
printf '| relais of the image | %s |\n' "$(median "$work/image/bin/relais" lint $both)"
# shellcheck disable=SC2086
printf '| relais of a checkout | %s |\n' "$(median "$root/relais" lint $both)"
# shellcheck disable=SC2086
printf '| java without cache or flags | %s |\n' \
    "$(median "$jdk/bin/java" -cp "$classpath" dev.relais.cli.Main lint $both)"
