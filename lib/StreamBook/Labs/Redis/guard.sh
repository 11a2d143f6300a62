#!/bin/sh
# Guards one Redis: $1 process group, $2 folder to make and remove, then its command. A line on our standard input is an
# order: `start`, after the end of the one that runs, or `kill`. The end of the input, which kill -9 of the opener
# brings about too, means: end Redis, remove the folder. Its own parent alone ends it, so no ID is mistaken for another's.
trap '' INT HUP TERM PIPE
group=$1 folder=$2 redis=; shift 2
umask 077
mkdir -- "$folder" || exit
end() {
    [ -n "$redis" ] || return 0
    kill -s KILL "$redis" 2>/dev/null
    wait "$redis" 2>/dev/null
    redis=
}
while read -r order; do
    end
    case $order in
    start)
        (trap - INT HUP TERM PIPE; cd -- "$folder" && exec "$@" </dev/null 2>&1) & redis=$!
        ;;
    esac
    echo "$order" >&2
done
end
rm -rf -- "$folder"
[ -z "$group" ] || kill -s KILL -- "-$group"
