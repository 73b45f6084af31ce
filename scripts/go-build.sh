#!/usr/bin/env bash
# go-build.sh LABEL MODULE-DIR ARGS…: go build with a line that counts the
# packages as they are compiled, since a cold build is silent for minutes.
set -euo pipefail
label=$1 dir=$2
shift 2
cd "$(dirname "$0")/../$dir"

tty=0
[ -t 2 ] && tty=1
# Go prints one import path a line with -v, and errors in between.
go build -v "$@" 2>&1 | awk -v label="$label" -v tty="$tty" '
  /^[A-Za-z0-9_.~\/-]+$/ {
    n++
    if (tty) { printf "\r%s: %d packages compiled", label, n; fflush() }
    else if (n % 200 == 0) { printf "%s: %d packages compiled\n", label, n; fflush() }
    next
  }
  { if (tty && n) printf "\n"; print; fflush() }
  END { if (n) printf "%s%s: built (%d packages compiled)\n", tty ? "\r" : "", label, n }
' >&2
