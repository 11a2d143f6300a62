#!/bin/sh
# Runs the browser in $2, with the arguments behind it. Its commands come in through our input and its answers go out
# through our output, so it ends when they close, however who asked for it ended. Its profile goes with it.
browser=$2; shift 2
profile=$(mktemp -d) || exit
"$browser" --headless --disable-gpu --remote-debugging-pipe --user-data-dir="$profile" "$@" 3<&0 4>&1 >/dev/null 2>&1
rm -rf "$profile"
