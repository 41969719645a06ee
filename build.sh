#!/usr/bin/env bash
# Everything from source: the two wasm files and their glue from the crate, then dist/ from ts/.
# usage: bash build.sh            builds, and writes ts/core/generated
#        bash build.sh --check    builds, and fails unless that gives exactly what is in ts/core/generated
# It installs what is missing: the wasm target, wasm-bindgen's CLI, wasm-pack, the npm packages. The result is the same, bit for bit,
# in any folder of any machine; docs/internals-build.md says how each flag sees to that.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

mode=${1:-}
case "$mode" in "" | --check) ;; *) echo "usage: bash build.sh [--check]" >&2; exit 2 ;; esac

. scripts/rust-tools.sh
node -e 'require.resolve("binaryen"); require.resolve("esbuild")' 2>/dev/null || npm ci --ignore-scripts --no-audit --no-fund

# The oldest engines with SIMD lack reference types and multi-value, which Rust would use.
features="+simd128,-reference-types,-multivalue"
# PERF: the kernels are vectors already, by hand, and inlined where it pays. What LLVM would vectorize and inline beyond that made the files
# 8 % larger and nothing faster. A panic traps at once: its message could be read nowhere, and formatting it is 14 % of the file.
options="-C no-vectorize-loops -C no-vectorize-slp -C llvm-args=-inline-threshold=30 -Z unstable-options -C panic=immediate-abort"
# So std is compiled as well, for which stable cargo must be told that we know what we ask for. The toolchain is pinned: it will not change under us.
export RUSTC_BOOTSTRAP=1
# No path of this machine in the file.
remap="--remap-path-prefix=$PWD= --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo --remap-path-prefix=$(rustc "+$toolchain" --print sysroot)=/rust"

compiled="${CARGO_TARGET_DIR:-$PWD/target}/wasm"
compile() { # compile VARIANT FEATURES
  echo "wasm-pack: $1 ($2)"
  # A folder for each, or cargo would compile std anew whenever the flags change.
  CARGO_TARGET_DIR="$compiled/$1" RUSTFLAGS="-C target-feature=$2 $options $remap" wasm-pack --quiet build crates/rnn-core --release --mode no-install --no-opt \
    --target web --no-pack --out-dir "$compiled/$1/package" --out-name core -- --locked -Z build-std=std,panic_abort
}
compile simd128 "$features"
compile relaxed "$features,+relaxed-simd"

# What generate.mjs cannot know of the tools, for the record beside the result.
export RUST_RECORD="{ \"rustc\": \"$(rustc "+$toolchain" --version)\", \"wasm-bindgen\": \"$bindgen_version\", \"wasm-pack\": \"$wasm_pack_version\", \"flags\": \"-C target-feature=$features $options\" }"
node scripts/wasm/generate.mjs "$compiled" $mode
[ -n "$mode" ] || node scripts/build-ts.mjs --no-types
