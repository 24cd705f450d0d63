#!/bin/bash
# In a TestKernel: a director, a second one, a client and two real servers with a third for the sorry
# server, each in a network namespace; their addresses and kernel parameters are what `relais
# generate` wrote into the folder generated. Each scenario leaves a file in the folder checks: empty,
# or with what is wrong. The plans come from outside: founding.json, scenarios.json, weights.json,
# backup.json.
# shellcheck disable=SC2317 # what is called by its name
set -u
mkdir -p checks logs www
slow=180
client=157.159.40.140
other_client=157.159.40.141
far_client=203.0.113.5
founding=157.159.40.136
translated=157.159.40.137
tunnelled=157.159.40.138

# ------------------------------------------------------------------ words

scenario() {
    wrong=checks/$1
    : >"$wrong"
    echo "$(date +%T) $1"
}

wrong() { echo "$*" >>"$wrong"; }

# Whether a command succeeds, within SECONDS: within SECONDS COMMAND…
within() {
    local end=$(($(date +%s) + $1))
    shift
    until "$@"; do
        [ "$(date +%s)" -lt $end ] || return 1
        sleep 0.2
    done
}

# In a namespace: at NAMESPACE COMMAND…; not for what is ended by its number, which would be that of
# a shell in between.
at() {
    local name=$1
    shift
    ip netns exec "$name" "$@"
}

# The destinations of a service at a director: address, port, method and weight, joined by blanks.
destinations() {
    at "$1" ipvsadm -Ln | awk -v service="$2" '
        NR > 3 && $1 != "->" { ours = $2 == service }
        NR > 3 && $1 == "->" && ours { print $2, $3, $4 }' | sort | paste -sd,
}

has() { [ "$(destinations "$1" "$2")" = "$3" ]; }

# Waits until a service has these destinations: expect DIRECTOR SERVICE DESTINATIONS
expect() {
    within $slow has "$1" "$2" "$3" ||
        wrong "$2 has [$(destinations "$1" "$2")] instead of [$3] at $1"
}

# Whose page a client gets: fetch FROM ADDRESS
fetch() { at client curl -s -m 20 --interface "$1" "http://$2:81/name" || echo "nothing ($?)"; }

# Whose pages a client gets, all of them, in an order of their own: reached FROM ADDRESS TIMES
reached() {
    for _ in $(seq "$3"); do fetch "$1" "$2"; done | sort -u | paste -sd,
}

says() { grep -qF -e "$2" "$1"; }

# Runs a daemon: start DIRECTOR PLAN LOG; sets $daemon
start() {
    ip netns exec "$1" "$RELAIS"/relaisd -n -l -D -p "/run/$1.pid" -r "/run/$1.vrrp" -c "/run/$1.check" \
        -f "$2" >"logs/$3" 2>&1 &
    daemon=$!
}

reloads() { grep -cF "Reload complete" "$1"; }
has_reloaded() { [ "$(reloads "$1")" -gt "$2" ]; }

# Gives a daemon another plan: reload PLAN PLAN_IN_USE LOG
reload() {
    local before
    before=$(reloads "logs/$3")
    cp "$1" "$2"
    kill -HUP $daemon
    within $slow has_reloaded "logs/$3" "$before" || wrong "it does not reload: $(tail -n 3 "logs/$3")"
}

# Serves the name of a namespace: serve NAMESPACE PORT
serve() {
    mkdir -p "www/$1"
    echo "$1" >"www/$1/name"
    ip netns exec "$1" /usr/bin/python3 -m http.server -p HTTP/1.1 -d "www/$1" "$2" >"logs/$1-$2" 2>&1 &
    servers[$1-$2]=$!
}

# Fetches in the background, without a pause, from each of some addresses, until it is enough:
# traffic FILE ADDRESS…; returns when there has been some
traffic() {
    rm -f enough
    keep_fetching "$@" &
    traffic=$!
    within $slow is_long "$1" 3 || wrong "no connections"
}

keep_fetching() {
    local file=$1 address
    shift
    while [ ! -e enough ]; do
        for address in "$@"; do
            case $address in
            "$translated") fetch $far_client "$address" ;;
            *) fetch $client "$address" ;;
            esac
        done
    done >"$file"
}

is_long() { [ -e "$1" ] && [ "$(wc -l <"$1")" -ge "$2" ]; }

# Waits for some more and ends it; none may have failed: end_of_traffic FILE
end_of_traffic() {
    local count
    within $slow is_long "$1" $(($(wc -l <"$1") + 3)) || wrong "no more connections"
    : >enough
    wait $traffic
    count=$(wc -l <"$1")
    ! grep -v '^web[12]$' "$1" >failures || wrong "of $count failed: $(sort failures | uniq -c)"
    echo "    $count connections"
}

