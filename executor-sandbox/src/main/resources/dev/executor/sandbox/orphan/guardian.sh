# Copyright 2026 the executor authors
# SPDX-License-Identifier: Apache-2.0
# Kills the processes of a sandbox when its application is dead. Arguments: the number of tries, the folder of the sandbox,
# and its control groups.
#
# Standard input is a pipe from the application. The application writes "closed" when nothing is left to do. If the pipe
# ends without that, the application was killed.
trap '' HUP INT QUIT TERM PIPE
most=$1
folder=$2
shift 2
while read -r word; do
    [ "$word" = closed ] && exit 0
done

processes() { # in a group and its nested groups
    find "$1" -name cgroup.procs -exec cat {} + 2>/dev/null
}

thaw() { # a group and its nested groups, the outermost first: the application may have been killed while they were frozen
    for state in freezer.state cgroup.freeze; do
        find "$1" -name "$state" 2>/dev/null | while IFS= read -r file; do
            if [ "$state" = freezer.state ]; then echo THAWED; else echo 0; fi >"$file"
        done
    done
}

kill_group() {
    if [ -e "$1/cgroup.kill" ]; then
        echo 1 >"$1/cgroup.kill"
    else
        thaw "$1"
        [ -e "$1/freezer.state" ] && echo FROZEN >"$1/freezer.state"
        for process in $(processes "$1"); do
            kill -9 "$process"
        done
    fi
    thaw "$1"
}

# Repeats until the groups are removed, as a process may be about to join one. After that none can start in them.
tries=0
left=1
while [ -n "$left" ] && [ $tries -lt "$most" ]; do
    left=
    for group in "$@"; do
        [ -d "$group" ] || continue
        kill_group "$group" 2>/dev/null
        find "$group" -depth -type d -exec rmdir {} + 2>/dev/null
        [ -d "$group" ] && left=1
    done
    tries=$((tries + 1))
    [ -z "$left" ] || sleep 0.1
done
if [ -z "$left" ]; then
    rm -rf -- "$folder"
else # the lease lists the groups that are left: the next sandbox tries again
    rm -rf -- "$folder/runs"
fi
