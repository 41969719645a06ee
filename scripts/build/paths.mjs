// Where things are, for every script: absolute folders of this clone, and the package's version.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const dist = `${root}dist/`;
export const generated = `${root}ts/core/generated/`;
export const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));

/** Both builds of the core, the baseline first. */
export const variants = ["simd128", "relaxed"];