milliseconds() { echo $(($(date +%s%N) / 1000000)); }

# ------------------------------------------------------------------ the network

declare -A servers
ip link add clients type bridge
ip link add servers type bridge
ip link set clients up
ip link set servers up
# plug NAMESPACE INTERFACE BRIDGE
plug() {
    ip link add port type veth peer name "$2" netns "$1"
    ip link set port name "$1-$2" master "$3" up
    ip -n "$1" link set "$2" up
}
for name in director second client web1 web2 sorry; do
    ip netns add $name
    ip -n $name link set lo up
done
plug director eth0 servers
plug director eth3 clients
plug second eth0 servers
plug second eth3 clients
plug client eth0 clients
plug sorry eth0 servers
for name in web1 web2; do
    plug $name eth0 servers
    plug $name eth1 clients
done
modprobe ipip
for name in director web1 web2; do
    at $name sysctl -q -p generated/$name/etc/sysctl.d/60-keepalived.conf
    at $name ifup -a -i generated/$name/etc/network/interfaces --state-dir="/run/network-$name" ||
        echo "$name: ifup fails"
done
at second sysctl -q -p generated/director/etc/sysctl.d/60-keepalived.conf
ip -n second addr add 192.168.103.2/24 dev eth0
ip -n second addr add 157.159.40.131/26 dev eth3
ip -n client addr add $client/26 dev eth0
ip -n client addr add $other_client/26 dev eth0
# What is translated has to come back through the director, so it comes from another network.
ip -n client addr add $far_client/32 dev eth0
ip -n director route add 203.0.113.0/24 dev eth3
ip -n second route add 203.0.113.0/24 dev eth3
ip -n sorry addr add 192.168.103.168/24 dev eth0
for name in web1 web2 sorry; do ip -n $name route add 203.0.113.0/24 via 192.168.103.1; done
serve web1 80
serve web1 81
serve web2 80
serve web2 81
serve sorry 80

# ------------------------------------------------------------------ scenarios

both="192.168.103.166:81 Route 1,192.168.103.167:81 Route 1"
both_translated="192.168.103.166:80 Masq 1,192.168.103.167:80 Masq 1"
both_tunnelled="192.168.103.166:81 Tunnel 1,192.168.103.167:81 Tunnel 1"

scenario no-module
modprobe=$(cat /proc/sys/kernel/modprobe)
echo /bin/false >/proc/sys/kernel/modprobe
start director founding.json no-module
within $slow says logs/no-module "MASTER STATE" || wrong "no master: $(cat logs/no-module)"
at director ip -br addr show dev eth3 | grep -qF $founding || wrong "the address is not there"
lines=$(grep -ciF -e "ipvs" -e "ip_vs" -e "virtual services" logs/no-module)
[ "$lines" = 1 ] || wrong "$lines lines: $(cat logs/no-module)"
grep -F "table of virtual services" logs/no-module
kill $daemon
wait $daemon || wrong "it ends with $?"
echo "$modprobe" >/proc/sys/kernel/modprobe
modprobe ip_vs

scenario founding-balancer
cp founding.json plan.json
start director plan.json director
within $slow says logs/director "MASTER STATE" || wrong "no master: $(cat logs/director)"
expect director $founding:81 "$both"
at director ipvsadm -Ln | grep -qF "TCP  $founding:81 rr persistent 50" ||
    wrong "the service is another: $(at director ipvsadm -Ln)"
one=$(reached $client $founding 3)
two=$(reached $other_client $founding 3)
[ "$(printf '%s\n' "$one" "$two" | sort | paste -sd,)" = web1,web2 ] ||
    wrong "one client reaches $one, another $two"

scenario reload-with-traffic
traffic founding.traffic $founding
reload scenarios.json plan.json director
expect director $founding:81 "$both"
expect director $translated:81 "$both_translated"
expect director $tunnelled:81 "$both_tunnelled"
end_of_traffic founding.traffic

scenario translation
got=$(reached $far_client $translated 6)
[ "$got" = web1,web2 ] || wrong "reached: $got"

scenario tunnels
got=$(reached $client $tunnelled 6)
[ "$got" = web1,web2 ] || wrong "reached: $got"

scenario change-of-weights-with-traffic
traffic weights.traffic $founding $translated $tunnelled
reload weights.json plan.json director
expect director $founding:81 "192.168.103.166:81 Route 3,192.168.103.167:81 Route 5"
reload scenarios.json plan.json director
expect director $founding:81 "$both"
end_of_traffic weights.traffic

