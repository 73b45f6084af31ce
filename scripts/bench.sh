#!/usr/bin/env bash
# Runs the load tests inside a devstack with durable settings; arguments go to
# the program in test/bench.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/go-build.sh bench . -o bin/bench ./test/bench
exec bin/devstack --durable -- bin/bench "$@"
