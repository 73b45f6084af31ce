# shellcheck shell=bash
# Functions to run the API and the worker; sourced by scripts that the
# devstack runs.

app_logs=${DEVSTACK_LOGS:?is set by the devstack: bin/devstack -- $0}
app_host=${HOST:-127.0.0.1}
app_pids=()

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# free_port FIRST: the first free port from there on.
free_port() {
  local port
  for ((port = $1; port < $1 + 100; port++)); do
    if port_is_free "$port"; then
      echo "$port"
      return
    fi
  done
  echo "no free port from $1 on" >&2
  return 1
}

# supervise_worker PIDFILE: keeps a worker running; one that was killed is
# started again after three seconds, long enough to see what happens meanwhile.
supervise_worker() {
  local pid='' status
  trap 'trap "" TERM INT; [ -z "$pid" ] || kill -TERM "$pid" 2>/dev/null; wait; exit 0' TERM INT
  while :; do
    bin/worker >>"$app_logs/worker.log" 2>&1 &
    pid=$!
    echo "$pid" >"$1"
    status=0
    wait "$pid" || status=$?
    pid=''
    echo "worker: ended with status $status; starting it again in 3 s (log: $app_logs/worker.log)"
    sleep 3 &
    wait $!
  done
}

# public_url PORT: where others reach the API: by this machine's first address
# if it listens on more than the loopback.
public_url() {
  local host=$app_host addresses
  if [ "$host" = 0.0.0.0 ]; then
    addresses=$(hostname -I 2>/dev/null || true)
    host=${addresses%% *}
  fi
  echo "http://${host:-127.0.0.1}:$1"
}

# anchor_audit DIRECTORY: has the audit chains anchored there, beside the
# database's own data, with a key that is made once.
anchor_audit() {
  if [ -z "${AUDIT_ANCHOR_KEY:-}" ]; then
    [ -s "$1/audit-anchor.key" ] || (umask 077 && bin/stockctl audit key >"$1/audit-anchor.key")
    AUDIT_ANCHOR_KEY=$(cat "$1/audit-anchor.key")
  fi
  export AUDIT_ANCHOR_KEY AUDIT_ANCHOR_DIR="${AUDIT_ANCHOR_DIR:-$1/audit-anchors}"
}

# start_app PORT PIDFILE: starts worker and API on a migrated database, and waits until
# the API is ready at app_url.
start_app() {
  app_url="http://127.0.0.1:$1"
  # The base of the links in mails, for the API and the worker.
  export PUBLIC_URL="${PUBLIC_URL:-$(public_url "$1")}"
  anchor_audit "$(dirname "$app_logs")"
  supervise_worker "$2" &
  app_pids+=($!)
  LISTEN_ADDRESS="$app_host:$1" bin/api >>"$app_logs/api.log" 2>&1 &
  app_pids+=($!)
  if ! bin/stockctl wait --url "$app_url"; then
    echo "the API did not become ready; the end of $app_logs/api.log:" >&2
    tail -n 20 "$app_logs/api.log" >&2
    return 1
  fi
}

stop_app() {
  [ "${#app_pids[@]}" -eq 0 ] || kill -TERM "${app_pids[@]}" 2>/dev/null || true
  wait
}
