/**
 * Calls of a classifier or a regressor in any order. After each it answers as a model that was never asked anything.
 */
import fc from "fast-check";
import { type Classifier, load, type Regressor, train } from "rnn-wasm";
import { toOnnx } from "rnn-wasm/onnx";
import { expect } from "vitest";
import { kinds, paces, waves, words } from "../tasks/sequence/example-data.js";

type AnyModel = Classifier | Regressor;

/** Data, what it is trained with, and a sequence that is refused. */
interface Start {
  readonly data: { readonly sequences: readonly unknown[] } & Readonly<Record<string, unknown>>;
  readonly options: object;
  readonly wrong: unknown;
}

const values = waves.map((wave, i) => ({ length: wave.length, place: i }));

const starts: readonly Start[] = [
  { data: { sequences: words, labels: kinds }, options: { symbolDropout: 0.2 }, wrong: [1, 2] },
  { data: { sequences: waves, labels: paces }, options: { readout: "max", bidirectional: true }, wrong: "ab" },
  { data: { sequences: words, values: words.map(({ length }) => length) }, options: { cell: "gru" }, wrong: "" },
  {
    data: { sequences: waves, values },
    options: { loss: "gaussian", readout: "mean", cell: "rnn" },
    wrong: [{ ax: 1 }],
  },
];

/** A model as trained, and its file, from which each sequence begins. */
export function answerFiles(): Promise<Uint8Array[]> {
  const small = { hiddenSize: 4, batchSize: 8, maxSteps: 6, seed: 1 };
  return Promise.all(
    starts.map(async ({ data, options }) =>
      ((await train(data as never, { ...small, ...options } as never)) as AnyModel).save(),
    ),
  );
}

/** What a call works on. */
interface World {
  readonly start: Start;
  model: AnyModel;
}

const some = ({ data }: Start, place: number, count: number) =>
  Array.from({ length: count }, (_, i) => data.sequences[(place + i) % data.sequences.length]) as never;

const refuses = (code: string) => expect.objectContaining({ name: "RnnError", code });

type Use = (world: World, place: number) => void | Promise<void>;

const uses: Readonly<Record<string, Use>> = {
  async "predict many"({ model, start }, place) {
    const given = some(start, place, 1 + (place % 5));
    expect(await model.predictBatch(given)).toHaveLength(1 + (place % 5));
  },
  "predict a wrong sequence"({ model, start }) {
    expect(() => model.predict(start.wrong as never)).toThrow(expect.objectContaining({ name: "RnnError" }));
  },
  async evaluate({ model, start: { data } }, place) {
    const held = Object.fromEntries(
      Object.entries(data).map(([key, items]) => [key, (items as unknown[]).slice(place, place + 9)]),
    );
    expect((await model.evaluate(held as never)).loss).toBeGreaterThan(Number.NEGATIVE_INFINITY);
  },
  explain({ model, start }, place) {
    if (model.task !== "classify") return;
    const [sequence] = some(start, place, 1) as [ArrayLike<unknown>];
    expect(model.explain(sequence as never).occlusion).toHaveLength(sequence.length);
  },
  stream({ model, start }, place) {
    const [sequence] = some(start, place, 1) as [never];
    if (model.config.readout !== "last" || model.config.bidirectional) {
      expect(() => model.stream()).toThrow(refuses("ERR_INVALID_OPTION"));
      return;
    }
    const answer = model.stream().write(sequence) as unknown;
    const predicted = model.predict(sequence) as unknown;
    if (model.task === "classify") expect(answer).toMatchObject({ label: predicted });
    else expect(answer).toBeCloseTo(predicted as number, 4);
  },
  export({ model }) {
    expect(toOnnx(model).length).toBeGreaterThan(100);
  },
  async "save and load"(world, place) {
    const file = world.model.save();
    world.model.dispose();
    const [sequence] = some(world.start, place, 1) as [never];
    expect(() => world.model.predict(sequence)).toThrow(refuses("ERR_DISPOSED"));
    world.model = (await load(file)) as AnyModel;
  },
};

const sequence = fc.record({
  start: fc.nat(starts.length - 1),
  calls: fc.array(fc.tuple(fc.constantFrom(...Object.keys(uses)), fc.nat(25)), { minLength: 1, maxLength: 12 }),
});

/** So many sequences. Returns the number of calls. */
export async function callForAnswers(files: readonly Uint8Array[], seed: number, numRuns: number): Promise<number> {
  let made = 0;
  const property = fc.asyncProperty(sequence, async ({ start: index, calls }) => {
    const start = starts[index] as Start;
    const [model, untouched] = (await Promise.all([0, 1].map(() => load(files[index] as Uint8Array)))) as AnyModel[];
    const world: World = { start, model: model as AnyModel };
    for (const [name, place] of calls) {
      await uses[name]?.(world, place);
      made++;
      const [asked] = some(start, place, 1) as [never];
      expect(world.model.predict(asked)).toEqual(untouched?.predict(asked));
    }
    world.model.dispose();
    untouched?.dispose();
  });
  await fc.assert(property, { seed, numRuns });
  return made;
}
