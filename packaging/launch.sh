#!/bin/sh
# Shared by the launchers, to be sourced. What looks for a JDK, builds or makes a cache needs $root, $name
# and $cannot_run (an exit status), later $jdk, and sets $cache.
# shellcheck disable=SC2154,SC2034

# Prints the home of a JDK 25 or later, the one in JAVA_HOME first. Where there are no sources to
# build, a runtime without a compiler does.
find_jdk() {
    tool=java
    [ ! -e "$root/pom.xml" ] || tool=javac
    for home in "${JAVA_HOME:-}" /usr/lib/jvm/* "${HOME:-/}"/.sdkman/candidates/java/* /opt/*jdk* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        if [ -n "$home" ] && [ -x "$home/bin/$tool" ] && [ -r "$home/release" ]; then
            version=
            while IFS= read -r line; do
                case $line in
                JAVA_VERSION=*)
                    version=${line#*\"}
                    version=${version%%[!0-9]*}
                    ;;
                esac
            done <"$home/release"
            if [ "${version:-0}" -ge 25 ]; then
                printf '%s\n' "$home"
                return 0
            fi
        fi
    done
    cat >&2 <<END
$name: a JDK 25 or later is needed and none was found in JAVA_HOME or /usr/lib/jvm.
$name: install the package temurin-25-jdk (from Adoptium's repository for Debian and Ubuntu) or
$name: openjdk-25-jdk (where the distribution has it), or set JAVA_HOME to the JDK's folder.
END
    return 1
}

# Exits unless a command is there; the second argument is its package.
need() {
    if ! command -v "$1" >/dev/null; then
        echo "$name: $1 is needed: apt-get install $2" >&2
        exit "$cannot_run"
    fi
}

# Whether the build is missing or older than a source. An installed copy has no sources.
is_stale() {
    [ -e "$root/pom.xml" ] || return 1
    [ "${RELAIS_NO_BUILD:-}" != 1 ] || return 1
    [ -e "$root/target/relais/built" ] || return 0
    [ -n "$(find "$root/pom.xml" "$root"/*/pom.xml "$root"/*/src/main \
        -newer "$root/target/relais/built" -print -quit)" ]
}

# Whether a build can write where it has to.
can_build() {
    for place in "$root" "$root"/*/src/main; do
        target=${place%/src/main}/target
        if [ -e "$target" ]; then
            [ -w "$target" ] || return 1
        else
            [ -w "${target%/target}" ] || return 1
        fi
    done
}

