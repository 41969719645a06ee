/**
 * The four networks of the first page.
 */
import { ciphers, load, type Model, startTraining, type TrainingRun } from "rnn-wasm";
import { surnames, towns } from "../../shared/corpora/few.js";
import { cipherKey, type GlimpseName, name, passengers, secret } from "../../shared/glimpses.js";
import type { Learner } from "./reel.js";

/** A run that ends only when it is stopped. */
const endless = { maxSteps: 1e9 } as const;

const begin = (run: unknown) => run as TrainingRun<Model>;

const forecast: Learner<"forecast"> = {
  updates: 300,
  every: 2,
  start: (seed) =>
    begin(
      startTraining(
        { series: passengers.seen },
        {
          ...endless,
          seed,
          season: 12,
          transform: "log",
          difference: "first",
          lags: [],
          window: 24,
          cell: "gru",
          hiddenSize: 16,
          lr: 0.02,
          patience: 1e6,
        },
      ),
    ),
  async show(file) {
    const model = await load(file, { task: "forecast" });
    return Array.from(model.forecast(passengers.hidden.length) as unknown as number[]);
  },
};

const labeled = Object.entries(surnames).flatMap(([language, names]) =>
  names.filter((one) => one !== name).map((one) => [one, language] as const),
);

const names: Learner<"names"> = {
  updates: 180,
  every: 2,
  start: (seed) =>
    begin(
      startTraining(
        { labeled },
        { ...endless, seed, cell: "gru", hiddenSize: 12, embeddingDim: 8, lr: 0.005, batchSize: 16, validation: 0 },
      ),
    ),
  async show(file) {
    const model = await load(file, { task: "classify" });
    const { probabilities } = model.classify(name);
    return model.classes.map((language, i) => [String(language), probabilities[i] as number] as const);
  },
};

const write: Learner<"write"> = {
  updates: 300,
  every: 8,
  start: (seed) =>
    begin(
      startTraining(
        { items: towns },
        { ...endless, seed, hiddenSize: 32, embeddingDim: 8, lr: 0.01, batchSize: 16, validation: 0 },
      ),
    ),
  async show(file, update) {
    const model = await load(file, { task: "generate" });
    return model.generate({ count: 3, length: 16, temperature: 0.6, seed: update }) as unknown as string[];
  },
};

const decipher: Learner<"decipher"> = {
  updates: 160,
  every: 2,
  start: (seed) =>
    begin(startTraining(ciphers.caesar({ key: cipherKey }), { ...endless, seed, hiddenSize: 10, lr: 0.02 })),
  async show(file) {
    const model = await load(file, { task: "tag" });
    return model.predict(secret) as unknown as string;
  },
};

export const learners: { readonly [Name in GlimpseName]: Learner<Name> } = { forecast, names, write, decipher };
