/** A view whose network forgets its state at every step: what is shown depends on one step alone. */
import { train } from "rnn-wasm";
import { expect, test } from "vitest";
import { drawnFrom } from "../../../demo/src/shared/write/drawn.js";
import { subjects } from "../../../demo/src/worker/subjects.js";

const request = (settings: object, query: object, forget: boolean) =>
  ({ settings, query, forget, influence: false, isAtRest: true }) as never;

test("a text without memory: the same letter is followed by the same, whatever came before", async () => {
  const text = "abcadc. ".repeat(60);
  const model = await train({ text }, { hiddenSize: 12, seed: 1, maxSteps: 80, validation: 0, batchSize: 4, bptt: 16 });
  const known = subjects.write.prepare({ source: "own" } as never, text);
  const query = { prompt: "abcadc", temperature: 1, topK: 0, draw: 3 };
  const look = (forget: boolean) =>
    subjects.write.look(model as never, known, request({ source: "own" }, query, forget)).seen as {
      symbols: string[];
      bits: number[];
      next: { text: string; share: number }[][];
    };
  const [whole, alone] = [look(false), look(true)];
  expect(alone.symbols.slice(0, 6).join("")).toBe("abcadc");
  // After both letters a, and after both letters c.
  expect(alone.next[0]).toEqual(alone.next[3]);
  expect(alone.next[2]).toEqual(alone.next[5]);
  expect(whole.next[0]).not.toEqual(whole.next[3]);
  // The surprise is that of the same probabilities.
  const share = alone.next[3]?.find((next) => next.text === "d")?.share as number;
  expect(alone.bits[3]).toBeCloseTo(-Math.log2(share), 3);
});

test("items without memory end, and begin with what was given", async () => {
  const items = Array.from({ length: 60 }, (_, i) => `ab${"xyz"[i % 3]}`);
  const model = await train({ items }, { hiddenSize: 8, seed: 1, maxSteps: 120, lr: 0.02, validation: 0 });
  const query = { prompt: "ab", temperature: 0, topK: 0, draw: 1 };
  const { seen } = subjects.write.look(model as never, undefined, request({ source: "own" }, query, true));
  const { items: written } = seen as { items: [string, boolean][] };
  expect(written).toHaveLength(8);
  for (const [item] of written) expect(item).toMatch(/^ab/);
});

test("a name without memory is what its last letter is", async () => {
  const lines = ["anna\ta", "anno\to", "otto\to", "otta\ta", "lina\ta", "lino\to"];
  const text = [...lines, ...lines, ...lines].join("\n");
  const labeled = lines.map((line) => line.split("\t") as [string, string]);
  const model = await train({ labeled }, { hiddenSize: 5, seed: 1, maxSteps: 20, validation: 0 });
  const settings = { source: "own", perLabel: 99, without: "" };
  const known = subjects.names.prepare(settings as never, text);
  const look = (name: string) =>
    subjects.names.look(model as never, known, request(settings, { name }, true)).seen as {
      shares: number[][];
      missed: number[];
    };
  const [one, other] = [look("anna"), look("otta")];
  expect(one.shares.at(-1)).toEqual(other.shares.at(-1));
  expect(one.shares[0]).toEqual(one.shares[3]);
  expect(one.missed.slice(0, -1)).toEqual([0, 0, 0]);
});

test.each([
  [1, 0, [0.5, 0.3, 0.2]],
  [0, 0, [1, 0, 0]],
  [1, 2, [0.625, 0.375, 0]],
  [0.5, 0, [0.25 / 0.38, 0.09 / 0.38, 0.04 / 0.38]],
])(
  "at temperature %d, from the %d likeliest, symbols are drawn by other probabilities",
  (temperature, topK, wanted) => {
    for (const [k, share] of drawnFrom([0.5, 0.3, 0.2], temperature, topK).entries())
      expect(share).toBeCloseTo(wanted[k] as number);
  },
);