# Builds the jars. Two launchers at once do not build twice.
build() {
    if ! can_build; then
        if [ -e "$root/target/relais/built" ]; then
            echo "$name: the build is older than the sources, and $root cannot be written;" \
                "build it as a user who may, or set RELAIS_NO_BUILD=1 to run what is built" >&2
        else
            echo "$name: nothing is built yet, and $root cannot be written;" \
                "run ./relais --version there as a user who may, or copy the folder" >&2
        fi
        exit "$cannot_run"
    fi
    need mvn maven
    mkdir -p "$root/target"
    (
        if command -v flock >/dev/null && ! flock -n 9; then
            echo "$name: waiting for another launcher, which is building …" >&2
            flock 9
        fi
        is_stale || exit 0
        log=$root/target/build.log
        echo "$name: building (only when the sources are new; takes about two minutes) …" >&2
        if ! (cd "$root" && JAVA_HOME=$jdk mvn -B -DskipTests -Dspotless.check.skip=true package) \
            >"$log" 2>&1; then
            echo "$name: the build failed; the end of $log:" >&2
            grep -E 'ERROR|BUILD' "$log" | head -n 20 >&2
            exit "$cannot_run"
        fi
        rm -f "$root"/target/relais/*.aot*
        touch "$root/target/relais/built"
    ) 9>"$root/target/build.lock"
}

# Prints jars joined by colons. A glob gives them in one order, which a cache depends on.
jars() {
    path=
    for jar in "$@"; do
        path=$path${path:+:}$jar
    done
    printf '%s\n' "$path"
}

# A cache of loaded classes is good for one JDK, in one place, and one build in one place. Its name
# says which JDK and places, and how large it is: a checkout may be moved or copied with its caches.
cache_place() {
    printf '%s\n' "$jdk" "$root" | cksum - "$jdk/release" | {
        read -r places _
        read -r release _
        printf '%s\n' "$places-$release"
    }
}

# The cache for a command; it is made where there is none and the folder can be written.
#   ensure_cache NAME CLASSPATH CLASS [ARGUMENT…]
ensure_cache() {
    kind=$1
    path=$2
    shift 2
    folder=$root/target/relais
    prefix=$folder/$kind-$(cache_place)
    for existing in "$prefix"-*.aot; do
        size=${existing##*-}
        size=${size%.aot}
        # JDK 25.0.3 runs the classes of an old cache without a word when the jars have changed.
        if [ -e "$existing" ] && [ -z "$(find "$existing" "$folder/lib" -newer "$existing" -print \
            -quit -o -name '*.aot' ! -size "${size}c" -print -quit)" ]; then
            cache=$existing
            return 0
        fi
    done
    cache=
    if [ -w "$folder" ]; then
        temporary=$prefix.aot.$$
        # shellcheck disable=SC2086 # the flags are words
        if "$jdk/bin/java" $common_flags -XX:AOTCacheOutput="$temporary" \
            -Drelais.home="$root" -cp "$path" "$@" >/dev/null 2>&1 && [ -s "$temporary" ]; then
            cache=$prefix-$(($(wc -c <"$temporary"))).aot
            rm -f "$prefix"-*.aot
            mv "$temporary" "$cache"
            # Of other places and JDKs, and of launchers that were killed.
            find "$folder" -maxdepth 1 -name "$kind-*" -type f -mtime +7 -exec rm -f {} +
        else
            rm -f "$temporary"
        fi
    fi
}

# A standard stream that is closed would be the number of the next file that the JVM opens, and be
# written to. It is opened the wrong way round instead, so that whoever uses it gets an error.
open_closed_streams() {
    { true 9<&0; } 2>/dev/null || exec 0>/dev/null
    { true 9>&1; } 2>/dev/null || exec 1</dev/null
    { true 9>&2; } 2>/dev/null || exec 2</dev/null
}

# Whether these arguments of relais ask for the daemon, which is a program of its own; its help is among
# that of the other commands.
is_run() {
    [ "${1:-}" = run ] || return 1
    case " $* " in
    *" --help "* | *" -h "*) return 1 ;;
    esac
}

# The locale decides which file names Java can open.
use_utf8() {
    case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
    *.UTF-8 | *.utf8 | *.utf-8) ;;
    *)
        LC_ALL=C.UTF-8
        export LC_ALL
        ;;
    esac
}

# What relais says on a terminal depends on it: sets $terminal_flags.
describe_terminal() {
    progress=false
    [ ! -t 2 ] || progress=true
    columns=0
    if [ -t 1 ]; then
        # Within $(…) standard output is another one.
        { columns=$(stty size 0<&3 2>/dev/null) || columns=; } 3>&1
        columns=${columns#* }
        case $columns in
        '' | 0 | *[!0-9]*) columns=80 ;;
        esac
    fi
    terminal_flags="-Drelais.columns=$columns -Drelais.progress=$progress"
}

# What the JVM has to say goes to standard error: what a command prints may be JSON.
# A cache that it cannot use costs time, and nobody has to know. Messages are English, and so are the
# digits of the numbers in them, whatever the locale. The last three keep the JVM and picocli from what
# takes them milliseconds at each start and nobody needs: bytecode for a method that is called by its
# name once, a file of security settings, and conversions of options to types that no option has.
common_flags="-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:TieredStopAtLevel=1 -XX:-UsePerfData
    -Xlog:disable -Xlog:all=error,aot*=off,cds*=off:stderr -Dstdout.encoding=UTF-8
    -Dstderr.encoding=UTF-8 -Duser.language=en -Duser.country=US
    -Djdk.reflect.useNativeAccessorOnly=true -Djdk.includeInExceptions=
    -Dpicocli.converters.excludes=java.+"
