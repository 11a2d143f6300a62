#!/bin/sh
# Removes the containers and networks of a lab whose opener is gone: $2 command of the engine, $3 label of the lab.
# A command of ours may still be creating one when we are killed: hence until nothing was found three times in a
# row. The engine may be starting again at that moment: hence the patience when it does not answer.
trap '' INT HUP TERM PIPE
engine=$2 label=$3
read -r _released && exit
exec >/dev/null 2>&1
clean=0 tries=0
while [ $clean -lt 3 ] && [ $tries -lt 120 ]; do
    tries=$((tries + 1))
    if containers=$("$engine" ps -aq --filter "label=$label") && networks=$("$engine" network ls -q --filter "label=$label"); then
        clean=$((clean + 1))
        [ -z "$containers$networks" ] || clean=0
        # shellcheck disable=SC2086 # one word for each
        [ -z "$containers" ] || "$engine" rm -f -v $containers
        # shellcheck disable=SC2086
        [ -z "$networks" ] || "$engine" network rm $networks
    fi
    sleep 1
done
