/**
 * The wasm of an installed package in Node: plain files beside the modules.
 *
 * PERF: the first update comes a third sooner after the call than with the text modules, which need the restorer and zlib, whose own
 * modules take Node longer than inflating. The package has the baseline's files for Workers runtimes anyway, and how the other build differs.
 */
import { builtin } from "../host/builtin.js";
import { patched } from "./delta.js";
import { parts } from "./embedded-parts.js";
import { fingerprint } from "./generated/glue.js";
import type { WasmProvider } from "./load.js";
import { type Variant, variants } from "./variant.js";

interface FileSystem {
  readFileSync(file: URL): Uint8Array<ArrayBuffer>;
}

type Compile = WasmProvider["core"];

/** Bundles have no such files, and programs may lack the permission to read them: those use the text modules. */
const fromFile =
  (file: string, embedded: Compile): Compile =>
  async (variant) => {
    try {
      return await WebAssembly.compile(bytesOf(file, variant));
    } catch {
      return embedded(variant);
    }
  };

/** The name of the difference ties the files to this version. */
function bytesOf(file: string, variant: Variant): Uint8Array<ArrayBuffer> {
  const { readFileSync } = builtin<FileSystem>("node:fs") as FileSystem;
  const read = (name: string) => readFileSync(new URL(`./wasm/${file}${name}`, import.meta.url));
  const [base, delta] = [read("simd128.wasm"), read(`${fingerprint}.delta`)];
  return variant === "simd128" ? base : patched(base, delta);
}

/** See {@link WasmProvider}. There are no files for replicas, which start in other threads. */
export const installed: WasmProvider = {
  variants,
  core: fromFile("", async (variant) => (await import("./embedded.js")).embedded.core(variant)),
  parts: { eager: fromFile("eager-", parts.eager), sampler: fromFile("sampler-", parts.sampler) },
};
