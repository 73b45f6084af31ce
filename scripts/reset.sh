#!/usr/bin/env bash
# Deletes the data of a devstack: reset.sh DIR
set -euo pipefail
dir=${1:?usage: reset.sh DIR}
[ -d "$dir" ] || exit 0
# The lock is what the devstack holds while it runs.
if [ -e "$dir/devstack.lock" ] && command -v flock >/dev/null; then
  flock --nonblock "$dir/devstack.lock" true || { echo "reset: $dir is in use; stop it first" >&2; exit 1; }
else
  [ -e "$dir/devstack.lock" ] || { echo "reset: $dir is not a devstack's data" >&2; exit 1; }
fi
# PostgreSQL's files may lie elsewhere, behind a link.
if [ -L "$dir/postgres" ]; then
  rm -rf "$(readlink "$dir/postgres")"
fi
rm -rf "$dir"
echo "reset: deleted $dir"
