#!/usr/bin/env bash
# Installs what the project needs from the system and checks the toolchains.
# Does nothing when all is there. Debian and Ubuntu get the packages, other
# systems a list of what is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'deps: %s\n' "$*"; }
fail() { printf 'deps: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

check_toolchains() {
  have go || fail "Go is missing; devstack/go.mod names the version: https://go.dev/dl/"
  # Inside a module, Go itself says so if it is too old and may not fetch a newer one.
  go -C devstack env GOVERSION >/dev/null || fail "Go is too old, see above"
  have gcc || have clang || have cc || fail "a C compiler is missing (Debian: apt-get install gcc)"
  have node || fail "Node.js is missing; version 20 or later: https://nodejs.org/"
  local node_major
  node_major=$(node -p 'process.versions.node.split(".")[0]')
  [ "$node_major" -ge 20 ] || fail "Node.js is version $node_major, 20 or later is needed"
  have npm || fail "npm is missing; it usually comes with Node.js"
}

have_postgres() {
  have initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ||
    compgen -G '/opt/homebrew/opt/postgresql*/bin/initdb' >/dev/null ||
    compgen -G '/usr/local/opt/postgresql*/bin/initdb' >/dev/null
}
have_redis() { have redis-server || have valkey-server; }
have_chromium() { have chromium || have chromium-browser || have google-chrome; }

missing_packages() {
  have_postgres || echo postgresql
  have_redis || echo redis-server
  have_chromium || echo chromium
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# The packages would start servers of their own, now and at every boot. Ours
# are started by the devstack, so these are held back while installing and the
# machine's settings put back afterwards, by a trap that outlives the function.
policy=/usr/sbin/policy-rc.d
clusters=/etc/postgresql-common/createcluster.conf
had_policy=yes
saved=

put_back() {
  [ "$had_policy" = yes ] || as_root rm -f "$policy"
  if [ -n "$saved" ]; then
    as_root cp "$saved" "$clusters"
    rm -f "$saved"
  fi
}

install_packages() {
  local had_redis=yes
  export DEBIAN_FRONTEND=noninteractive
  [ "$(id -u)" -eq 0 ] || say "sudo may ask for your password"
  [ -e "$policy" ] || had_policy=no
  have redis-server || had_redis=no
  trap put_back EXIT
  trap 'exit 130' INT TERM
  if [ "$had_policy" = no ]; then
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
  fi
  say "refreshing the package lists"
  as_root apt-get update -qq
  if [[ " $* " == *" postgresql "* ]]; then
    apt_install postgresql-common
    saved=$(mktemp)
    cp "$clusters" "$saved"
    printf 'create_main_cluster = false\n' | as_root tee -a "$clusters" >/dev/null
  fi
  apt_install "$@"
  if [ "$had_redis" = no ] && [ -d /run/systemd/system ]; then
    as_root systemctl disable --quiet redis-server || true
  fi
}

apt_install() {
  say "installing $*"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    -o Dpkg::Options::=--force-confold -o Dpkg::Use-Pty=0 "$@" >/dev/null
}

check_toolchains
mapfile -t missing < <(missing_packages)
if [ "${#missing[@]}" -eq 0 ]; then
  exit 0
fi
have apt-get || fail "please install: ${missing[*]} (on macOS: brew install postgresql@17 redis; any Chromium or Chrome)"
install_packages "${missing[@]}"
mapfile -t missing < <(missing_packages)
[ "${#missing[@]}" -eq 0 ] || fail "still missing after installing: ${missing[*]}"
say "all there"
