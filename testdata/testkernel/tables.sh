#!/bin/bash
# In a TestKernel: gives relaisd each plan of the folder plans, by reloads, until ipvsadm(8) shows
# what the table of the same name in the folder awaited has. What is shown in the end is left in the
# folder shown, and what a plan without virtual servers leaves of it in the folder left.
set -u
mkdir -p shown left
modprobe ip_vs
# The instance of none.json is there so that the daemon has something to do.
ip link add quiet type dummy
ip link set quiet up

# A line for each service and for each of its destinations, in an order of its own.
entries() {
    awk 'NR > 3 { if ($1 == "->") print service, $1, $2, $3, $4; else { $1 = $1; print service = $0 } }' |
        sort
}

# Polls for a minute or so at most: await FILE
await() {
    awaited=$(entries <"$1")
    turn=0
    while [ "$(ipvsadm -Ln | entries)" != "$awaited" ] && [ $turn -lt 100 ]; do
        turn=$((turn + 1))
        sleep 0.2
    done
    # What is equal by chance, on the way to another table, does not stay so.
    sleep 1
}

ipvsadm -Ln >empty.table
daemon=
for plan in plans/*.json; do
    name=$(basename "$plan" .json)
    cp "$plan" plan.json
    if [ -z "$daemon" ]; then
        "$RELAIS"/relaisd -n -l -D -f plan.json >log 2>&1 &
        daemon=$!
    else
        kill -HUP $daemon
    fi
    await "awaited/$name.table"
    ipvsadm -Ln >"shown/$name.table"
    cp none.json plan.json
    kill -HUP $daemon
    await empty.table
    ipvsadm -Ln >"left/$name.table"
done
cp "$plan" plan.json
kill -HUP $daemon
await "awaited/$name.table"
ipvsadm -Ln >last.table
kill $daemon
wait $daemon
status=$?
ipvsadm -Ln >end.table
exit $status
