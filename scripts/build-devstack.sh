#!/usr/bin/env bash
# Builds bin/devstack, which has a whole Temporal server inside.
set -euo pipefail
cd "$(dirname "$0")/.."
echo "devstack: building; the first time takes 3 to 4 minutes on two cores" >&2
# The tag leaves out cloud storage clients that only archival would use.
exec scripts/go-build.sh devstack devstack -tags disable_grpc_modules -o ../bin/devstack .
