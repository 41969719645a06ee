# Sourced by build.sh and .ci/run in the repository's root. Installs the Rust toolchain and the wasm tools if they are missing.
# Sets $toolchain, $bindgen_version and $wasm_pack_version, and puts the tools on PATH.

toolchain=$(sed -n 's/^channel *= *"\(.*\)"/\1/p' rust-toolchain.toml)
# The CLI must have exactly the version of the crate, because they share an internal format.
bindgen_version=$(sed -n 's/^wasm-bindgen *= .*"=\([0-9.]*\)".*/\1/p' crates/rnn-core/Cargo.toml)
wasm_pack_version=0.15.1

# Installed explicitly, because rustup may be configured not to install automatically. The wasm build compiles the sources of std.
rust_has() { rustup component list --toolchain "$toolchain" --installed 2>/dev/null | grep -q "^$1"; }
{ rust_has rust-src && rust_has rustfmt && rust_has clippy && rust_has rust-std-wasm32-unknown-unknown; } ||
  rustup toolchain install "$toolchain" --profile minimal --component rustfmt,clippy,rust-src --target wasm32-unknown-unknown

# Uses an installed tool of the right version; otherwise installs it in the clone, separately from the user's tools.
export PATH="$PWD/.cache/tools/bin:$PATH"
ensure() { # ensure COMMAND VERSION CRATE [option of cargo install ...]
  # Not optimized: that takes minutes, and a build that uses them is a fraction of a second slower.
  [ "$("$1" --version 2>/dev/null)" = "$1 $2" ] || CARGO_PROFILE_RELEASE_OPT_LEVEL=0 \
    cargo "+$toolchain" install "$3" --version "$2" --root .cache/tools --quiet "${@:4}"
}
# Without the tool's lock file, which requires versions that some registries lack.
ensure wasm-bindgen "$bindgen_version" wasm-bindgen-cli
ensure wasm-pack "$wasm_pack_version" wasm-pack --locked
