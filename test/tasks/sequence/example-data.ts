/** Small data that the tests of classifiers and regressors share: words that their letters tell, and waves that their pace tells. */

/** Numbers in [0, 1) from a seed. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const next = random(7);
const word = (letters: string, length: number) =>
  Array.from({ length }, () => letters[Math.floor(next() * letters.length)]).join("");

const alphabets = ["abcd", "cdef", "efgh"] as const;
export const words = Array.from({ length: 90 }, (_, i) => word(alphabets[i % 3] as string, 2 + (i % 6)));
export const kinds = words.map((_, i) => (["low", "mid", "high"] as const)[i % 3] as "low" | "mid" | "high");

/** Rows of two columns in other units. */
export const waves = Array.from({ length: 40 }, (_, i) =>
  Array.from({ length: 4 + (i % 5) }, (_, k) => ({
    ax: Math.sin(k * (i % 2 ? 1 : 2.5)) + 0.1 * next(),
    ay: 100 + 30 * Math.cos(k + i),
  })),
);
export const paces = waves.map((_, i) => (i % 2 ? "slow" : "quick"));

/** Options of a run that takes a few milliseconds. */
export const quick = { hiddenSize: 10, batchSize: 8, lr: 0.02, seed: 1, epochs: 4 } as const;
