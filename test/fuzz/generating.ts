/**
 * Generating and scoring with any values as options and texts: an answer, or an error that has a code. Alphabets, stops and temperatures of
 * every kind; the models are small, so that the answers come soon.
 */
import fc from "fast-check";
import { type TextGenerator, train } from "rnn-wasm";
import { anyOption as anything, judge, shown } from "./values.js";

/** Models of text, of words, and of items with labels, with symbols of one and of two code units. */
export async function smallGenerators(): Promise<TextGenerator[]> {
  const options = { hiddenSize: 4, embeddingDim: 3, batchSize: 2, maxSteps: 3, seed: 1 };
  return [
    await train({ text: "ab🎉\ud800ab🎉c".repeat(6) }, { ...options, bptt: 8 }),
    await train({ text: ["one ", "two ", "", "one "].flatMap((word) => [word, word, word]) }, options),
    await train({ items: ["ab", "b", "", "aab"], labels: ["x", 1, "x", 1] }, { ...options, unknown: "symbol" }),
  ];
}

const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("", "a", "ab", "🎉", "\ud800", "z", "b\n") },
  { weight: 2, arbitrary: fc.array(fc.constantFrom("one ", "two ", "", "a"), { maxLength: 3 }) },
  { weight: 2, arbitrary: anything },
);
const sampling = fc.record(
  {
    prompt: text,
    stop: text,
    length: fc.oneof(fc.nat(40), fc.constantFrom(-1, 0.5, 2 ** 40, Number.NaN)),
    temperature: fc.oneof(fc.double({ min: 0, max: 3, noNaN: true }), fc.double(), anything),
    topK: fc.oneof(fc.nat(9), anything),
    topP: fc.oneof(fc.double({ min: 0, max: 1.2, noNaN: true }), anything),
    seed: fc.oneof(fc.integer(), anything),
    label: fc.oneof(fc.constantFrom("x", 1), anything),
    count: fc.oneof(fc.nat(3), fc.constantFrom(-1, 0.5, Number.NaN)),
    unseen: fc.oneof(fc.boolean(), anything),
  },
  { requiredKeys: [] },
);

/** Makes so many calls. */
export function fuzzGenerating(models: readonly TextGenerator[], seed: number, numRuns: number): void {
  const call = fc.constantFrom("generate", "symbols", "score", "next", "stream");
  const property = fc.property(fc.constantFrom(...models), call, sampling, text, (model, name, options, said) => {
    const any = options as never;
    try {
      if (name === "generate") model.generate(any);
      else if (name === "symbols")
        for (const [i] of [...take(model.symbols(any), 30)].entries()) if (i > 30) throw name;
      if (name === "score") model.score(said as never, any);
      if (name === "next") model.next(said as never, { label: any["label"], top: any["topK"] });
      if (name === "stream") model.stream({ label: any["label"] }).write(said as never);
    } catch (error) {
      judge(error, () => `${name}(${shown(said)}, ${shown(options)})`);
    }
  });
  fc.assert(property, { seed, numRuns });
}

function* take<T>(items: Iterable<T>, count: number): Generator<T> {
  let left = count;
  for (const item of items) {
    yield item;
    if (--left === 0) return;
  }
}
