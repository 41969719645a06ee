/**
 * Options checked and completed with their defaults, as far as that can be done before the data is read.
 */

import type { OptimizerSettings } from "../core/network.js";
import { type VariantOption, variantOptions } from "../core/variant.js";
import type { Symbols, UnknownPolicy } from "../data/vocabulary.js";
import { checkBoolean, checkInteger, checkKeys, checkNumber, checkOneOf, invalidOption } from "../errors/validate.js";
import type { ReadModel } from "../model/read.js";
import { checkPairs, type PairSource } from "../tasks/tag/pairs.js";
import type { KnownData } from "../tasks/tag/training-data.js";
import type { Ending } from "../training/loop/run-spec.js";
import { optimizerSettings } from "./optimizer.js";
import type { TrainOptions } from "./train-options.js";

/** Options that make the model's size. */
export type SizeOption = "embeddingDim" | "hiddenSize" | "numLayers" | "bidirectional" | "dropout";

/** Checked options. What is undefined depends on the data, or is not wanted. */
export interface Settings {
  readonly sizes: { readonly [Name in SizeOption]: TrainOptions[Name] };
  readonly alphabet: Symbols | undefined;
  readonly outputAlphabet: Symbols | undefined;
  readonly unknown: UnknownPolicy | undefined;
  readonly weights: ReadModel | undefined;
  readonly batchSize: number;
  readonly messageLength: number;
  readonly stepsPerEpoch: number | undefined;
  readonly shuffle: boolean | undefined;
  /** A share of the pairs, a number of messages, or pairs of their own. */
  readonly validation: number | PairSource;
  readonly seed: number;
  readonly optimizer: OptimizerSettings;
  readonly lr: number;
  readonly clipGradNorm: number | undefined;
  /** What ends it; with nothing given, undefined in all of them. */
  readonly ending: Ending;
  readonly progressEvery: number | { readonly ms: number };
  readonly variant: VariantOption;
}

/** Every option of a run. */
const names: readonly (keyof TrainOptions)[] = [
  ...(["embeddingDim", "hiddenSize", "numLayers", "bidirectional", "dropout"] as const),
  ...(["alphabet", "outputAlphabet", "unknown", "weights"] as const),
  ...(["batchSize", "messageLength", "stepsPerEpoch", "shuffle", "validation", "seed"] as const),
  ...(["optimizer", "lr", "betas", "eps", "weightDecay", "amsgrad", "momentum", "dampening", "nesterov"] as const),
  ...(["clipGradNorm", "lrSchedule", "maxSteps", "epochs", "until", "patience"] as const),
  ...(["progressEvery", "onProgress", "signal", "worker", "workers", "variant", "resume", "onCheckpoint"] as const),
];

/** Options that only some forms of data have. */
const foreign: Readonly<Record<KnownData["form"], readonly (keyof TrainOptions)[]>> = {
  cipher: ["shuffle"],
  dataset: ["shuffle", "messageLength", "stepsPerEpoch"],
  pairs: ["messageLength"],
};

/** Sizes whose bytes the core can still count. */
const largestSize = 2 ** 31 - 1;

/** Threads take memory; more than a machine has cores are of no use. */
const mostWorkers = 256;

/** @throws RnnError `ERR_INVALID_OPTION` if `options` is no object or has keys that are no options */
export function checkNames(options: unknown): void {
  checkKeys("options", options, names);
}

/**
 * @param options whose keys are checked
 * @param weights that were read
 * @param seed where the options have none
 * @throws RnnError `ERR_INVALID_OPTION`
 */
