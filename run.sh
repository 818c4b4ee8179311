#!/usr/bin/env bash
# Restores, builds and starts BakeWindow beside its simulator (a chain, a cluster and a signer) and one agent per simulated node, prints the page's address, and stops all on Ctrl-C.
# Usage: ./run.sh [--scenario NAME] [--speed N] [--seed N] [--port N] [--keep]
#   --scenario  default (a modern chain), incident-2019-11-15 (the founding incident), or another of docs/scenarios.md   --speed  seconds per real second
#   --seed      same seed, same chain        --port  of the page (default 8080)         --keep   keep the database of the last run
set -euo pipefail
cd "$(dirname "$0")"

scenario=default speed=1 seed=1 port=8080 keep=no
usage() { sed -n '2,6s/^# \{0,1\}//p' "$0"; }
bad() { echo "run.sh: $1" >&2; usage >&2; exit 64; }
while [ $# -gt 0 ]; do
  case "$1" in
    --scenario|--speed|--seed|--port)
      [ $# -ge 2 ] || bad "$1 needs a value"
      printf -v "${1#--}" '%s' "$2"; shift 2 ;;
    --keep) keep=yes; shift ;;
    -h|--help) usage; exit 0 ;;
    *) bad "\"$1\" is not known" ;;
  esac
done
scenarios='default incident-2019-11-15 incident-2019-11-15-signer-first incident-2019-11-15-death-alone incident-2019-11-08 incident-2019-12-14 incident-2019-12-25 incident-2020-02-03 incident-2020-02-04 incident-2020-02-16 incident-2020-02-20 incident-2020-03-05 incident-2020-04-11 incident-2020-08-27'
case " $scenarios " in *" $scenario "*) ;; *) bad "--scenario \"$scenario\" is not known: write one of $scenarios" ;; esac
[[ "$speed" =~ ^[0-9]{1,4}(\.[0-9]{1,3})?$ ]] && awk "BEGIN { exit !($speed >= 0.01 && $speed <= 1000) }" || bad "--speed \"$speed\" must be a number from 0.01 to 1000"
[[ "$seed" =~ ^[0-9]{1,18}$ ]] || bad "--seed \"$seed\" must be a whole number of at most 18 digits"
[[ "$port" =~ ^[0-9]+$ ]] && [ "$port" -ge 1024 ] && [ "$port" -le 65533 ] || bad "--port \"$port\" must be from 1024 to 65533"
command -v dotnet >/dev/null || { echo "run.sh: the .NET SDK 10 is needed (https://dot.net)" >&2; exit 69; }

simport=$((port + 1)) hookport=$((port + 2))
# Its database and logs are its owner's.
umask 077
mkdir -p .run
# What stands in .run belongs to the one that runs; a second one must not touch it.
exec 9> .run/lock
flock -n 9 || { echo "run.sh: BakeWindow runs from this folder already; stop it first, or use another clone" >&2; exit 69; }
for p in "$port" "$simport" "$hookport"; do
  ! (exec 3<>"/dev/tcp/127.0.0.1/$p") 2>/dev/null || { echo "run.sh: port $p is in use; choose other ones with --port (three in a row)" >&2; exit 69; }
done
[ -s .run/ticket.key ] || (umask 077; head -c 32 /dev/urandom | base64 > .run/ticket.key)

echo "Building …"
for project in Simulator Web Cli; do
  dotnet build "src/BakeWindow.$project" -c Release -v q -nologo > .run/build.log 2>&1 || { cat .run/build.log >&2; exit 1; }
done
[ "$keep" = yes ] || rm -f .run/bakewindow.db .run/bakewindow.db-shm .run/bakewindow.db-wal

now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
start=$now nodes="node-1 node-2 node-3"
# The night begins some seconds later, so that BakeWindow is there from its first minute.
[ "$scenario" = incident-2019-11-15 ] && start=2019-11-15T22:30:00Z now=$(date -u -d '+8 seconds' +%Y-%m-%dT%H:%M:%SZ) nodes="vm-1 vm-2 vm-3"

