/** Classifiers and regressors beside PyTorch's runs: every update, the final weights, the answers; and whole runs from a seed. */
import { type Progress, train } from "rnn-wasm";
import { describe, expect, it } from "vitest";
import { type Reference, reference, referenceNames } from "../../fixtures/reference.js";
import { expectClose, expectNormClose } from "../../numerics/closeness.js";
import { dataOf, optionsOf, sequencesOf, stateOf } from "./reference-runs.js";

const classes = (count: number) => Array.from({ length: count }, (_, k) => `class ${k}`);

function expectFinalWeights(model: { stateDict(): ReadonlyMap<string, { data(): Float32Array }> }, file: Reference) {
  const dict = model.stateDict();
  for (const [name, { data }] of stateOf(file, "final."))
    expectNormClose(dict.get(name)?.data() ?? [], data, name, 1e-4);
}

/** Compares the losses that {@link watch} collected in a run from a seed. */
function expectLosses(file: Reference, losses: readonly number[], validations: readonly { readonly loss: number }[]) {
  expectClose(losses, dataOf(file, "losses"), "losses", 2e-5, 1e-5);
  const ofValidations = validations.map(({ loss }) => loss);
  expectClose(ofValidations, dataOf(file, "validation_losses"), "validation losses", 2e-5, 1e-5);
}

/** Losses of updates, and of the validation of each epoch. */
function watch<P extends Progress<"classify"> | Progress<"regress">>() {
  const [losses, validations] = [[] as number[], new Map<number, NonNullable<P["validation"]>>()];
  const onProgress = (progress: P) => {
    losses.push(progress.loss);
    const { validation } = progress;
    if (validation) validations.set(validation.step, validation as NonNullable<P["validation"]>);
  };
  return { losses, onProgress, validations: () => [...validations.values()] };
}

const labeledOf = (file: Reference) => {
  const names = classes(file.config.K);
  return { sequences: sequencesOf(file), labels: Array.from(dataOf(file, "labels"), (k) => names[k] as string) };
};

const apart = { shuffle: false, validation: 0 } as const;

describe("a classifier's updates and answers", () => {
  it.each(referenceNames("fit_classify_"))("%s", async (name) => {
    const file = reference(name);
    const { config: c } = file;
    const data = labeledOf(file);
    const weights = file.tensors["class_weights"];
    const { losses, onProgress } = watch<Progress<"classify">>();
    const model = await train(data, {
      ...{ ...optionsOf(file), ...apart, classes: classes(c.K), readout: c.readout, labelSmoothing: c.label_smoothing },
      classWeights: c.class_weights === "balanced" ? "balanced" : weights && [...weights.data],
      ...(c.V ? {} : { scale: "none" }),
      weights: stateOf(file),
      onProgress,
    } as never);
    expectFinalWeights(model, file);
    const answers = model.classifyBatch(data.sequences as never);
    answers.forEach(({ probabilities }, i) => {
      expectClose(probabilities, dataOf(file, "probabilities").slice(i * c.K, (i + 1) * c.K), name, 1e-4, 0);
    });
    expectClose(losses, dataOf(file, "losses"), "losses", 1e-5, 1e-5);
  });
});

describe("a regressor's updates and answers", () => {
  it.each(referenceNames("fit_regress_"))("%s", async (name) => {
    const file = reference(name);
    const { O, loss, readout } = file.config;
    const values = dataOf(file, "values");
    const rows = Array.from({ length: values.length / O }, (_, i) => Array.from(values.subarray(i * O, (i + 1) * O)));
    const sequences = sequencesOf(file);
    const { losses, onProgress } = watch<Progress<"regress">>();
    const options = { ...optionsOf(file), ...apart, scale: "none", loss, readout, weights: stateOf(file), onProgress };
    const model = await train(
      { sequences, values: O === 1 ? rows.map(([value]) => value as number) : rows },
      options as never,
    );
    expectClose(losses, dataOf(file, "losses"), "losses", 1e-5, 1e-5);
    expectFinalWeights(model, file);
    const answers = (model.predictBatch(sequences as never) as (number | number[])[]).flat();
    expectClose(answers, dataOf(file, "predictions"), "predictions", 2e-4, 2e-4);
  });
});

describe("whole runs from a seed: weights, split, scaling, the order of each epoch", () => {
  it.each(referenceNames("seed_classify"))("%s", async (name) => {
    const file = reference(name);
    const { share, seed, held, steps } = file.config;
    const { losses, onProgress, validations } = watch<Progress<"classify">>();
    const model = await train(labeledOf(file), { ...optionsOf(file), validation: share, seed, onProgress } as never);
    expectLosses(file, losses, validations());
    const right = validations().map((v) => Math.round((v as { accuracy: number }).accuracy * held));
    expect(right).toEqual([...dataOf(file, "validation_right")]);
    expectFinalWeights(model, file);
    expect(model.training).toMatchObject({ reason: "epochs", steps });
  });

  it("seed_regress", async () => {
    const file = reference("seed_regress");
    const { share, seed } = file.config;
    const { losses, onProgress, validations } = watch<Progress<"regress">>();
    const sequences = sequencesOf(file);
    const options = { ...optionsOf(file), validation: share, seed, loss: "mse", onProgress };
    const model = await train({ sequences, values: [...dataOf(file, "values")] }, options as never);
    expectLosses(file, losses, validations());
    expectFinalWeights(model, file);
    expectClose(model.predictBatch(sequences as never), dataOf(file, "predictions"), "predictions", 2e-4, 2e-4);
  });
});
