#!/usr/bin/env bash
# Prints what `kubectl denyall` costs on clusters of 30 to 100,000 pods and on clusters made to
# hurt, read from JSON files: the time of each step, wall time and memory, and whether the targets
# are met. Takes about 2 minutes after the builds and 500 MB of the temporary folder.
#
#   tests/network-scale.sh [SCENE...] [--runs N] [--plugin PATH]
set -euo pipefail
cd "$(dirname "$0")/.."

exec cargo run --quiet --release --package e2e --bin network-scale -- "$@"
