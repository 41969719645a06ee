// Paths that scripts share: absolute folders of this clone, and the package's version.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const dist = `${root}dist/`;
export const generated = `${root}ts/core/generated/`;
const manifest = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
export const { version } = manifest;
/** The web address of the repository's files, for links in the package to files that it does not contain. */
export const sourceAddress = `${manifest.repository.url.replace(/^git\+|\.git$/g, "")}/blob/main/`;

/** The build of the core that runs wherever WebAssembly has SIMD. */
export const baseline = "simd128";
/** Both builds of the core. */
export const variants = [baseline, "relaxed"];

/** Classes of the core that only some programs use. The wasm and the glue of each are separate files with this name. */
export const lateParts = { eager: "Eager", sampler: "Sampler", replica: "Replica" };
