#!/usr/bin/env bash
# Builds everything from source: the wasm files and their glue from the crate, then dist/ from ts/.
# usage: bash build.sh            builds, and writes ts/core/generated
#        bash build.sh --check    builds, and fails unless the result equals ts/core/generated
# It installs what is missing: the wasm target, wasm-bindgen's CLI, wasm-pack, the npm packages. The build is reproducible bit for bit in
# any folder on any machine; docs/internals-build.md explains the flags.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

mode=${1:-}
case "$mode" in "" | --check) ;; *) echo "usage: bash build.sh [--check]" >&2; exit 2 ;; esac

. scripts/rust-tools.sh
node -e 'require.resolve("binaryen"); require.resolve("esbuild")' 2>/dev/null || npm ci --ignore-scripts --no-audit --no-fund

# The oldest engines with SIMD lack reference types and multi-value, which Rust would use.
features="+simd128,-reference-types,-multivalue"
# PERF: the kernels are vectorized and inlined by hand. LLVM's automatic vectorization, inlining and unrolling of loops whose
# length is unknown made the files 12 % larger and nothing faster. Panics trap without a message, which could not be read anyway and whose formatting is 14 % of the file.
options="-C no-vectorize-loops -C no-vectorize-slp -C llvm-args=-inline-threshold=30 -C llvm-args=-unroll-runtime=false -Z unstable-options -C panic=immediate-abort"
# This needs std compiled from source, an unstable feature that RUSTC_BOOTSTRAP enables in the pinned stable toolchain.
export RUSTC_BOOTSTRAP=1
# PERF: without LLVM's strength reduction of loops the files are 3 % smaller and no slower, since the kernels' loops move their
# addresses themselves.
options="$options -C llvm-args=-disable-lsr"
# Keeps this machine's paths out of the file.
remap="--remap-path-prefix=$PWD= --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo --remap-path-prefix=$(rustc "+$toolchain" --print sysroot)=/rust"

compiled="${CARGO_TARGET_DIR:-$PWD/target}/wasm"
compile() { # compile VARIANT FEATURES FLAGS
  echo "wasm-pack: $1 ($2)"
  # A target folder for each variant, or cargo would recompile std whenever the flags change.
  CARGO_TARGET_DIR="$compiled/$1" RUSTFLAGS="-C target-feature=$2 ${3:-} $options $remap" wasm-pack --quiet build crates/rnn-core --release --mode no-install --no-opt \
    --target web --no-pack --out-dir "$compiled/$1/package" --out-name core -- --locked -Z build-std=std,panic_abort
}
compile simd128 "$features"
# What `pseudo_bounds` relies on is done by scripts/wasm/bounds.mjs.
compile relaxed "$features,+relaxed-simd" "--cfg pseudo_bounds"
echo "cargo: wasm-order"
# It has no allocator and little on the stack.
CARGO_TARGET_DIR="$compiled/order" RUSTFLAGS="-C target-feature=$features $options -C link-arg=-zstack-size=4096 $remap" cargo "+$toolchain" build \
  --quiet --package wasm-order --release --target wasm32-unknown-unknown --locked -Z build-std=core
cp "$compiled/order/wasm32-unknown-unknown/release/wasm_order.wasm" "$compiled/order.wasm"

# Versions and flags for the record that generate.mjs writes.
export RUST_RECORD="{ \"rustc\": \"$(rustc "+$toolchain" --version)\", \"wasm-bindgen\": \"$bindgen_version\", \"wasm-pack\": \"$wasm_pack_version\", \"flags\": \"-C target-feature=$features $options\" }"
node scripts/wasm/generate.mjs "$compiled" $mode
[ -n "$mode" ] || node scripts/build-ts.mjs --no-types
