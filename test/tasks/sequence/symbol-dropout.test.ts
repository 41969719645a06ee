/** Symbols that are made unknown while a network trains: which ones, and what the model makes of unknown symbols then. */
import { type Classifier, load, train } from "rnn-wasm";
import { manualSeed, randint } from "rnn-wasm/nn";
import { describe, expect, it } from "vitest";
import { kinds, quick, waves, words } from "./example-data.js";

const labels = [...kinds];
const alphabet = [...new Set(words.join(""))].join("");
const weightsOf = (model: Pick<Classifier, "stateDict">) =>
  [...model.stateDict().values()].flatMap((tensor) => [...tensor.data()]);

describe("symbolDropout", () => {
  it("replaces the symbols that PyTorch's randint would, by the unknown one", async () => {
    const first = await train({ sequences: words, labels }, { ...quick, alphabet, unknown: "symbol", maxSteps: 0 });
    const options = { ...quick, epochs: 1, shuffle: false, validation: 0, weights: first.save() } as const;
    manualSeed(5);
    const draws = randint(0, 2 ** 24, [words.join("").length]).data();
    let at = 0;
    const replaced = words.map((word) =>
      [...word].map((letter) => ((draws[at++] as number) < 0.25 * 2 ** 24 ? "?" : letter)).join(""),
    );
    const byHand = await train({ sequences: replaced, labels }, options);
    const model = await train({ sequences: words, labels }, { ...options, symbolDropout: 0.25, seed: 5 });
    expect(weightsOf(model)).toEqual(weightsOf(byHand));
    expect(replaced.join("").split("?").length / at).toBeCloseTo(0.25, 1);
  });

  it("replaces others in each epoch, and none of those that are held back", async () => {
    const held = { sequences: words.slice(0, 30), labels: labels.slice(0, 30) };
    const model = await train({ sequences: words, labels }, { ...quick, symbolDropout: 0.5, validation: held });
    const { loss } = await model.evaluate(held);
    expect(model.training.validation?.loss).toBeCloseTo(loss, 6);
    const once = await train({ sequences: words, labels }, { ...quick, epochs: 1, symbolDropout: 0.5, validation: 0 });
    expect(once.predict("aba?")).toBe(await load(once.save(), { task: "classify" }).then((m) => m.predict("aba!")));
  });

  it("is refused where there is no unknown symbol", async () => {
    const run = (data: object, options: object) =>
      train(data as never, { ...quick, symbolDropout: 0.1, ...options } as never);
    await expect(run({ sequences: words, labels }, { unknown: "error" })).rejects.toThrow(
      'unknown: expected "symbol", by which symbolDropout replaces symbols, got "error"',
    );
    const known = await train({ sequences: words, labels }, { ...quick, epochs: 1 });
    await expect(run({ sequences: words, labels }, { weights: known.save() })).rejects.toThrow(/^unknown: expected/);
    await expect(run({ sequences: waves, labels: waves.map(() => "a") }, {})).rejects.toThrow(/^symbolDropout: /);
    await expect(run({ sequences: words, labels }, { symbolDropout: 1 })).rejects.toThrow(/^symbolDropout: /);
  });
});