export function settingsOf(
  form: KnownData["form"],
  options: TrainOptions,
  weights: ReadModel | undefined,
  seed: number | undefined,
): Settings {
  for (const name of foreign[form])
    if (options[name] !== undefined) throw invalidOption(name, `no such option for this data`, options[name]);
  const integer = (name: keyof TrainOptions, byDefault: number, max?: number) =>
    checkInteger(name, options[name] ?? byDefault, 1, max);
  const given = <T>(name: keyof TrainOptions, check: (name: string, value: unknown) => T): T | undefined =>
    options[name] === undefined ? undefined : check(name, options[name]);
  const size = (name: keyof TrainOptions) => given(name, (_, value) => checkInteger(name, value, 1, largestSize));
  const count = (least: number) => (name: string, value: unknown) => checkInteger(name, value, least);
  const callback = (name: string, value: unknown) => {
    if (typeof value !== "function") throw invalidOption(name, "a function", value);
  };
  given("worker", checkBoolean);
  given("workers", (name, value) => checkInteger(name, value, 1, mostWorkers));
  given("onProgress", callback);
  given("onCheckpoint", callback);
  given("signal", (name, value) => {
    if (typeof (value as AbortSignal)?.addEventListener !== "function")
      throw invalidOption(name, "an AbortSignal", value);
  });
  return {
    sizes: {
      embeddingDim: size("embeddingDim"),
      hiddenSize: size("hiddenSize"),
      numLayers: size("numLayers"),
      bidirectional: given("bidirectional", checkBoolean),
      dropout: given("dropout", (name, value) => checkNumber(name, value, { min: 0, below: 1 })),
    },
    alphabet: options.alphabet,
    outputAlphabet: options.outputAlphabet,
    unknown: given("unknown", (name, value) => checkOneOf(name, value, ["error", "symbol"])),
    weights,
    batchSize: integer("batchSize", 1, largestSize),
    messageLength: integer("messageLength", 32, largestSize),
    stepsPerEpoch: given("stepsPerEpoch", count(1)),
    shuffle: given("shuffle", checkBoolean),
    validation: checkValidation(form, options.validation),
    seed: checkInteger("seed", options.seed ?? seed, Number.MIN_SAFE_INTEGER),
    optimizer: optimizerSettings(options),
    lr: checkNumber("lr", options.lr ?? 0.001, { min: 0 }),
    clipGradNorm: given("clipGradNorm", (name, value) => checkNumber(name, value, { above: 0 })),
    ending: {
      maxSteps: given("maxSteps", count(0)),
      epochs: given("epochs", count(0)),
      until: given("until", checkUntil),
      patience: given("patience", count(1)),
    },
    progressEvery: checkProgressEvery(options.progressEvery ?? { ms: 100 }),
    variant: checkOneOf("variant", options.variant ?? "auto", variantOptions),
  };
}

function checkValidation(form: KnownData["form"], validation: TrainOptions["validation"]): number | PairSource {
  const name = "validation";
  if (form === "cipher") return checkInteger(name, validation ?? 128, 0);
  if (typeof validation === "object" && validation !== null) {
    if (!("pairs" in validation)) return checkPairs(name, validation);
    checkKeys(name, validation, ["pairs"]);
    return checkPairs(`${name}.pairs`, validation.pairs);
  }
  // A data set is fresh in each epoch: there is nothing in it to hold back.
  if (form === "dataset" && (validation ?? 0) !== 0) throw invalidOption(name, "0 or pairs", validation);
  return checkNumber(name, validation ?? (form === "pairs" ? 0.1 : 0), { min: 0, below: 1 });
}

function checkUntil(name: string, until: unknown): NonNullable<TrainOptions["until"]> {
  checkKeys(name, until, ["accuracy", "loss"]);
  const { accuracy, loss } = until as NonNullable<TrainOptions["until"]>;
  return {
    ...(accuracy !== undefined && { accuracy: checkNumber("until.accuracy", accuracy, { min: 0, max: 1 }) }),
    ...(loss !== undefined && { loss: checkNumber("until.loss", loss, { min: 0 }) }),
  };
}

function checkProgressEvery(every: unknown): Settings["progressEvery"] {
  if (typeof every === "number") return checkInteger("progressEvery", every, 1);
  checkKeys("progressEvery", every, ["ms"]);
  return { ms: checkNumber("progressEvery.ms", (every as { ms: unknown }).ms, { min: 0 }) };
}
