#!/usr/bin/env bash
# Runs every part of the tests inside the devstack, all of them even if one
# fails, and ends with the totals.
set -uo pipefail
cd "$(dirname "$0")/.."
root=$PWD
results=$root/.make/test-results
rm -rf "$results"
mkdir -p "$results"
status=0

# A signal is for the whole run, not only for the part that is under way.
trap 'echo "tests: interrupted" >&2; exit 130' INT TERM

# part NAME COMMAND…
part() {
  local name=$1 begin=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  if "$@"; then
    printf '== %s: done in %d s\n' "$name" $((SECONDS - begin))
  else
    printf '== %s: FAILED after %d s\n' "$name" $((SECONDS - begin))
    status=1
  fi
}

# gotests DIR RESULT FLAGS…
gotests() {
  local dir=$1 result=$2
  shift 2
  (cd "$dir" && "$root/bin/tools/gotestsum" --format pkgname --format-hide-empty-pkg \
    --jsonfile "$results/$result" -- -count=1 "$@" ./...)
}

dashboard_unit() {
  (cd dashboard && npm test -- --reporter=default --reporter=json --outputFile.json="$results/unit.vitest.json")
}

dashboard_browser() {
  (cd dashboard && PLAYWRIGHT_JSON_OUTPUT_FILE="$results/browser.playwright.json" \
    npm run test:e2e -- --reporter=list,json)
}

part "Go: devstack" gotests devstack devstack.go.json -tags disable_grpc_modules
part "Go: Stockflow" gotests . stockflow.go.json
part "Dashboard: units" dashboard_unit
part "Dashboard: browser" dashboard_browser

printf '\n'
node scripts/count-tests.mjs "$results" devstack.go.json stockflow.go.json unit.vitest.json browser.playwright.json || status=1
exit "$status"
