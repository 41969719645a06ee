// `npm run bench -- --profile`: measures the parts of the tutorial's step by leaving parts out. Sampling profilers are misleading here,
// because V8 attributes the samples of inlined functions to their callers.

import { median } from "./statistics.mjs";
import { spread } from "./table.mjs";

const tutorial = { V: 27, E: 5, H: 10, T: 32, B: 1 };
const variant = (name, sizes = {}, more = {}) => ({ name, kind: "train", sizes: { ...tutorial, ...sizes }, ...more });

/** The step, and the step without one of its parts. */
const variants = {
  whole: variant("whole"),
  half: variant("half", { T: 16 }),
  one: variant("one", { T: 1 }),
  oneSymbol: variant("one-symbol", {}, { symbols: 1 }),
  oneClass: variant("one-class", {}, { classes: 1 }),
};

/** Each part as a difference of steps, in milliseconds. */
const parts = [
  ["the whole step", ({ whole }) => whole],
  ["what does not depend on the letters: optimizer, packing, clearing, one letter", ({ one }) => one],
  ["each further letter, of 31", ({ whole, half }) => (whole - half) / 16],
  [
    "27 different symbols instead of one: the token table and its gradients",
    ({ whole, oneSymbol }) => whole - oneSymbol,
  ],
  ["27 classes instead of one: output layer, softmax, loss", ({ whole, oneClass }) => whole - oneClass],
];

/**
 * Measures the variants in turns, on the core only.
 * @param {() => import("./protocol.mjs").Peer} startCore
 * @param {import("./compare.mjs").Settings} settings
 * @returns {Promise<string>} one line per part
 */
export async function profileOf(startCore, settings) {
  const peers = Object.fromEntries(Object.keys(variants).map((name) => [name, startCore()]));
  const rounds = [];
  try {
    // The first rounds warm up V8's compilers.
    for (let round = -3; round < settings.rounds; round++) {
      const times = {};
      for (const [name, row] of Object.entries(variants)) {
        const answer = await peers[name].ask({ row, ms: settings.blockMs }, settings.limitMs);
        if (answer.count === undefined) throw new Error(`${name}: ${answer.failed ?? answer.cannot}`);
        times[name] = answer.ms / answer.count;
      }
      if (round >= 0) rounds.push(times);
    }
  } finally {
    await Promise.all(Object.values(peers).map((peer) => peer.close()));
  }
  return linesOf(rounds);
}

/** @param {readonly Record<string, number>[]} rounds milliseconds of each variant */
export function linesOf(rounds) {
  const lines = parts.map(([what, of]) => {
    const value = median(rounds.map(of));
    return [spread({ median: value, low: value, high: value }, "ms")[0], what];
  });
  const width = Math.max(...lines.map(([time]) => time.length));
  return lines.map(([time, what]) => `${time.padStart(width)}  ${what}`).join("\n");
}
