// The options of `npm run bench`.
import { parseArgs } from "node:util";

export const usage = `usage: npm run bench -- [options]

  --only ROW,…     rows, by name or by how it begins: step, decrypt, tutorial, …
  --peers NAME,…   peers, by name or group: rnn-wasm, rnn-wasm/relaxed, pytorch, tfjs, brain.js, jax-js
  --profile        what the parts of the tutorial's step take, by leaving parts out
  --scaling        how the training step grows with H, T, B and V, and what two workers gain
  --compare COMMIT another commit in the same run: what rnn-wasm's peers take there, and the ratio to here; no other libraries
                   unless --peers asks for them
  --quick          few and short blocks: a look, no measurement
  --json           one object instead of the table
  --help

PYTHON=… names the Python that has torch (python3).`;

const options = {
  only: { type: "string" },
  peers: { type: "string" },
  profile: { type: "boolean", default: false },
  scaling: { type: "boolean", default: false },
  compare: { type: "string" },
  quick: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
};

/** Expands a list of names or prefixes of names. Throws for a prefix that matches none. */
export function chosen(list, names, what) {
  if (list === undefined) return [...names];
  const wanted = list.split(",").filter((word) => word !== "");
  const covers = (word, name) => name === word || name.startsWith(`${word}-`) || name.startsWith(`${word}/`);
  const unknown = wanted.find((word) => !names.some((name) => covers(word, name)));
  if (unknown !== undefined) throw new Error(`--${what}: expected some of ${names.join(", ")}, got ${unknown}`);
  return names.filter((name) => wanted.some((word) => covers(word, name)));
}

/** @param {string[]} args */
export const parseArguments = (args) => parseArgs({ args, options, strict: true }).values;

const full = {
  blockMs: 200,
  minCount: 1,
  rounds: 11,
  warmUpMs: 4000,
  budgetMs: 20_000,
  minRounds: 2,
  limitMs: 600_000,
};

/**
 * Settings of a full measurement, of a full `--scaling`, whose workers begin and end each block with messages, and of --quick.
 * @type {Record<"full" | "scaling" | "quick", import("./compare.mjs").Settings>}
 */
export const settings = {
  full,
  scaling: { ...full, minCount: 20 },
  quick: { blockMs: 50, minCount: 1, rounds: 3, warmUpMs: 500, budgetMs: 1500, minRounds: 1, limitMs: 120_000 },
};