pids=()
stop() {
  trap - INT TERM EXIT
  # TERM, not INT: a shell starts its background jobs with INT ignored. Agents first, then BakeWindow (which closes the floors), then what it speaks to.
  for ((i = ${#pids[@]} - 1; i >= 0; i--)); do kill -TERM "${pids[$i]}" 2>/dev/null && wait "${pids[$i]}" 2>/dev/null || true; done
  echo "Stopped."
}
trap 'stop; exit 0' INT TERM
trap stop EXIT

rm -f .run/kubeconfig .run/bakewindow.json
dotnet artifacts/bin/BakeWindow.Simulator/release/BakeWindow.Simulator.dll \
  --urls "http://127.0.0.1:$simport" --scenario "$scenario" --speed "$speed" --seed "$seed" \
  --start "$start" --wall-origin "$now" --kubeconfig-out .run/kubeconfig --config-out .run/bakewindow.json --boot-ids-out .run/boot > .run/simulator.log 2>&1 &
pids+=($!)
for _ in $(seq 1 100); do [ -s .run/bakewindow.json ] && [ -s .run/kubeconfig ] && break; kill -0 "${pids[0]}" 2>/dev/null || { cat .run/simulator.log >&2; exit 1; }; sleep 0.1; done

# What an operator applies with deploy/components/webhook-own-ca: an empty Secret for the webhook's certificate, and whom the API server asks. BakeWindow fills in the rest.
apply() { # apply PATH JSON: makes an object in the simulated cluster
  exec 3<>"/dev/tcp/127.0.0.1/$simport"
  printf 'POST /as/admin%s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: %s\r\nConnection: close\r\n\r\n%s' "$1" "${#2}" "$2" >&3
  head -n 1 <&3 | grep -q ' 201 ' || { echo "run.sh: the simulated cluster does not take $1" >&2; exit 1; }
  exec 3>&-
}
hook() { # hook NAME OPERATION GROUP RESOURCES: one webhook, as JSON
  printf '{"name":"%s.bakewindow.io","failurePolicy":"Ignore","timeoutSeconds":3,"sideEffects":"None","admissionReviewVersions":["v1"],"namespaceSelector":{"matchExpressions":[{"key":"kubernetes.io/metadata.name","operator":"NotIn","values":["bakewindow","kube-system"]}]},"rules":[{"operations":["%s"],"apiGroups":["%s"],"apiVersions":["v1"],"resources":[%s],"scope":"Namespaced"}],"clientConfig":{"url":"https://127.0.0.1:%s/webhooks/v1/%s"}}' "$1" "$2" "$3" "$4" "$hookport" "$1"
}
apply /api/v1/namespaces/bakewindow/secrets '{"metadata":{"name":"bakewindow-webhook"}}'
apply /apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations \
  "{\"metadata\":{\"name\":\"bakewindow\",\"labels\":{\"app.kubernetes.io/managed-by\":\"bakewindow\"}},\"webhooks\":[$(hook evictions CREATE "" '"pods/eviction"'),$(hook deletes DELETE "" '"pods"'),$(hook workloads UPDATE apps '"deployments","statefulsets","daemonsets"')]}"

BAKEWINDOW_CONFIG=.run/bakewindow.json \
BakeWindow__Webhook__Port=$hookport \
BakeWindow__Storage__File=.run/bakewindow.db \
BakeWindow__Tickets__KeyFile=.run/ticket.key \
dotnet artifacts/bin/BakeWindow.Web/release/BakeWindow.Web.dll --urls "http://127.0.0.1:$port" > .run/web.log 2>&1 &
pids+=($!)
for _ in $(seq 1 300); do
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then break; fi
  kill -0 "${pids[1]}" 2>/dev/null || { cat .run/web.log >&2; exit 1; }
  sleep 0.1
done

# On every simulated node runs the agent of BakeWindow; what it calls instead of the real reboot asks the simulator to boot that node anew.
cat > .run/reboot <<REBOOT
#!/usr/bin/env bash
exec 3<>/dev/tcp/127.0.0.1/$simport
printf 'POST /sim/cluster/nodes/%s/reboot HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n' "\$1" >&3
cat <&3
REBOOT
for node in $nodes; do
  dotnet artifacts/bin/BakeWindow.Cli/release/bakewindow.dll agent --node "$node" --server "http://127.0.0.1:$port" --key-file .run/ticket.key \
    --kube-url "http://127.0.0.1:$simport/as/admin" --boot-id-file ".run/boot/$node" --reboot-command "bash .run/reboot $node" > ".run/agent-$node.log" 2>&1 &
  pids+=($!)
done

cat <<EOF

  BakeWindow    http://127.0.0.1:$port
  Simulator     http://127.0.0.1:$simport   (scenario $scenario, seed $seed, speed $speed)
  kubectl       kubectl --kubeconfig .run/kubeconfig get nodes,pods,pdb -A
                kubectl --kubeconfig .run/kubeconfig drain ${nodes##* } --ignore-daemonsets --delete-emptydir-data   (says why it is held, goes through when the window opens)
  CLI           dotnet artifacts/bin/BakeWindow.Cli/release/bakewindow.dll gate --server http://127.0.0.1:$port
  Logs          .run/web.log  .run/simulator.log  .run/agent-*.log

  Ctrl-C stops all of it.
EOF
while kill -0 "${pids[0]}" 2>/dev/null && kill -0 "${pids[1]}" 2>/dev/null; do sleep 1 & wait $! || true; done
echo "One of the two has ended; see the logs." >&2
tail -n 20 .run/web.log .run/simulator.log >&2
exit 1
