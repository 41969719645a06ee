// The versions of tools that test/packages pins.
import { readFileSync } from "node:fs";
import { root } from "../build/paths.mjs";

const { dependencies, optionalDependencies } = JSON.parse(readFileSync(`${root}test/packages/package.json`, "utf8"));

/** The first `parts` numbers of a package's version: the major version, or more if that is 0. */
export function versionOf(name, parts = 1) {
  const numbers = { ...dependencies, ...optionalDependencies }[name].replace(/^npm:.*@/, "").split(".");
  return numbers.slice(0, numbers[0] === "0" ? 2 : parts).join(".");
}
