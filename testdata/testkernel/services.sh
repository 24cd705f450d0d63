#!/bin/bash
# In a TestKernel: services that are not an address and a port of IPv4 and TCP: marked packets, groups,
# IPv6, UDP. A client, a director between two networks, and two real servers, each in a network
# namespace. At last, a table in a namespace of its own. The plans, services.json and elsewhere.json, come
# from outside.
# shellcheck disable=SC2317 # what is called by its name
set -u
# shellcheck source=testdata/testkernel/words.sh
. "$RELAIS/testdata/testkernel/words.sh"

# ------------------------------------------------------------------ words

# Whose page a client gets: fetch HOST:PORT
fetch() { at client curl -g -s -m 20 "http://$1/name" || echo "nothing ($?)"; }

# Who answers a datagram: ask ADDRESS PORT
ask() {
    at client /usr/bin/python3 - "$1" "$2" <<'PYTHON'
import socket, sys
names = set()
for _ in range(6):
    # A port of its own makes it a connection of its own.
    asker = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    asker.settimeout(10)
    asker.connect((sys.argv[1], int(sys.argv[2])))
    asker.send(b"?")
    try:
        names.add(asker.recv(100).decode())
    except OSError as error:
        names.add(str(error))
print(",".join(sorted(names)))
PYTHON
}

# Answers datagrams with the name of a namespace: answer NAMESPACE PORT
answer() {
    ip netns exec "$1" /usr/bin/python3 -c '
import socket, sys
answerer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
answerer.bind(("", int(sys.argv[2])))
while True:
    _, client = answerer.recvfrom(2000)
    answerer.sendto(sys.argv[1].encode(), client)
' "$1" "$2" >"logs/$1-$2" 2>&1 &
    servers[$1-$2]=$!
}

# Serves the name of a namespace in both families: serve_both NAMESPACE PORT
serve_both() {
    mkdir -p "www/$1"
    echo "$1" >"www/$1/name"
    ip netns exec "$1" /usr/bin/python3 -m http.server -b :: -d "www/$1" "$2" >"logs/$1-$2" 2>&1 &
    servers[$1-$2]=$!
}

# Who answers at each of some services, which have to be all of NAMES: reaches NAMES HOST:PORT…
reaches() {
    local got names=$1 service
    shift
    for service in "$@"; do
        got=$(for _ in 1 2 3 4; do fetch "$service"; done | sort -u | paste -sd,)
        [ "$got" = "$names" ] || wrong "reached by $service: $got"
    done
}

# ------------------------------------------------------------------ the network

ip link add clients type bridge
ip link add servers type bridge
ip link set clients up
ip link set servers up
for name in director client web1 web2; do
    ip netns add $name
    ip -n $name link set lo up
done
plug director eth0 servers
plug director eth1 clients
plug client eth0 clients
plug web1 eth0 servers
plug web2 eth0 servers
# address NAMESPACE INTERFACE ADDRESS…
address() {
    local name=$1 interface=$2 one
    shift 2
    for one in "$@"; do
        case $one in
        *:*) ip -n "$name" addr add "$one" dev "$interface" nodad ;;
        *) ip -n "$name" addr add "$one" dev "$interface" ;;
        esac
    done
}
address director eth0 10.20.0.254/24 2001:db8:20::fe/64
address director eth1 10.10.0.254/24 2001:db8:10::fe/64
address director lo 10.40.0.5/32 10.40.0.{10..12}/32 10.40.0.20/32 10.40.0.{30..32}/32 2001:db8:40::1/128
address client eth0 10.10.0.1/24 2001:db8:10::1/64
address web1 eth0 10.20.0.1/24 2001:db8:20::1/64
address web2 eth0 10.20.0.2/24 2001:db8:20::2/64
at director sysctl -q -w net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
ip -n client route add default via 10.10.0.254
ip -n client -6 route add default via 2001:db8:10::fe
for name in web1 web2; do
    ip -n $name route add default via 10.20.0.254
    ip -n $name -6 route add default via 2001:db8:20::fe
    serve_both $name 8001
    serve_both $name 8002
    answer $name 7000
done
mark() {
    at director iptables-legacy -t mangle -A PREROUTING -d "$1" -p tcp --dport "$2" -j MARK --set-mark "$3"
}
mark 10.40.0.5 8001:8002 5
mark 10.40.0.5 9000 6
# What nftables would do: this kernel has none for IPv4.
mark 10.40.0.30 80 1000
mark 10.40.0.31 80 1000
mark 10.40.0.32 8080 1000

