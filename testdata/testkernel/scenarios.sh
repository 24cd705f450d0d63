#!/bin/bash
# In a TestKernel: a director, a second one, a client and two real servers with a third for the sorry
# server, each in a network namespace; their addresses and kernel parameters are what `relais
# generate` wrote into the folder generated. Each scenario leaves a file in the folder checks: empty,
# or with what is wrong. The plans come from outside: founding.json, scenarios.json, weights.json,
# backup.json, flush.json.
# shellcheck disable=SC2317 # what is called by its name
set -u
# shellcheck source=testdata/testkernel/words.sh
. "$RELAIS/testdata/testkernel/words.sh"
client=157.159.40.140
other_client=157.159.40.141
far_client=203.0.113.5
founding=157.159.40.136
translated=157.159.40.137
tunnelled=157.159.40.138
# Of a service that nobody plans.
stranger=157.159.40.190:9

# ------------------------------------------------------------------ words

# Whose page a client gets: fetch FROM ADDRESS
fetch() { at client curl -s -m 20 --interface "$1" "http://$2:81/name" || echo "nothing ($?)"; }

# Whose pages a client gets, all of them, in an order of their own: reached FROM ADDRESS TIMES
reached() {
    for _ in $(seq "$3"); do fetch "$1" "$2"; done | sort -u | paste -sd,
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

# Kills the daemon of the director and starts it again, and looks all the while how many servers get
# connections: killed_and_restarted PLAN LOG
killed_and_restarted() {
    local polls
    rm -f enough
    # shellcheck disable=SC2016 # it is for that shell
    at director bash -c 'while [ ! -e enough ]; do
        ipvsadm -Ln | awk "\$1 == \"->\" && \$4 ~ /^[1-9]/ { n++ } END { print n + 0 }"
    done' >polls &
    polls=$!
    kill -KILL $daemon
    wait $daemon 2>/dev/null
    start director "$1" "$2"
    within $slow says "logs/$2" "MASTER STATE" || wrong "no master: $(cat "logs/$2")"
    # Until all have been checked once more.
    sleep 8
    : >enough
    wait $polls
    echo "    $(wc -l <polls) looks at the table"
    [ "$(wc -l <polls)" -ge 10 ] || wrong "only $(wc -l <polls) looks"
    [ "$(sort -u polls)" = 6 ] || wrong "numbers of servers: $(uniq -c polls | paste -sd,)"
}

# ------------------------------------------------------------------ the network

ip link add clients type bridge
ip link add servers type bridge
ip link set clients up
ip link set servers up
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

scenario drain
ctl() { "$RELAIS"/relais ctl --socket /run/director.sock "$@" >>ctl.out 2>&1 || wrong "ctl $*: $(tail -n 3 ctl.out)"; }
before=$(destinations director $founding:81)
traffic drain.traffic $translated $tunnelled
ctl drain 192.168.103.166:81
expect director $founding:81 "192.168.103.166:81 Route 0,192.168.103.167:81 Route 1"
expect director $tunnelled:81 "192.168.103.166:81 Tunnel 0,192.168.103.167:81 Tunnel 1"
expect director $translated:81 "$both_translated"
got=$(reached $client $tunnelled 4)
[ "$got" = web2 ] || wrong "new connections reach $got"
reload weights.json plan.json director
expect director $founding:81 "192.168.103.166:81 Route 0,192.168.103.167:81 Route 5"
reload scenarios.json plan.json director
ctl restore 192.168.103.166
expect director $founding:81 "$before"
expect director $tunnelled:81 "$both_tunnelled"
end_of_traffic drain.traffic
grep -qF "drained by hand" ctl.out || wrong "ctl says: $(cat ctl.out)"

scenario killed-and-restarted
killed_and_restarted plan.json again

scenario killed-and-restarted-with-flush
at director ipvsadm -A -t $stranger -s rr
killed_and_restarted flush.json flushed
! at director ipvsadm -Ln | grep -qF $stranger || wrong "what nobody has planned is still there"
kill $daemon
wait $daemon || wrong "it ends with $?"
start director plan.json last
within $slow says logs/last "MASTER STATE" || wrong "no master: $(cat logs/last)"
expect director $founding:81 "$both"

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
