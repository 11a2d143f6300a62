#!/bin/sh
# Starts the script in $1, with the arguments behind it, so that it outlives who asked for it.
# The guard is nobody's child: ending our process tree must not end it. In a session of its own, where there is
# the means, no Ctrl+C reaches it, and a worker whose master was killed can still be found by its process group.
kill -s 0 -- "-$$" 2>/dev/null && group=$$ || group=
guard=$1; shift
exec 3<&0
/bin/sh -c "$guard" streambook-guard "$group" "$@" <&3 3<&- &
