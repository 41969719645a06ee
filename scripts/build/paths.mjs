// Where things are, for every script: absolute folders of this clone, and what the package is called.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const dist = `${root}dist/`;
export const generated = `${root}ts/engine/generated/`;
export const { name: packageName, version } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));

/** Both builds of the core, the baseline first. */
export const variants = ["simd128", "relaxed"];
