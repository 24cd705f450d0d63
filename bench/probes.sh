#!/bin/sh
# Measures what looking at real servers costs, by the channels of the JDK and by the prober: 1,000
# connections a second on loopback for 20 s. Needs iproute2, root for a network namespace, and a build
# (./relais --version). The flags of the JVM are those of relaisd.
#   bench/probes.sh [ROUNDS]
set -eu
rounds=${1:-3}
root=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
name=probes
cannot_run=3
# shellcheck source=packaging/launch.sh
. "$root/packaging/launch.sh"
jdk=$(find_jdk) || exit "$cannot_run"
need ip iproute2
lib=$root/target/relais/lib
classpath=${CLASSPATH:-$(jars "$lib"/relais-runtime-*.jar "$lib"/jackson-annotations-*.jar)}
work=$(mktemp -d)
"$jdk/bin/javac" -proc:none -d "$work" -cp "$classpath" "$root/bench/Probes.java"
namespace=probes-$$
ip netns add "$namespace"
server=
end() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    ip netns delete "$namespace"
    rm -rf "$work"
}
trap end EXIT
trap 'exit 1' INT TERM
ip -n "$namespace" link set lo up
# Connections are remembered for a minute: there are not ports enough for all of them.
ip netns exec "$namespace" sh -c 'echo "1024 65535" >/proc/sys/net/ipv4/ip_local_port_range'
flags="-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:TieredStopAtLevel=1 -XX:-UsePerfData
    -Xmx32m -Xms4m -Xmn2m -Xss256k -XX:ReservedCodeCacheSize=8m --enable-native-access=ALL-UNNAMED"
mkfifo "$work/ready"
ip netns exec "$namespace" "$jdk/bin/java" -cp "$work:$classpath" Probes serve >"$work/ready" &
server=$!
read -r _ <"$work/ready"
i=0
while [ "$i" -lt "$rounds" ]; do
    for way in jdk foreign; do
        # shellcheck disable=SC2086 # the flags are words
        ip netns exec "$namespace" "$jdk/bin/java" $flags -cp "$work:$classpath" Probes "$way"
    done
    i=$((i + 1))
done
