#!/bin/sh
# Shared by the launchers of relaisd, to be sourced after launch.sh.
# shellcheck disable=SC2154,SC2034

# A small heap, no optimizing compiler: the daemon waits most of the time. Signals are left to it. What
# the C library keeps for later after the start goes back to the system.
daemon_flags="-Xrs -Xmx32m -Xms4m -Xmn2m -Xss256k -XX:ReservedCodeCacheSize=8m
    -XX:TrimNativeHeapInterval=30000"

# Looks through the options for what has to be known before there is a JVM: whether it runs in the
# $foreground, as only the process itself can go to the background; and the $configuration, empty if none
# or not just that is to be compiled. Options that take a value hide what stands behind them.
look_at_options() {
    foreground=false
    configuration=/etc/keepalived/keepalived.conf
    plain=true
    value=
    for argument in "$@"; do
        if [ -n "$value" ]; then
            [ "$value" != configuration ] || configuration=$argument
            value=
            continue
        fi
        case $argument in
        --dont-fork) foreground=true ;;
        --help | --version | --warm-up | --config-test* | --signum=*) foreground=true plain=false ;;
        --signum) foreground=true plain=false value=any ;;
        --use-file=*) configuration=${argument#*=} ;;
        --use-file) value=configuration ;;
        --compiler | --config-id) plain=false value=any ;;
        --compiler=* | --config-id=*) plain=false ;;
        --pid | --vrrp_pid | --checkers_pid | --bfd_pid | --log-facility | --log-file | \
            --namespace | --umask | --control)
            value=any
            ;;
        --*) ;;
        -*)
            letters=${argument#-}
            while [ -n "$letters" ]; do
                rest=${letters#?}
                case ${letters%"$rest"} in
                n) foreground=true ;;
                h | v) foreground=true plain=false ;;
                t)
                    foreground=true plain=false
                    rest=
                    ;;
                f)
                    configuration=$rest
                    [ -n "$rest" ] || value=configuration
                    rest=
                    ;;
                i | p | r | c | b | S | g | s | u)
                    [ "${letters%"$rest"}" != i ] || plain=false
                    [ -n "$rest" ] || value=any
                    rest=
                    ;;
                esac
                letters=$rest
            done
            ;;
        *) configuration=$argument ;;
        esac
    done
    case $configuration in
    *.json) configuration= ;;
    esac
    $plain || configuration=
}

# Begins to compile the configuration, in a process group of its own as the daemon would: what the daemon
# does until then takes as long as half of the compilation. The shell becomes the daemon, and so its
# parent. Sets $ahead to its number, and the $folder where its plan will be.
#   compile_ahead RELAIS
compile_ahead() {
    ahead=
    if [ -z "$configuration" ] || ! [ -f "$configuration" ] || ! command -v setsid >/dev/null; then
        return 0
    fi
    folder=${TMPDIR:-/tmp}/relaisd-$$-0
    mkdir -m 700 "$folder" 2>/dev/null || return 0
    RELAIS_NO_BUILD=1 setsid "$1" compile -q "$configuration" -o "$folder/plan.json" \
        </dev/null >"$folder/transcript" 2>&1 &
    ahead=$!
}

# Runs the daemon by a command that begins with a JVM; does not return.
#   run_daemon RELAIS JAVA ARGUMENT…
run_daemon() {
    relais=$1
    java=$2
    shift 2
    set -- -Drelais.launcher="$relais" "$@"
    if $foreground; then
        compile_ahead "$relais"
        [ -z "$ahead" ] || set -- -Drelais.ahead.process="$ahead" -Drelais.ahead.folder="$folder" \
            -Drelais.ahead.file="$configuration" "$@"
    fi
    # Blocked before the JVM starts, a signal waits until the daemon reads it. The JVM wants one signal
    # for itself; this gives it another than keepalived's SIGUSR2.
    _JAVA_SR_SIGNUM=60
    export _JAVA_SR_SIGNUM
    if ! $foreground; then
        need setsid util-linux
        # What the caller has open; a shell names but nine of them in a redirection, so the JVM closes
        # them. The pipe of this substitution is among the first three.
        # shellcheck disable=SC2016 # it is for that shell
        inherited=$(sh -c 'cd "/proc/$$/fd" 2>/dev/null || exit 0
            for number in *; do
                [ ! -e "$number" ] || printf "%s " "$number"
            done')
        set -- -Drelais.background=true -Drelais.folder="$PWD" -Drelais.inherited="$inherited" "$@"
    fi
    set -- env --block-signal=HUP --block-signal=INT --block-signal=TERM --block-signal=USR1 \
        --block-signal=USR2 "$java" "$@"
    if $foreground; then
        exec "$@"
    fi
    if ! messages=$(mktemp -d 2>/dev/null); then
        echo "$name: no temporary folder can be made in ${TMPDIR:-/tmp}; set TMPDIR" >&2
        exit "$cannot_run"
    fi
    mkfifo "$messages/pipe"
    cd /
    # What it says until it runs is for the terminal, and a start that fails has its exit status here.
    setsid "$@" </dev/null >/dev/null 2>"$messages/pipe" &
    exec 3<"$messages/pipe"
    rm -r "$messages"
    while IFS= read -r line <&3; do
        [ "$line" != "$name: ready" ] || exit 0
        printf '%s\n' "$line" >&2
    done
    wait $!
    exit
}
