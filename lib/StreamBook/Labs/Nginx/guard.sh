#!/bin/sh
# Guards one nginx: $1 process group, $2 folder to make and remove, $3 "keep" to leave it, then the command of nginx.
# It removes only what it made itself. Only the parent of a process may signal it safely, as its ID can be used
# again once the parent has waited for it: so the reader signals the guard, and the guard signals nginx. An nginx
# that is just starting can lose a signal, or, if it inherited our deafness, be deaf to it: hence the subshell
# that hears, and the loop that repeats. nginx kills its workers within 3 s; after that it is killed itself.
trap '' INT HUP TERM PIPE
group=$1 folder=$2 keep=$3; shift 3
umask 077
mkdir -- "$folder" || exit
echo ready >&2
if read -r _start; then
    (trap - INT HUP TERM PIPE; exec "$@" </dev/null 2>&1) & nginx=$!
    exec 3<&0 >&2 </dev/null; orders=0
    trap 'kill -s HUP "$nginx"' USR1
    trap 'orders=$((orders + 1)); [ $orders -lt 30 ] && kill -s TERM "$nginx" || kill -s KILL "$nginx"' USR2
    (
        while read -r _reload <&3; do kill -s USR1 $$; done
        while kill -s USR2 $$; do sleep 0.1 >/dev/null 2>&1; done
    ) & reader=$!
    while wait "$nginx"; code=$?; [ $code -ne 127 ] && kill -s 0 "$nginx" 2>/dev/null; do :; done
    trap '' USR1 USR2
    echo "nginx ended with exit code $code."
    kill -s KILL "$reader"
    while read -r _order <&3; do :; done
    [ -z "$group" ] || kill -s TERM -- "-$group"
fi
[ -n "$keep" ] || rm -rf -- "$folder"
