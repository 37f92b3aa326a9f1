#!/bin/sh
# Runs a fuzz target on the stable toolchain: run.sh TARGET [SECONDS [LIBFUZZER-FLAG…]]. What it begins
# with, seeds.py writes.
#
# What cargo-fuzz does, without the sanitizers that need a nightly compiler. Overflows and other
# assertions are checked; memory errors need no sanitizer where no code is unsafe. For the room that
# has unsafe code, which `detect` and `base64` go through:
#
#   RUSTUP_TOOLCHAIN=nightly FLAGS=-Zsanitizer=address run.sh detect 60 -detect_leaks=0
#
# What panics in a decoder is dropped unseen, which would count as a leak.
set -eu
cd "$(dirname "$0")"
target=$1
# With a target named, the flags are not those of build scripts.
host=$(rustc -vV | sed -n 's/^host: //p')
seconds=${2:-60}
shift "$(( $# < 2 ? $# : 2 ))"
RUSTFLAGS="--cfg fuzzing ${FLAGS:-} -Cpasses=sancov-module \
-Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
-Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares" \
    cargo build --release --target "$host" --bin "$target"
mkdir -p "corpus/$target" "artifacts/$target"
exec "target/$host/release/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 \
    -max_len=65536 -artifact_prefix="artifacts/$target/" "$@" "corpus/$target"
