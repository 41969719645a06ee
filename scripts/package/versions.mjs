// The versions of the users' tools, as test/packages pins them.
import { readFileSync } from "node:fs";
import { root } from "../build/paths.mjs";

const { dependencies, optionalDependencies } = JSON.parse(readFileSync(`${root}test/packages/package.json`, "utf8"));

/** The version of a package, or the first `parts` numbers of it: the major one, unless that is 0 and says nothing. */
export function versionOf(name, parts = 1) {
  const numbers = { ...dependencies, ...optionalDependencies }[name].replace(/^npm:.*@/, "").split(".");
  return numbers.slice(0, numbers[0] === "0" ? 2 : parts).join(".");
}
