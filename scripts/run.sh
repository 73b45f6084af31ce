#!/usr/bin/env bash
# Runs Stockflow with a demo company inside the devstack until Ctrl-C.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/app.sh
. scripts/app.sh

worker_pid_file=$(dirname "$app_logs")/worker.pid
trap 'trap "" TERM INT; stop_app; exit 0' TERM INT
trap stop_app EXIT

port=$(free_port "${PORT:-8080}")
# Mails are written to a file and shown here, unless there is a mail server.
export MAIL_FILE=${MAIL_FILE:-$app_logs/mail.log}
touch "$MAIL_FILE"
if [ -z "${SECRETS_KEY:-}" ]; then
  secrets_key_file=$(dirname "$app_logs")/secrets.key
  [ -s "$secrets_key_file" ] || (umask 077 && head -c 32 /dev/urandom | base64 >"$secrets_key_file")
  SECRETS_KEY=$(cat "$secrets_key_file")
  export SECRETS_KEY
fi
# The password of the demo logins is kept beside the data.
STOCKFLOW_STATE_DIR=$(dirname "$app_logs")
export STOCKFLOW_STATE_DIR
bin/stockctl migrate
bin/stockctl demo past
start_app "$port" "$worker_pid_file"
bin/stockctl demo --url "$app_url"

cat <<MESSAGE

  Stockflow      $app_url
  Temporal UI    $app_url/temporal (admins)
  Logs           $app_logs
  Mails          their links are shown here; they are kept in $MAIL_FILE

  Try it: kill -9 \$(cat $worker_pid_file)
  The worker dies in the middle of its work and is back after 3 seconds;
  nothing is lost and nothing happens twice. Ctrl-C ends everything.

MESSAGE
if [ "$app_host" != 127.0.0.1 ]; then
  for ip in $(hostname -I 2>/dev/null || true); do
    echo "  From another device: http://$ip:$port"
  done
fi

tail -n 0 -F "$MAIL_FILE" 2>/dev/null > >(grep --line-buffered -E '^---- mail to |^https?://') &
app_pids+=($!)

# Whoever ends first, the API or the worker's supervisor, ends it all.
wait -n "${app_pids[@]}" || true
echo "the API ended; its last lines in $app_logs/api.log:" >&2
tail -n 20 "$app_logs/api.log" >&2
exit 1