scenario failure
: >quorum
kill "${servers[web1-80]}" "${servers[web1-81]}"
killed=$(milliseconds)
expect director $founding:81 "192.168.103.167:81 Route 1"
expect director $tunnelled:81 "192.168.103.166:81 Tunnel 0,192.168.103.167:81 Tunnel 1"
expect director $translated:81 "192.168.103.168:80 Masq 1"
removed=$(milliseconds)
echo "    removed within $((removed - killed)) ms"
# The delay of 3 s, a timeout of 3 s, and what a slow machine takes.
[ $((removed - killed)) -lt 30000 ] || wrong "removed after $((removed - killed)) ms"
got=$(reached $other_client $founding 2),$(reached $client $founding 2)
[ "$got" = web2,web2 ] || wrong "clients of the founding balancer reach $got"
got=$(reached $client $tunnelled 4)
[ "$got" = web2 ] || wrong "by the tunnels they reach $got"

scenario sorry-server
got=$(reached $far_client $translated 3)
[ "$got" = sorry ] || wrong "reached: $got"

scenario quorum
within $slow says quorum down || wrong "quorum_down does not run"
says logs/director "Lost quorum" || wrong "the log does not say it"

scenario recovery
serve web1 80
serve web1 81
expect director $founding:81 "$both"
expect director $translated:81 "$both_translated"
expect director $tunnelled:81 "$both_tunnelled"
within $slow says quorum up || wrong "quorum_up does not run"
got=$(reached $far_client $translated 6)
[ "$got" = web1,web2 ] || wrong "reached by translation: $got"
got=$(reached $client $tunnelled 6)
[ "$got" = web1,web2 ] || wrong "reached by tunnels: $got"

scenario killed-and-restarted
rm -f enough
# How many servers get connections, over and over.
# shellcheck disable=SC2016 # it is for that shell
at director bash -c 'while [ ! -e enough ]; do
    ipvsadm -Ln | awk "\$1 == \"->\" && \$4 ~ /^[1-9]/ { n++ } END { print n + 0 }"
done' >polls &
polls=$!
kill -KILL $daemon
wait $daemon 2>/dev/null
start director plan.json again
within $slow says logs/again "MASTER STATE" || wrong "no master: $(cat logs/again)"
# Until all have been checked once more.
sleep 8
: >enough
wait $polls
echo "    $(wc -l <polls) looks at the table"
[ "$(wc -l <polls)" -ge 10 ] || wrong "only $(wc -l <polls) looks"
[ "$(sort -u polls)" = 6 ] || wrong "numbers of servers: $(uniq -c polls | paste -sd,)"

scenario failover
first=$daemon
cp backup.json second.json
start second second.json second
backup=$daemon
within $slow says logs/second "BACKUP STATE" || wrong "no backup: $(cat logs/second)"
expect second $founding:81 "$both"
at director ipvsadm -L --daemon | grep -q "master sync daemon" || wrong "no master daemon speaks"
at second ipvsadm -L --daemon | grep -q "backup sync daemon" || wrong "no backup daemon listens"
at client /usr/bin/python3 - $founding <<'PYTHON' >held 2>&1 &
import http.client, os, sys, time
connection = http.client.HTTPConnection(sys.argv[1], 81, timeout=60)
def fetch():
    connection.request("GET", "/name")
    return connection.getresponse().read().decode().strip()
before = [fetch() for _ in range(5)]
open("holding", "w").close()
end = time.time() + 120
while not os.path.exists("taken-over") and time.time() < end:
    time.sleep(0.1)
connection.auto_open = 0
print("same" if set(before) == {fetch()} else "another")
PYTHON
held=$!
within $slow test -e holding || wrong "no connection: $(cat held)"
listed() { at second ipvsadm -Lcn | grep -q "ESTABLISHED.*$founding:81"; }
within $slow listed || wrong "the second does not know of it: $(at second ipvsadm -Lcn)"
kill $first
wait $first || wrong "the first ends with $?"
within $slow says logs/second "MASTER STATE" || wrong "the second does not take over"
: >taken-over
wait $held
[ "$(cat held)" = same ] || wrong "the connection: $(cat held)"
at second ipvsadm -L --daemon | grep -q "master sync daemon" || wrong "the second does not speak"
[ "$(at director ipvsadm -Ln | wc -l)" = 3 ] || wrong "left: $(at director ipvsadm -Ln)"
[ -z "$(at director ipvsadm -L --daemon)" ] ||
    wrong "sync daemons left: $(at director ipvsadm -L --daemon)"

daemon=$backup
kill $daemon
wait $daemon
: >checks/end-of-script
for pid in "${servers[@]}"; do kill "$pid" 2>/dev/null; done
wait
exit 0
