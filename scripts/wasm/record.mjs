// Records how ts/core/generated was built: tools, flags, and the SHA-256 of every source and result. The tests compare it with the files,
// so that a change of the core without a build is detected even on machines without Rust.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { root } from "../build/paths.mjs";

const require = createRequire(import.meta.url);
const sha256 = (contents) => createHash("sha256").update(contents).digest("hex");

/** Hashes of the sources of all wasm files, by path in the repository. */
export function sourceHashes() {
  const paths = [
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    ...["rnn-core", "wasm-order"].flatMap((crate) => [
      `crates/${crate}/Cargo.toml`,
      ...rustUnder(`crates/${crate}/src`),
    ]),
  ];
  // Git may convert line ends on Windows.
  return Object.fromEntries(
    paths.map((path) => [path, sha256(readFileSync(root + path, "utf8").replaceAll("\r\n", "\n"))]),
  );
}

/** @param {Iterable<[name: string, contents: string | Uint8Array]>} files */
export const resultHashes = (files) =>
  Object.fromEntries([...files].map(([name, contents]) => [name, sha256(contents)]));

/**
 * @param {Map<string, string | Uint8Array>} files the results of the build
 * @param {Record<string, string>} wasmOpt the flags of each variant
 */
export function recordOf(files, wasmOpt) {
  const { flags, ...rust } = JSON.parse(process.env["RUST_RECORD"]);
  const npm = Object.fromEntries(
    ["binaryen", "esbuild"].map((name) => [name, require(`${name}/package.json`).version]),
  );
  return {
    tools: { ...rust, ...npm },
    flags: { rustc: flags, "wasm-opt": wasmOpt },
    sources: sourceHashes(),
    results: resultHashes(files),
  };
}

function rustUnder(folder) {
  return readdirSync(root + folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? rustUnder(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`]));
}
