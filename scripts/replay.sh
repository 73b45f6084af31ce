#!/usr/bin/env bash
# Replays a recorded set of operations against a fresh instance and verifies
# the books afterwards: replay.sh DIR
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/app.sh
. scripts/app.sh

dir=${1:?usage: replay.sh DIR}
trap 'trap "" TERM INT; stop_app; exit 130' TERM INT
trap stop_app EXIT

port=$(free_port 18080)
bin/stockctl migrate
start_app "$port" "$(dirname "$app_logs")/worker.pid"
bin/stockctl replay --url "$app_url" --dir "$dir"
bin/stockctl verify
