# shellcheck shell=bash
# shellcheck disable=SC2034,SC2317 # for the scripts that source it, by its name
# Words that the scripts of scenarios share. Each scenario leaves a file in the folder checks: empty,
# or with what is wrong.
mkdir -p checks logs www
# How long to wait for what comes at all, in seconds.
slow=180
declare -A servers

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
    kill -HUP "$daemon"
    within $slow has_reloaded "logs/$3" "$before" || wrong "it does not reload: $(tail -n 3 "logs/$3")"
}

# Serves the name of a namespace: serve NAMESPACE PORT
serve() {
    mkdir -p "www/$1"
    echo "$1" >"www/$1/name"
    ip netns exec "$1" /usr/bin/python3 -m http.server -p HTTP/1.1 -d "www/$1" "$2" >"logs/$1-$2" 2>&1 &
    servers[$1-$2]=$!
}

milliseconds() { echo $(($(date +%s%N) / 1000000)); }

# Gives a namespace an interface on a bridge: plug NAMESPACE INTERFACE BRIDGE
plug() {
    ip link add port type veth peer name "$2" netns "$1"
    ip link set port name "$1-$2" master "$3" up
    ip -n "$1" link set "$2" up
}
