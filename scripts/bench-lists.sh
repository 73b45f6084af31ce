#!/usr/bin/env bash
# Measures the dashboard's long lists with a generated company, inside the
# devstack: bench-lists.sh [SCALE], where 1 is the full size.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/app.sh
. scripts/app.sh

trap 'trap "" TERM INT; stop_app; exit 130' TERM INT
trap stop_app EXIT

STOCKFLOW_DEMO_PASSWORD=$(head -c 16 /dev/urandom | base64)
export STOCKFLOW_DEMO_PASSWORD
bin/stockctl migrate
bin/stockctl generate --scale "${1:-1}" --verify=false
start_app "$(free_port 18080)" "$(dirname "$app_logs")/worker.pid"
cd dashboard
STOCKFLOW_URL=$app_url BENCH_EMAIL=admin0@generated.stockflow.example BENCH_PASSWORD=$STOCKFLOW_DEMO_PASSWORD \
  npx playwright test --config playwright.bench.config.ts