# ------------------------------------------------------------------ scenarios

both="10.20.0.1:8001 Masq 1,10.20.0.2:8001 Masq 1"
both_ported="10.20.0.1:0 Masq 1,10.20.0.2:0 Masq 1"
both_six="[2001:db8:20::1]:8001 Masq 1,[2001:db8:20::2]:8001 Masq 1"
both_datagrams="10.20.0.1:7000 Masq 1,10.20.0.2:7000 Masq 1"
marked=(10.40.0.30:80 10.40.0.31:80 10.40.0.32:8080)
group=(10.40.0.10:80 10.40.0.11:80 10.40.0.12:80 10.40.0.12:8080)

scenario programmed
start director services.json services
expect director 5 "$both_ported"
for one in "${group[@]}"; do expect director "$one" "$both"; done
expect director 6 "$both"
expect director 1000 "$both"
expect director "[2001:db8:40::1]:80" "$both_six"
expect director 10.40.0.20:7000 "$both_datagrams"

scenario marks
reaches web1,web2 10.40.0.5:8001 10.40.0.5:8002
got=$(fetch 10.40.0.5:8003)
[ "$got" = "nothing (7)" ] || wrong "what is not marked reaches $got"

scenario group
reaches web1,web2 "${group[@]}" 10.40.0.5:9000

scenario marked-group
reaches web1,web2 "${marked[@]}"
! at director ipvsadm -Ln | grep -F -e 10.40.0.30 -e 10.40.0.32 >marked || wrong "also: $(cat marked)"

scenario no-nftables
refusals=$(grep -cF "cannot make the nftables table \`keepalived_ipvs\`" logs/services)
[ "$refusals" = 1 ] || wrong "it is said $refusals times: $(grep -F nft logs/services)"
says logs/services "this kernel has no nftables for these addresses: run \`modprobe nf_tables\`" || wrong "no remedy: $(grep -F nft logs/services)"

scenario ipv6
reaches web1,web2 "[2001:db8:40::1]:80"

scenario datagrams
got=$(ask 10.40.0.20 7000)
[ "$got" = web1,web2 ] || wrong "answers come from $got"

scenario all-fail
kill "${servers[web1-8001]}" "${servers[web1-7000]}"
expect director 5 "10.20.0.2:0 Masq 1"
for one in "${group[@]}" 6 1000; do expect director "$one" "10.20.0.2:8001 Masq 1"; done
expect director "[2001:db8:40::1]:80" "[2001:db8:20::2]:8001 Masq 1"
expect director 10.40.0.20:7000 "10.20.0.2:7000 Masq 1"
reaches web2 10.40.0.5:8002 "${group[@]}" "${marked[@]}" 10.40.0.5:9000 "[2001:db8:40::1]:80"
got=$(ask 10.40.0.20 7000)
[ "$got" = web2 ] || wrong "answers come from $got"

scenario all-recover
serve_both web1 8001
answer web1 7000
expect director 5 "$both_ported"
for one in "${group[@]}" 6 1000; do expect director "$one" "$both"; done
expect director "[2001:db8:40::1]:80" "$both_six"
expect director 10.40.0.20:7000 "$both_datagrams"
reaches web1,web2 10.40.0.5:8002 "${group[@]}" "${marked[@]}" 10.40.0.5:9000 "[2001:db8:40::1]:80"
got=$(ask 10.40.0.20 7000)
[ "$got" = web1,web2 ] || wrong "answers come from $got"

kill $daemon
wait $daemon

scenario table-elsewhere
ip netns add table
ip -n table link set lo up
plug table eth0 servers
# The kernel takes no server that it could not reach.
address table eth0 10.20.0.253/24
start director elsewhere.json elsewhere
expect table 10.40.0.5:80 "10.20.0.1:8001 Masq 1"
got=$(at director ipvsadm -Ln | tail -n +4)
[ -z "$got" ] || wrong "the table of the daemon has $got"
kill $daemon
wait $daemon
got=$(at table ipvsadm -Ln | tail -n +4)
[ -z "$got" ] || wrong "in the other table stays $got"

scenario no-table
ip netns del table
start director elsewhere.json nowhere
within $slow says logs/nowhere "there is no network namespace \`table\`; make it with \`ip netns add table\`" ||
    wrong "$(tail -n 5 logs/nowhere)"
kill $daemon
wait $daemon || wrong "it ends with status $?"
: >checks/end-of-script
kill "${servers[@]}" 2>/dev/null
wait
exit 0
