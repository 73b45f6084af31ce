#!/usr/bin/env bash
# Checks the compose files where a tool for it is installed.
set -euo pipefail
cd "$(dirname "$0")/.."
shopt -s nullglob globstar
if docker compose version >/dev/null 2>&1; then
  compose=(docker compose)
elif command -v docker-compose >/dev/null; then
  compose=(docker-compose)
else
  echo "compose: not checked, neither docker compose nor docker-compose is installed"
  exit 0
fi
for file in docker-compose.y*ml deploy/**/*compose*.y*ml; do
  echo "compose: $file"
  "${compose[@]}" -f "$file" config -q
done
