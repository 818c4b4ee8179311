#!/usr/bin/env bash
# Installs what the tests need where it is missing (Debian's packages), builds everything once and runs every test.
# Usage: ./test.sh            all tests
#        ./test.sh --quick    Core's tests only
set -euo pipefail
cd "$(dirname "$0")"

quick=no
case "${1:-}" in "") ;; --quick) quick=yes ;; *) echo "test.sh: \"$1\" is not known; write --quick or nothing" >&2; exit 64 ;; esac

need() { # need COMMAND PACKAGE: what apt lacks is said, and the tests that want it skip and say so too.
  command -v "$1" >/dev/null 2>&1 || [ -x "$1" ] || missing+=("$2")
}
if [ "$quick" = no ] && command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  missing=()
  need chromium chromium
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
  need kubectl kubernetes-client
  need docker-compose docker-compose
  need /usr/sbin/sshd openssh-server
  need ssh openssh-client
  need autossh autossh
  need /usr/sbin/haproxy haproxy
  if [ "${#missing[@]}" -gt 0 ]; then
    echo "Installing ${missing[*]} …"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    for package in "${missing[@]}"; do apt-get install -y -qq --no-install-recommends "$package" >/dev/null || echo "test.sh: $package can't be installed; tests that need it will skip" >&2; done
  fi
fi

if [ "$quick" = yes ]; then
  dotnet build tests/BakeWindow.Core.Tests -v q -nologo
  dotnet artifacts/bin/BakeWindow.Core.Tests/debug/BakeWindow.Core.Tests.dll
  exit
fi

dotnet build BakeWindow.sln -v q -nologo
status=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for project in BakeWindow.Core.Tests BakeWindow.Tests; do
  echo "== $project"
  # Most of the long tests wait for other processes, so more of them than there are cores run at a time.
  dotnet "artifacts/bin/$project/debug/$project.dll" -maxThreads 2x 2>&1 | tee -a "$log" || status=$?
done

# A run that executes nothing must not look like a success.
sum() { sed 's/\x1b\[[0-9;]*m//g' "$log" | { grep -Eo "$1: [0-9]+" || true; } | awk '{ n += $NF } END { print n + 0 }'; }
failed=$(( $(sum Failed) + $(sum Errors) )) skipped=$(sum Skipped)
passed=$(( $(sum Total) - failed - skipped ))
echo "$passed passed, $failed failed, $skipped skipped"
[ "$passed" -gt 0 ] || { echo "test.sh: no test ran" >&2; exit 1; }
exit "$status"
