/**
 * Every option of `train()` as a flag: its name in kebab-case, what is nested after a dot. What a value may be the library checks;
 * that it is a number where one is needed is checked here, before a file is opened.
 */
import type { TrainOptions } from "../../index.js";
import { readBytes } from "../io/input.js";
import type { PairFile } from "../io/pairs.js";
import { type OptionTable, option, type Values } from "./arguments.js";
import type { cipherOptions } from "./cipher-options.js";
import { file, flag, integer, number, numberOrFile, oneOf, symbols, twoNumbers } from "./option-kinds.js";
import { UsageError } from "./usage-error.js";

const modelOptions = {
  cell: option(oneOf(["lstm", "gru", "rnn"]), "recurrent cell (lstm)"),
  nonlinearity: option(oneOf(["tanh", "relu"]), "rnn: what the cell applies to its sum (tanh)"),
  "embedding-dim": option(integer, "size of a symbol's embedding (5)"),
  "hidden-size": option(integer, "units of a layer (10)"),
  "num-layers": option(integer, "layers (1)"),
  bidirectional: option(flag, "read in both directions"),
  dropout: option(number, "share of a layer's outputs that an update drops (0)"),
  "output-alphabet": option(symbols, "the symbols of the targets (what the pairs have)"),
  unknown: option(oneOf(["error", "symbol"]), "what a symbol outside the alphabet is (error)"),
  weights: option(file, "a model to start from"),
} satisfies OptionTable;

const dataOptions = {
  "batch-size": option(integer, "messages of an update (1)"),
  "message-length": option(integer, "cipher: letters of a message (32)"),
  "steps-per-epoch": option(integer, "cipher: updates of an epoch (128)"),
  shuffle: option(flag, "pairs: a new order for each epoch, unless --no-shuffle"),
  validation: option(numberOrFile, "pairs: a share (0.1) or a file; cipher: messages (128); 0: none"),
  seed: option(integer, "for a run that can be repeated"),
} satisfies OptionTable;

const optimizerOptions = {
  optimizer: option(oneOf(["adam", "adamw", "sgd"]), "(adam)"),
  lr: option(number, "learning rate (0.001)"),
  betas: option(twoNumbers, "Adam's (0.9,0.999)"),
  eps: option(number, "Adam's (1e-8)"),
  "weight-decay": option(number, "(0; AdamW's 0.01)"),
  amsgrad: option(flag, "Adam's variant"),
  momentum: option(number, "SGD's (0)"),
  dampening: option(number, "SGD's (0)"),
  nesterov: option(flag, "SGD's variant"),
  "clip-grad-norm": option(number, "largest norm of the gradients"),
} satisfies OptionTable;

const scheduleOptions = {
  "lr-schedule.type": option(oneOf(["cosine", "step", "linear", "onecycle"]), "cosine, step, linear or onecycle"),
  "lr-schedule.steps": option(integer, "its length (the run's)"),
  "lr-schedule.eta-min": option(number, "cosine: down to this (0)"),
  "lr-schedule.step-size": option(integer, "step: updates from one change to the next"),
  "lr-schedule.gamma": option(number, "step: times this (0.1)"),
  "lr-schedule.start-factor": option(number, "linear: from this times lr (1/3)"),
  "lr-schedule.end-factor": option(number, "linear: to this times lr (1)"),
  "lr-schedule.max-lr": option(number, "onecycle: up to this (lr)"),
  "lr-schedule.pct-start": option(number, "onecycle: share of the way up (0.3)"),
  "lr-schedule.anneal-strategy": option(oneOf(["cos", "linear"]), "onecycle: (cos)"),
  "lr-schedule.div-factor": option(number, "onecycle: the first rate is max-lr through this (25)"),
  "lr-schedule.final-div-factor": option(number, "onecycle: the last is the first through this (1e4)"),
  "lr-schedule.three-phase": option(flag, "onecycle: down as long as up, then to the end"),
} satisfies OptionTable;

const lengthOptions = {
  "max-steps": option(integer, "so many updates, counted from the first run's start"),
  epochs: option(integer, "so many epochs, counted alike"),
  "until.accuracy": option(number, "this validation accuracy (1 where no end is given)"),
  "until.loss": option(number, "this validation loss"),
  patience: option(integer, "so many validations without a lower loss (20 where no end is given)"),
} satisfies OptionTable;

const runOptions = {
  "progress-every": option(integer, "steps from one progress to the next"),
  "progress-every.ms": option(number, "or milliseconds (100)"),
  worker: option(flag, "train in a thread of its own"),
  workers: option(integer, "threads that train together, each on a share of a batch (1)"),
  variant: option(oneOf(["auto", "simd128", "relaxed"]), "build of the core (auto)"),
  resume: option(file, "a checkpoint to go on from"),
} satisfies OptionTable;

/** As help texts group them. */
export const trainOptionGroups = {
  Model: modelOptions,
  Data: dataOptions,
  Optimizer: optimizerOptions,
  "Learning rate over the updates": scheduleOptions,
  "What ends the run": lengthOptions,
  "The run": runOptions,
};

/** `alphabet` is not among them: it belongs to the data, and stands with the ciphers' options. */
export const trainOptions = {
  ...modelOptions,
  ...dataOptions,
  ...optimizerOptions,
  ...scheduleOptions,
  ...lengthOptions,
  ...runOptions,
} satisfies OptionTable;

type TrainValues = Values<typeof trainOptions & Pick<typeof cipherOptions, "alphabet">>;

/**
 * The options of `train()` that the flags stand for; the files of weights and checkpoint are read.
 * @param heldBack the file that --validation names, if it names one
 */
export async function trainOptionsFrom(values: TrainValues, heldBack: PairFile | undefined): Promise<TrainOptions> {
  const { weights, resume, validation, ...plain } = values;
  if ("progress-every" in plain && "progress-every.ms" in plain)
    throw new UsageError("--progress-every: expected steps or .ms, got both");
  const own = Object.entries(plain).filter(([name]) => name === "alphabet" || Object.hasOwn(trainOptions, name));
  return {
    ...nested(own),
    ...(weights !== undefined && { weights: await readBytes(weights, "--weights") }),
    ...(resume !== undefined && { resume: await readBytes(resume, "--resume") }),
    ...(validation !== undefined && {
      validation: heldBack?.pairs ?? (validation as number),
    }),
  };
}

/** "until.accuracy" -> { until: { accuracy } } */
function nested(values: readonly (readonly [name: string, value: unknown])[]): object {
  const result: Record<string, unknown> = {};
  for (const [name, value] of values) {
    const [outer = "", inner] = camelCase(name).split(".");
    result[outer] = inner === undefined ? value : { ...(result[outer] as object | undefined), [inner]: value };
  }
  return result;
}

const camelCase = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

export const kebabCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
