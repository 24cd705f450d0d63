#!/bin/sh
# Measures `relais lint` beside `keepalived -t` on generated configurations, in one run: wall time and
# memory of the whole process, the median of some runs, and the ratio. Needs the packages keepalived
# and time; interfaces need not exist, keepalived reads the whole file all the same.
#   bench/lint.sh [RUNS]
set -eu
runs=${1:-5}
root=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

# Those of the third argument "different" each have a comment of their own: Relais reads all of them.
virtual_servers() {
    awk -v n="$1" -v m="$2" -v how="${3:-alike}" 'BEGIN {
        for (i = 0; i < n; i++) {
            comment = how == "different" ? " # " i : ""
            printf "virtual_server 10.%d.%d.%d 80 {%s\n    delay_loop 6\n    lb_algo rr\n    lb_kind NAT\n    protocol TCP\n", i / 65536, i / 256 % 256, i % 256, comment
            for (j = 0; j < m; j++)
                printf "    real_server 192.168.%d.%d %d {\n        weight 1\n        TCP_CHECK {\n            connect_timeout 3\n        }\n    }\n", j / 250 % 250, j % 250 + 1, 8000 + int(j / 62500)
            print "}"
        }
    }'
}

instances() {
    awk -v n="$1" 'BEGIN {
        for (i = 0; i < n; i++)
            printf "vrrp_instance V%d {\n    state BACKUP\n    interface eth%d\n    virtual_router_id %d\n    priority 100\n    advert_int 1\n    virtual_ipaddress {\n        10.%d.%d.%d/32\n    }\n}\n", i, i / 255, i % 255 + 1, i / 65536 + 1, i / 256 % 256, i % 256
    }'
}

scripts() {
    awk -v n="$1" 'BEGIN {
        print "global_defs {\n    enable_script_security\n    script_user root\n}"
        for (i = 0; i < n; i++)
            printf "vrrp_script s%d {\n    script \"/bin/true\"\n    interval 1\n    weight 1\n}\n", i
        print "vrrp_instance V {\n    interface eth0\n    virtual_router_id 1\n    virtual_ipaddress {\n        10.1.1.1/32\n    }\n    track_script {"
        for (i = 0; i < n; i++) print "        s" i
        print "    }\n}"
    }'
}

group() {
    instances "$1"
    awk -v n="$1" 'BEGIN {
        print "vrrp_sync_group G {\n    group {"
        for (i = 0; i < n; i++) print "        V" i
        print "    }\n}"
    }'
}

virtual_servers 1000 2 >"$work/1k virtual servers"
virtual_servers 10000 2 >"$work/10k virtual servers"
virtual_servers 50000 2 >"$work/50k virtual servers"
virtual_servers 10000 2 different >"$work/10k virtual servers, no two alike"
virtual_servers 50000 2 different >"$work/50k virtual servers, no two alike"
virtual_servers 1 20000 >"$work/20k real servers in one"
instances 4000 >"$work/4k instances"
scripts 4000 >"$work/4k tracked scripts"
group 4000 >"$work/4k members of a group"

# Prints the median wall time in seconds and the most memory in MB.
measure() {
    : >"$work/times"
    i=0
    while [ "$i" -lt "$runs" ]; do
        /usr/bin/time -a -o "$work/times" -f '%e %M' timeout 300 "$@" >/dev/null 2>&1 || true
        i=$((i + 1))
    done
    awk 'NF == 2 { print }' "$work/times" | sort -n |
        awk '{ t[NR] = $1; if ($2 > m) m = $2 } END { printf "%.2f %d", t[int((NR + 1) / 2)], m / 1024 }'
}

"$root/relais" --version >/dev/null
printf '| configuration | size | relais lint | memory | keepalived -t | memory | ratio |\n'
printf '| --- | --- | --- | --- | --- | --- | --- |\n'
for file in "1k virtual servers" "10k virtual servers" "50k virtual servers" \
    "10k virtual servers, no two alike" "50k virtual servers, no two alike" \
    "20k real servers in one" "4k instances" "4k tracked scripts" "4k members of a group"; do
    ours=$(measure "$root/relais" lint -q "$work/$file")
    theirs=$(measure keepalived -t -f "$work/$file")
    size=$(du -k "$work/$file" | cut -f 1)
    printf '%s %s\n' "$ours" "$theirs" | awk -v f="$file" -v k="$size" '{
        printf "| %s | %.1f MB | %.2f s | %d MB | %.2f s | %d MB | %.1f |\n", f, k / 1024, $1, $2, $3, $4, $1 / ($3 > 0 ? $3 : 0.01)
    }'
done
