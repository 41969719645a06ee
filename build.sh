#!/usr/bin/env bash
# Everything from source: the two wasm files and their glue from the crate, then dist/ from ts/.
# usage: bash build.sh            builds, and writes ts/engine/generated
#        bash build.sh --check    builds, and fails unless that gives exactly what is in ts/engine/generated
# It installs what is missing: the wasm target, wasm-bindgen's CLI, wasm-pack, the npm packages. The result is the same, bit for bit,
# in any folder of any machine; CONTRIBUTING.md says how each flag sees to that.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

mode=${1:-}
case "$mode" in "" | --check) ;; *) echo "usage: bash build.sh [--check]" >&2; exit 2 ;; esac

wasm_pack_version=0.15.1
toolchain=$(sed -n 's/^channel *= *"\(.*\)"/\1/p' rust-toolchain.toml)
# The CLI must be of the crate's exact version: the two speak a private format.
bindgen_version=$(sed -n 's/^wasm-bindgen *= .*"=\([0-9.]*\)".*/\1/p' crates/rnn-core/Cargo.toml)
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}"

# A version that is already there serves; another one's place is in the clone, where it disturbs nobody.
tools="$PWD/.cache/tools"
export PATH="$tools/bin:$PATH"
ensure() { # ensure COMMAND VERSION CRATE [cargo install option ...]
  [ "$("$1" --version 2>/dev/null)" = "$1 $2" ] || cargo "+$toolchain" install "$3" --version "$2" --root "$tools" --quiet "${@:4}"
}

rustup target list --toolchain "$toolchain" --installed 2>/dev/null | grep -qx wasm32-unknown-unknown ||
  { rustup toolchain install "$toolchain" --profile minimal && rustup target add wasm32-unknown-unknown --toolchain "$toolchain"; }
# Its lock file is of no use: it names versions that not every index has.
ensure wasm-bindgen "$bindgen_version" wasm-bindgen-cli
ensure wasm-pack "$wasm_pack_version" wasm-pack --locked
node -e 'require.resolve("binaryen"); require.resolve("esbuild")' 2>/dev/null || npm ci --ignore-scripts --no-audit --no-fund

# std is compiled with reference types and multi-value, which the oldest engines with SIMD lack: they are taken back for our code, and
# Cargo.toml strips the section by which wasm-bindgen would turn them on again.
features="+simd128,-reference-types,-multivalue"
# No path of this machine in a panic message.
remap="--remap-path-prefix=$PWD= --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo --remap-path-prefix=$(rustc "+$toolchain" --print sysroot)=/rust"

compiled="$CARGO_TARGET_DIR/wasm-pack"
compile() { # compile VARIANT FEATURES
  echo "wasm-pack: $1 ($2)"
  RUSTFLAGS="-C target-feature=$2 $remap" wasm-pack --quiet build crates/rnn-core --release --mode no-install --no-opt \
    --target web --no-pack --out-dir "$compiled/$1" --out-name core -- --locked
}
compile simd128 "$features"
compile relaxed "$features,+relaxed-simd"

# What generate.mjs cannot know of the tools, for the record beside the result.
export RUST_RECORD="{ \"rustc\": \"$(rustc "+$toolchain" --version)\", \"wasm-bindgen\": \"$bindgen_version\", \"wasm-pack\": \"$wasm_pack_version\", \"features\": \"$features\" }"
node scripts/wasm/generate.mjs "$compiled" $mode
[ -n "$mode" ] || node scripts/build-ts.mjs
