#!/bin/bash
# In a TestKernel: a director and two real servers, each in a network namespace, and a service for each
# way to look at servers. The wavering server fails in every way and comes back; the steady one has to
# get connections all the while. How long it takes is printed beside what the configuration allows:
# delay_loop, and connect_timeout for each try. The plan, checkers.json, comes from outside.
# shellcheck disable=SC2317 # what is called by its name
set -u
# shellcheck source=testdata/testkernel/words.sh
. "$RELAIS/testdata/testkernel/words.sh"
# In milliseconds.
delay=2000
timeout=2000
program=16000 # delay_loop of programs, which are slow here, and their misc_timeout
again=3000 # delay_before_retry and another connect_timeout
declare -A addresses=([director]=10.20.0.254 [wavering]=10.20.0.1 [steady]=10.20.0.2)
# The checks by the ports of their services.
declare -A checks=([80]=http [8080]=digest [443]=tls [25]=smtp [53]=dns [7000]=udp [81]=tcp [82]=ping
    [83]=misc [84]=dynamic [85]=file [86]=bfd)
every=$(printf '%s\n' "${checks[@]}" | sort | paste -sd' ')

# ------------------------------------------------------------------ words

# The checks at whose services a server gets connections, from what ipvsadm(8) shows: serving SERVER
serving() {
    local port
    awk -v server="${addresses[$1]}:" '
        NR > 3 && $1 != "->" { port = $2; sub(/.*:/, "", port) }
        $1 == "->" && index($2, server) == 1 && $4 > 0 { print port }' |
        while read -r port; do echo "${checks[$port]}"; done | sort | paste -sd' '
}

# All words of a line but some: without LINE WORD…
without() {
    local line=$1
    shift
    comm -23 <(tr ' ' '\n' <<<"$line") <(printf '%s\n' "$@" | sort) | paste -sd' '
}

# Waits until the wavering server gets connections by these checks only, and tells how long the daemon
# has taken, by the stamps in its log: a look at the table takes a second here.
#   await MILLISECONDS CHECK…
await() {
    local begin most=$1 lines now table took
    begin=$(milliseconds)
    lines=$(wc -l <logs/checkers)
    shift
    while true; do
        table=$(at director ipvsadm -Ln)
        took=$(($(milliseconds) - begin))
        now=$(serving steady <<<"$table")
        [ "$now" = "$every" ] || wrong "the steady server gets connections by $now only"
        now=$(serving wavering <<<"$table")
        [ "$now" != "$*" ] || break
        # A busy machine may take much longer: what has to be seen is that it comes to that.
        if [ $took -gt $((most + slow * 1000)) ]; then
            wrong "after $took ms it gets connections by [$now], not by [$*]"
            return
        fi
    done
    now=$(tail -n "+$((lines + 1))" logs/checkers | grep -F " service [${addresses[wavering]}]" | tail -n 1)
    if [ -z "$now" ]; then
        echo "    at once (configured: $most ms at most)"
        return
    fi
    took=$(($(date -d "$(cut -c 1-24 <<<"$now")" +%s) - begin / 1000))
    echo "    within $took s (configured: $most ms at most)"
}

removed() {
    local most=$1
    shift
    # shellcheck disable=SC2046 # they are words
    await "$most" $(without "$every" "$@")
}

# Whether the wavering server has a weight at a service: weighs PORT WEIGHT
weighs() {
    at director ipvsadm -Ln | awk -v service=":$1" -v server="${addresses[wavering]}:" -v weight="$2" '
        $1 != "->" { ours = substr($2, length($2) - length(service) + 1) == service }
        $1 == "->" && ours && index($2, server) == 1 { found = $4 == weight } END { exit !found }'
}

# Sets what a file has, in one step: it may be read at any time. say FILE WORD
say() {
    echo "$2" >"$1.new"
    mv "$1.new" "$1"
}

# Runs the servers of a host: serve_all NAMESPACE
serve_all() {
    ip netns exec "$1" /usr/bin/python3 "$RELAIS/testdata/testkernel/servers.py" "$1/mode" certificate.pem \
        >>"logs/$1" 2>&1 &
    servers[$1]=$!
}

