// The versions of the users' tools, as test/packages pins them.
import { readFileSync } from "node:fs";
import { root } from "../build/paths.mjs";

const { dependencies, optionalDependencies } = JSON.parse(readFileSync(`${root}test/packages/package.json`, "utf8"));

/** The version of a package, or the first `parts` numbers of it. */
export const versionOf = (name, parts = 1) =>
  ({ ...dependencies, ...optionalDependencies })[name]
    .replace(/^npm:.*@/, "")
    .split(".")
    .slice(0, parts)
    .join(".");
