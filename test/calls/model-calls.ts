/**
 * Calls to a model that training left, each with what it must come to.
 */
import fc from "fast-check";
import { load, type Tagger } from "rnn-wasm";
import { expect } from "vitest";
import { recipes, weightsOf } from "./truth.js";
import { type Call, type ModelModel, within } from "./world.js";

/** What is called by its name, and what a model in use answers. */
type Use = (model: Tagger, known: ModelModel) => void | Promise<void>;

const uses: Readonly<Record<string, Use>> = {
  "decrypt()": (model) => {
    const text = model.decrypt("ABCA");
    expect(text).toHaveLength(4);
    expect(model.decryptBatch(["", "ABCA"])).toEqual(["", text]);
  },
  "decrypt() of an unknown letter": (model) => {
    expect(() => model.decrypt("AB?")).toThrow(expect.objectContaining({ code: "ERR_UNKNOWN_SYMBOL" }));
  },
  "predict() of what is no sequence": (model) => {
    expect(() => model.predict(5 as never)).toThrow(expect.objectContaining({ code: "ERR_INVALID_OPTION" }));
  },
  "probabilities()": (model) => {
    const { shape, data } = model.probabilities("AB");
    expect([shape, data.every((p) => p >= 0 && p <= 1)]).toEqual([[2, 3], true]);
  },
  "stream()": (model) => {
    const stream = model.stream();
    expect(`${stream.write("A")}${stream.write("BC")}`).toBe(model.decrypt("ABC"));
  },
  "evaluate()": async (model, { recipe }) => {
    const { cipher } = recipes[recipe] as (typeof recipes)[number];
    const { loss } = await model.evaluate({ pairs: [[cipher.encrypt("ABC"), "ABC"]] });
    expect(loss).toBeGreaterThan(0);
  },
  "save() and load()": async (model, { weights }) => {
    expect(weightsOf(await load(model.save()))).toBe(weights);
  },
};

function use(index: number, name: string): Call {
  return {
    check: ({ models }) => models.length > 0,
    async run({ models }, real) {
      const at = index % models.length;
      const [model, known] = [real.models[at] as Tagger, models[at] as ModelModel];
      if (known.isDisposed) {
        const gone = expect.objectContaining({ code: "ERR_DISPOSED" });
        for (const call of [() => model.save(), () => model.decrypt("A"), () => model.stream()])
          expect(call).toThrow(gone);
        return;
      }
      await within(name, (async () => uses[name]?.(model, known))());
      // Whatever was asked and refused, they are what they were.
      expect(weightsOf(model)).toBe(known.weights);
    },
    toString: () => `model ${index}: ${name}`,
  };
}

const dispose = (index: number): Call => ({
  check: ({ models }) => models.length > 0,
  async run({ models }, real) {
    const at = index % models.length;
    (real.models[at] as Tagger).dispose();
    (models[at] as ModelModel).isDisposed = true;
  },
  toString: () => `model ${index}: dispose()`,
});

const used = fc.tuple(fc.nat(3), fc.constantFrom(...Object.keys(uses))).map((given) => use(...given));

export const modelCalls: fc.Arbitrary<Call>[] = [used, used, fc.nat(3).map(dispose)];
