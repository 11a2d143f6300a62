#!/bin/sh
# Guards one server: $1 process group, then its command. It is to end when our standard input does, which kill -9 of
# the opener brings about too. Only the parent of a process may signal it safely, as its ID can be used again once the
# parent has waited for it: so the reader signals the guard, and the guard the server. Whatever the server started is
# in the group.
trap '' INT HUP TERM PIPE
group=$1; shift
(trap - INT HUP TERM PIPE; exec "$@" </dev/null 2>&1) & server=$!
exec 3<&0 >&2 </dev/null
echo "process $server"
trap 'kill -s KILL "$server"' USR1
(while read -r _order <&3; do :; done; kill -s USR1 $$) & reader=$!
while wait "$server"; code=$?; [ $code -ne 127 ] && kill -s 0 "$server" 2>/dev/null; do :; done
trap '' USR1
kill -s KILL "$reader" 2>/dev/null
echo "ended with exit code $code"
[ -z "$group" ] || kill -s KILL -- "-$group"
