#!/usr/bin/env bash
# Prints what `kubectl whocan` costs on a real API server with 1,000 namespaces, 10,000 Roles and
# 10,000 RoleBindings: requests, bytes, time and memory, and whether the targets are met. Takes
# about 2 minutes after the builds. The control plane is stopped and removed half a minute later.
#
#   tests/scale.sh [--namespaces N] [--roles N] [--bindings N] [--runs N]
#   tests/scale.sh --dump-megabytes N    reading dumps of that size, without a cluster
#
# Run no tests from the same target folder meanwhile: they would share the control plane.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo build --quiet --release --package e2e --bin scale --bin control-plane-supervisor
exec cargo run --quiet --release --package e2e --bin scale -- "$@"