# Runs the neighbour of a session of BFD, which is keepalived: neighbour NAMESPACE
neighbour() {
    cat >"$1/bfd.conf" <<END
bfd_instance director {
    neighbor_ip ${addresses[director]}
    source_ip ${addresses[$1]}
    min_rx 800
    min_tx 800
    multiplier 5
}
END
    ip netns exec "$1" keepalived -n --no-syslog -f "$1/bfd.conf" -p "/run/$1.pid" \
        -b "/run/$1.bfd" >>"logs/$1-bfd" 2>&1 &
    servers[$1-bfd]=$!
}

# What comes to the wavering server, or leaves it, gets lost: lose -A|-D
lose() {
    at wavering iptables-legacy "$1" INPUT -i eth0 -j DROP
    at wavering iptables-legacy "$1" OUTPUT -o eth0 -j DROP
}

# ------------------------------------------------------------------ the network

ip link add net type bridge
ip link set net up
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=server.example \
    -keyout key.pem -out certificate.pem 2>logs/openssl
cat key.pem >>certificate.pem
for name in director wavering steady; do
    ip netns add $name
    ip -n $name link set lo up
    plug $name eth0 net
    ip -n $name addr add "${addresses[$name]}/24" dev eth0
done
for name in wavering steady; do
    mkdir -p $name
    say $name/mode good
    say $name/misc 0
    say $name/dynamic 0
    # Of the file system of the host inotify(7) does not tell.
    say /run/$name.file 0
    serve_all $name
    neighbour $name
done

# ------------------------------------------------------------------ scenarios

scenario all-serve
start director checkers.json checkers
within $slow says logs/checkers "Gained quorum" || wrong "no services: $(cat logs/checkers)"
serves() { [ "$(at director ipvsadm -Ln | serving "$1")" = "$every" ]; }
for name in wavering steady; do
    within $slow serves $name || wrong "$name gets connections by $(at director ipvsadm -Ln | serving $name) only"
done
# Until all have been looked at.
sleep 10
for name in wavering steady; do
    serves $name || wrong "$name gets connections by $(at director ipvsadm -Ln | serving $name) only"
done

scenario servers-end
kill "${servers[wavering]}"
wait "${servers[wavering]}" 2>/dev/null
removed $((delay + timeout + again)) digest dns http smtp tcp tls udp

scenario servers-begin
serve_all wavering
# shellcheck disable=SC2086 # they are words
await $((delay + timeout)) $every

scenario servers-hang
say wavering/mode hang
removed $((delay + timeout + again)) digest dns http smtp tls udp

scenario servers-wake
say wavering/mode good
# shellcheck disable=SC2086
await $((delay + timeout)) $every

scenario wrong-answers
say wavering/mode wrong
say wavering/misc 1
say wavering/dynamic 1
removed $program digest dns dynamic http misc smtp tls udp

scenario right-answers
say wavering/mode good
say wavering/misc 0
say wavering/dynamic 0
# shellcheck disable=SC2086
await $program $every

scenario weights
say wavering/dynamic 7
say /run/wavering.file 5
within $slow weighs 84 5 || wrong "a status of 7 is not a weight of 5: $(at director ipvsadm -Ln)"
within $slow weighs 85 15 || wrong "5 in the file are not 5 more: $(at director ipvsadm -Ln)"
say wavering/dynamic 0
say /run/wavering.file -254
within $slow weighs 84 10 || wrong "a status of 0 is not the weight: $(at director ipvsadm -Ln)"
removed $delay file
say /run/wavering.file 0
# shellcheck disable=SC2086
await $delay $every

scenario program-hangs
mkfifo wavering/pipe
mv wavering/pipe wavering/misc
removed $program misc
say wavering/misc 0
# shellcheck disable=SC2086
await $program $every

scenario packets-get-lost
lose -A
removed $((delay + timeout + again)) bfd digest dns http ping smtp tcp tls udp

scenario packets-arrive
lose -D
# shellcheck disable=SC2086
await $((delay + timeout)) $every

scenario neighbour-ends
pid=${servers[wavering-bfd]}
# shellcheck disable=SC2046 # they are words
kill -KILL "$pid" $(cat "/proc/$pid/task/$pid/children")
wait "$pid" 2>/dev/null
removed 4000 bfd

scenario neighbour-begins
neighbour wavering
# shellcheck disable=SC2086
await 5000 $every

scenario goodbye
kill $daemon
wait $daemon || wrong "it ends with $?"
[ "$(at director ipvsadm -Ln | wc -l)" = 3 ] || wrong "left: $(at director ipvsadm -Ln)"
: >checks/end-of-script
kill "${servers[@]}" 2>/dev/null
wait
exit 0
