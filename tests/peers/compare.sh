#!/usr/bin/env bash
# Compares `kubectl denyall map` with another analyzer, network-config-analyzer, on random clusters
# and on the scene S. Installs that analyzer from PyPI into target/peers. Takes some minutes.
#
#   tests/peers/compare.sh [--clusters N] [--seed N]
#   LARGE=1 tests/peers/compare.sh    compares the scene M as well, which takes the peer 6 minutes
set -euo pipefail
cd "$(dirname "$0")/../.."

target="${CARGO_TARGET_DIR:-target}"
peers="$target/peers"
[ -x "$peers/venv/bin/pip" ] || python3 -m venv --clear "$peers/venv"
"$peers/venv/bin/pip" install --quiet --disable-pip-version-check network-config-analyzer==2.1.0
cargo build --quiet --release --package denyall
cargo build --quiet --release --package e2e --bin network-scene

scenes=()
for size in s ${LARGE:+m}; do
    "$target/release/network-scene" "$size" "$peers/$size" >/dev/null
    scenes+=(--scene "$peers/$size")
done
exec python3 tests/peers/network_config_analyzer.py \
    --plugin "$target/release/kubectl-denyall" --nca "$peers/venv/bin/nca" \
    --differences "$peers/differences" "${scenes[@]}" "$@"
