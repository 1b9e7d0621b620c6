# Copyright 2026 the executor authors
# SPDX-License-Identifier: Apache-2.0
# Kills what a sandbox runs when its application is gone. Arguments: the sandbox's folder, then its control groups.
#
# Standard input is a pipe from the application. It says "closed" when there is nothing left to do; if the pipe ends
# without that, the application was killed.
trap '' HUP INT QUIT TERM PIPE
folder=$1
shift
while read -r word; do
    [ "$word" = closed ] && exit 0
done

processes() { # of a group and all groups in it
    find "$1" -name cgroup.procs -exec cat {} + 2>/dev/null
}

kill_group() {
    if [ -e "$1/cgroup.kill" ]; then
        echo 1 >"$1/cgroup.kill"
        return
    fi
    [ -e "$1/freezer.state" ] && echo FROZEN >"$1/freezer.state"
    for process in $(processes "$1"); do
        kill -9 "$process"
    done
    [ -e "$1/freezer.state" ] && echo THAWED >"$1/freezer.state"
}

# Until the groups are gone, as a process may be on its way into one; then nothing can be started in them any more.
tries=0
while [ $tries -lt 300 ]; do
    left=
    for group in "$@"; do
        [ -d "$group" ] || continue
        kill_group "$group" 2>/dev/null
        find "$group" -depth -type d -exec rmdir {} + 2>/dev/null
        [ -d "$group" ] && left=1
    done
    [ -z "$left" ] && break
    tries=$((tries + 1))
    sleep 0.1
done
rm -rf -- "$folder"
