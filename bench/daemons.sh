#!/bin/sh
# Measures relaisd beside keepalived in one run: takeover, goodbye, period of advertisements, CPU,
# memory, start. Needs root and the packages keepalived, iproute2 and tcpdump, and a build
# (./relais --version). Takes about 25 minutes; the words of a measure choose it.
#   bench/daemons.sh [MEASURE…]
#   RELAISD=/opt/relais/bin/relaisd bench/daemons.sh takeover
set -eu
root=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
name=daemons
cannot_run=3
# shellcheck source=packaging/launch.sh
. "$root/packaging/launch.sh"
jdk=$(find_jdk) || exit "$cannot_run"
need tcpdump tcpdump
need keepalived keepalived
JAVA_HOME=$jdk
export JAVA_HOME
exec "$jdk/bin/java" "$root/bench/Daemons.java" "${RELAISD:-$root/relaisd}" "$@"
