#!/bin/sh
# Measures a fleet: `relais lint` of an inventory beside a loop over `keepalived -t`, in one run. The
# loop is run over a part of the hosts and reckoned up, as all of them take minutes. Each host has two
# files, one includes the other; two hosts each are a pair with an address and a service. Needs root for a network of its own.
#   bench/fleet.sh [HOSTS] [HOSTS OF THE LOOP]
set -eu
hosts=${1:-10000}
part=${2:-500}
root=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

awk -v n="$hosts" -v folder="$work" 'BEGIN {
    inventory = folder "/inventory.yaml"
    print "hosts:" >inventory
    for (i = 0; i < n; i++) {
        pair = int(i / 2); own = i % 2 + 1; other = 2 - i % 2
        net = "10." int(pair / 250) % 250 "." pair % 250
        host = sprintf("h%05d", i)
        system("mkdir " folder "/" host)
        main = folder "/" host "/keepalived.conf"; part = folder "/" host "/vrrp.conf"
        printf "global_defs {\n    router_id %s\n    enable_script_security\n    script_user root\n}\ninclude vrrp.conf\nvirtual_server %s.10 80 {\n    lb_algo rr\n    lb_kind NAT\n    protocol TCP\n", host, net >main
        for (s = 101; s <= 102; s++)
            printf "    real_server %s.%d 80 {\n        TCP_CHECK {\n            connect_timeout 3\n        }\n    }\n", net, s >main
        print "}" >main; close(main)
        printf "vrrp_script check_web {\n    script /bin/true\n    interval 2\n    weight -60\n}\nvrrp_instance VI_%d {\n    state BACKUP\n    interface eth0\n    virtual_router_id %d\n    priority %d\n    unicast_src_ip %s.%d\n    unicast_peer {\n        %s.%d\n    }\n    track_script {\n        check_web\n    }\n    virtual_ipaddress {\n        %s.10/24\n    }\n}\n", pair, pair % 250 + 1, 150 - 50 * (own - 1), net, own, net, other, net >part
        close(part)
        printf "  %s:\n    config: %s/keepalived.conf\n    interfaces:\n      eth0: { address: %s.%d/24 }\n", host, host, net, own >inventory
    }
}'
/usr/bin/time -o "$work/time" -f '%e %M' "$root/relais" lint "$work" >"$work/report" || true
tail -n 1 "$work/report"
# keepalived stops at an interface that is not there, so it gets one, in a network of its own.
cat >"$work/loop" <<'END'
ip link add eth0 type veth peer name peer0
ip link set eth0 up
start=$(date +%s%N)
i=0
while [ "$i" -lt "$part" ]; do
    (cd "$work/$(printf 'h%05d' "$i")" && keepalived -t -f keepalived.conf >/dev/null 2>&1) || true
    i=$((i + 1))
done
echo $(($(date +%s%N) - start))
END
export work part
spent=$(unshare -n sh "$work/loop")
awk -v n="$hosts" -v part="$part" -v spent="$spent" '
    /^[0-9.]+ [0-9]+$/ {
        loop = spent / 1e9 * n / part
        printf "| %d hosts | relais lint %.1f s, %d MB | keepalived -t in a loop %.1f s (%d hosts, reckoned up) | %.1f times as long |\n", n, $1, $2 / 1024, loop, part, loop / $1
    }' "$work/time"
