#!/bin/sh
# Measures relaisd beside keepalived as balancers of load, in one User-Mode Linux kernel that has IPVS:
# how fast each programs 1,000 services with two real servers each, and what two reloads change; then CPU
# and memory of 5,000 TCP_CHECKs, 1,000 a second. Needs root, the packages keepalived, ipvsadm,
# user-mode-linux, kmod, util-linux and iproute2, 2 GB of memory, and a build (./relais --version). A
# round took 6 minutes on an idle machine.
#   bench/balancing.sh [ROUNDS]
#   RELAISD=/opt/relais/bin/relaisd bench/balancing.sh
#
# The method, the same for both: /proc/net/ip_vs is read every 20 ms by a process in the guest, which
# counts the destinations that are as they shall be. "From the command" is from the exec of the daemon,
# or the SIGHUP, to the first look with all of them: with the start of the JVM, and the compilation of
# the configuration. "From first to last change" begins with the last look that still showed the table
# as it was before. Resident memory is VmRSS of all processes of the daemon. CPU is that of the whole
# guest, seen from outside, in 30 s after 60 s: the guest counts in ticks of 10 ms, too coarse for
# processes that run for a millisecond. It has that of the servers on loopback, which accept and close
# what either daemon opens. A guest has one processor and is slow: count the ratios, not the times.
set -eu
root=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
name=balancing
cannot_run=3
# shellcheck source=packaging/launch.sh
. "$root/packaging/launch.sh"
jdk=$(find_jdk) || exit "$cannot_run"
need keepalived keepalived
need linux.uml user-mode-linux
need insmod kmod
need ipvsadm ipvsadm
need unshare util-linux
need ip iproute2
JAVA_HOME=$jdk
RELAIS_NO_BUILD=1
export JAVA_HOME RELAIS_NO_BUILD
relaisd=${RELAISD:-$root/relaisd}
# Inside, making the caches of classes would take minutes.
"$relaisd" --version >/dev/null
"$root/relais" --version >/dev/null
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
"$jdk/bin/javac" -proc:none -d "$work/classes" "$root/bench/Balancing.java"
"$jdk/bin/java" -cp "$work/classes" Balancing outside "$root/testdata/testkernel/init" "$work" \
    "$root/relais" "$relaisd" "${1:-3}"
