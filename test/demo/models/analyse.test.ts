/** What the page shows of models of every cell. */
import { ciphers, train } from "rnn-wasm";
import { init } from "rnn-wasm/nn";
import { beforeAll, describe, expect, test } from "vitest";
import { analyse } from "../../../demo/src/worker/analyse.js";

const cipher = ciphers.vigenere({ key: "KEY" });
const message = "SECRET";
const time = message.length;

beforeAll(() => init());

describe.each([
  ["lstm", undefined, "ifgoch"],
  ["gru", undefined, "rznh"],
  ["rnn", "tanh", "h"],
  ["rnn", "relu", "h"],
] as const)("of %s (%s)", (cell, nonlinearity, parts) => {
  const options = { cell, nonlinearity, hiddenSize: 6, seed: 1, maxSteps: 50 };

  test("its gates and states are those of its trace", async () => {
    const model = await train(cipher, { ...options, bidirectional: true });
    const seen = analyse(model, { message, probes: [message], forget: false });
    expect(seen.parts.join("")).toBe(parts);
    expect(seen.directions.map(({ name }) => name)).toEqual(["layer 1, from the start", "layer 1, from the end"]);
    for (const [index, { values, hidden }] of seen.directions.entries()) {
      const trace = model.trace(message).layers[0]?.directions[index];
      expect(values).toHaveLength(parts.length * time * hidden);
      for (const [i, part] of seen.parts.entries())
        expect(values.subarray(i * time * hidden, (i + 1) * time * hidden), part).toEqual(trace?.[part]?.data);
    }
  });

  test("what decided a letter is the letters up to it; without memory, the letter alone", async () => {
    const model = await train(cipher, options);
    const influence = (forget: boolean) => {
      const seen = analyse(model, { message, probes: [], forget });
      expect(seen.output.join("")).toBe(
        forget ? [...message].map((letter) => model.decrypt(letter)).join("") : model.decrypt(message),
      );
      return Array.from({ length: time * time }, (_, at) => (seen.influence[at] as number) > 0);
    };
    const places = Array.from({ length: time * time }, (_, at) => [Math.floor(at / time), at % time] as const);
    expect(influence(false)).toEqual(places.map(([t, s]) => s <= (t as number)));
    expect(influence(true)).toEqual(places.map(([t, s]) => s === t));
  });
});
