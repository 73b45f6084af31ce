#!/usr/bin/env bash
# Generates the SQL access code, the API server, the table of permissions and
# the dashboard's client.
# With --check it fails if that changes anything.
set -euo pipefail
cd "$(dirname "$0")/.."

state() {
  git diff --no-ext-diff
  git ls-files --others --exclude-standard
}

before=$(state)
echo "generate: database access (sqlc)"
bin/tools/sqlc generate
for config in api/*codegen*.yaml; do
  echo "generate: API server ($config)"
  bin/tools/oapi-codegen -config "$config" api/openapi.yaml
done
echo "generate: docs/permissions.md"
go test ./internal/inventory -count=1 -run 'TestPermissionsPage$' -update >/dev/null
echo "generate: dashboard client"
(cd dashboard && npm run --silent generate)

if [ "${1:-}" = --check ] && [ "$before" != "$(state)" ]; then
  echo "generate: the generated code is out of date; this changed:" >&2
  git status --short >&2
  exit 1
fi
