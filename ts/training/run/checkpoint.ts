/**
 * Checkpoints: the file of the model so far, and beside it all that the run needs to go on as if it had never stopped.
 */
import type { DataIdentity } from "../../data/fingerprint.js";
import type { SequenceKind } from "../../data/sequence.js";
import { RnnError } from "../../errors/rnn-error.js";
import {
  checkBoolean,
  checkInteger,
  checkKeys,
  checkNumber,
  checkOneOf,
  invalidOption,
} from "../../errors/validate.js";
import type { TensorRecord } from "../../formats/safetensors/tensor-record.js";
import { encodeModel, formatVersion, runPrefix } from "../../model/file.js";
import { asFormat, checkVersion, decodeModel, isBytes, parseObject } from "../../model/read.js";
import type { TrainOptions } from "../../options/train-options.js";
import type { KnownData } from "../../tasks/tag/training-data.js";
import type { RunState, Snapshot } from "../loop/run-spec.js";
import type { Prepared } from "./plan.js";
import type { Validation } from "./progress.js";

/** Options as a checkpoint keeps them: plain values, defaults filled in; functions and pairs by a word that stands for them. */
export type KeptOptions = { readonly [Name in keyof TrainOptions]: unknown };

/** What a run was started with. */
export interface Origin {
  readonly options: KeptOptions;
  /** Resuming with other data is refused. */
  readonly data: DataIdentity;
}

/** A checkpoint that was read. */
export interface Checkpoint extends Origin {
  readonly snapshot: Snapshot;
  readonly kind: SequenceKind;
}

/** Where the metadata of a file holds the run. */
const metadataKey = "rnn-wasm.run";

const generatorNames = ["split", "epoch", "now"] as const;

/** Stands for a function or for pairs, which a file cannot hold. */
const notKept = "not kept";

export function encodeCheckpoint(prepared: Prepared, snapshot: Snapshot): Uint8Array<ArrayBuffer> {
  const { state, weights, moments, best, generators } = snapshot;
  const origin: Origin = { options: keptOptions(prepared), data: prepared.data };
  const floats = (name: string, data: Float32Array): [string, TensorRecord] => [
    runPrefix + name,
    { dtype: "F32", shape: [data.length], data },
  ];
  const tensors = [
    ...moments.map((moment, i) => floats(`moment.${i}`, moment)),
    ...(best ? [floats("best", best)] : []),
    ...generatorNames.map((name): [string, TensorRecord] => {
      const { buffer, byteOffset, length } = generators[name];
      return [
        `${runPrefix}generator.${name}`,
        { dtype: "I32", shape: [length], data: new Int32Array(buffer, byteOffset, length) },
      ];
    }),
  ];
  const metadata = { [metadataKey]: JSON.stringify({ version: formatVersion, state, ...origin }) };
  return encodeModel({ ...prepared.parts(), weights }, tensors, metadata);
}

function keptOptions(prepared: Prepared): KeptOptions {
  const {
    job: { config, source, ...job },
    settings,
    alphabet,
    outputAlphabet,
    keptSchedule,
    data,
  } = prepared;
  const { vocabSize, numClasses, ...sizes } = config;
  const { name, ...optimizer } = job.optimizer;
  const { batchSize, stepsPerEpoch, validation } = settings;
  return {
    ...sizes,
    alphabet: alphabet.asGiven,
    outputAlphabet: outputAlphabet.asGiven,
    unknown: alphabet.unknown,
    batchSize,
    ...(source.form === "messages" && { messageLength: source.messageLength, stepsPerEpoch: source.stepsPerEpoch }),
    ...(source.form === "pairs" && { shuffle: source.shuffle }),
    ...(data.kind === "stream" && { stepsPerEpoch, shuffle: false }),
    validation: typeof validation === "object" ? notKept : validation,
    seed: job.seed,
    optimizer: name,
    ...optimizer,
    lr: job.lr,
    lrSchedule: keptSchedule === "function" ? notKept : keptSchedule,
    clipGradNorm: job.clipGradNorm,
    // For the same bits; where that build does not run, the run may choose another.
    variant: settings.variant,
    ...settings.ending,
  };
}

/** @throws RnnError `ERR_FORMAT` for a file that is damaged or no checkpoint, `ERR_INVALID_OPTION` for what is no bytes */
export function decodeCheckpoint(bytes: unknown): Checkpoint {
  if (!isBytes(bytes)) throw invalidOption("resume", "the bytes of a checkpoint", bytes);
  const { weights, own, tensors, metadata } = decodeModel(bytes);
  const run = metadata[metadataKey];
  if (run === undefined || !own) throw misfit("a model's file without a run");
  const { state, options, data, version } = parseObject(run);
  checkVersion("resume", version);
  if (typeof options !== "object" || options === null) throw misfit("none");
  const numbers = <T>(name: string, Kind: new (length: number) => T): T | undefined => {
    const values = tensors.get(runPrefix + name)?.data;
    if (values !== undefined && !(values instanceof Kind)) throw misfit(`other numbers as ${name}`);
    return values;
  };
  const floats = (name: string) => {
    const values = numbers(name, Float32Array) as Float32Array<ArrayBuffer> | undefined;
    if (values && values.length !== weights.length) throw misfit(`${values.length} numbers as ${name}`);
    return values;
  };
  const words = (name: string) => {
    const values = numbers(`generator.${name}`, Int32Array);
    if (!values) throw misfit("no generator");
    return new Uint32Array(values);
  };
  const moments: Float32Array[] = [];
  for (let next = floats("moment.0"); next; next = floats(`moment.${moments.length}`)) moments.push(next);
  const [split, epoch, now] = generatorNames.map(words) as [Uint32Array, Uint32Array, Uint32Array];
  const checked = asFormat(() => checkState(state));
  const best = floats("best");
  if ((best === undefined) !== (checked.best === undefined)) throw misfit("one without the best weights");
  const snapshot = { state: checked, weights, moments, best, generators: { split, epoch, now } };
  return { options, data: asFormat(() => checkIdentity(data)), kind: own.kind, snapshot };
}

/**
 * The options of a run that goes on: those of the checkpoint, and with them what is given now and does not contradict them.
 * @throws RnnError `ERR_INVALID_OPTION`
 */
export function resumedOptions(
  given: TrainOptions,
  { options: kept, data }: Origin,
  form: KnownData["form"],
): TrainOptions {
  // The kind of data first, so that the error names it rather than an option that this kind lacks.
  const wanted = data.kind === "stream" ? "pairs" : data.kind;
  if (form !== wanted)
    throw new RnnError(
      "ERR_INVALID_OPTION",
      `data: expected ${shownKind[wanted]}, as the checkpoint's run had, got ${shownKind[form]}`,
    );
  const options: Record<string, unknown> = { ...kept };
  for (const [name, value] of Object.entries(given)) {
    // The weights are the checkpoint's, whatever the run began with.
    if (value === undefined || name === "weights") continue;
    const was = kept[name as keyof TrainOptions];
    if (!free.includes(name) && !(name === "lrSchedule" ? isSameKind : agrees)(value, was))
      throw invalidOption(name, `${shownOption(was)}, as the checkpoint's run had`, value);
    options[name] = value;
  }
  const missing = Object.keys(options).find((name) => options[name] === notKept);
  if (missing)
    throw invalidOption(
      missing,
      "what the checkpoint's run had (functions and pairs are not kept in the file)",
      undefined,
    );
  return options;
}

const shownKind = { cipher: "a cipher", dataset: "a dataset()", pairs: "pairs" } as const;

/** Options that a run may change when it goes on. */
const free: readonly string[] = [
  ...["maxSteps", "epochs", "until", "patience"],
  ...["progressEvery", "onProgress", "signal", "worker", "workers", "variant", "resume", "onCheckpoint"],
];

const shownOption = (kept: unknown): string =>
  kept === notKept ? "one of the same kind" : (JSON.stringify(kept) ?? "nothing");

/** Schedules can be written in several ways: two objects are compared where their defaults are known (plan.ts). */
const isSameKind = (given: unknown, kept: unknown): boolean =>
  kept === notKept ? typeof given === "function" : typeof given === "object" && typeof kept === "object";

/** Whether what is given now says nothing else than what was kept; an object may leave out what it leaves to the defaults. */
function agrees(given: unknown, kept: unknown): boolean {
  if (kept === notKept) return typeof given === "object";
  if (typeof given !== "object" || given === null) return given === kept;
  if (typeof kept !== "object" || kept === null) return false;
  if (Array.isArray(given) && given.length !== (kept as unknown[]).length) return false;
  return Object.entries(given).every(
    ([name, value]) => value === undefined || agrees(value, (kept as Record<string, unknown>)[name]),
  );
}

function checkIdentity(given: unknown): DataIdentity {
  checkKeys("data", given, ["kind", "fingerprint"]);
  const { kind, fingerprint } = given as DataIdentity;
  checkOneOf("data.kind", kind, ["cipher", "dataset", "pairs", "stream"]);
  if (typeof fingerprint !== "string") throw invalidOption("data.fingerprint", "a text", fingerprint);
  return { kind, fingerprint };
}

function checkState(given: unknown): RunState {
  checkKeys("state", given, [
    "step",
    "epoch",
    "stepInEpoch",
    "atEpochEnd",
    "sinceBest",
    "latest",
    "validation",
    "judged",
    "best",
    "bestJudgedLoss",
    "passed",
  ]);
  const state = given as RunState;
  for (const name of ["step", "epoch", "stepInEpoch", "sinceBest"] as const) checkInteger(name, state[name], 0);
  checkBoolean("atEpochEnd", state.atEpochEnd);
  if (state.passed !== undefined && typeof state.passed !== "string")
    throw invalidOption("passed", "a text", state.passed);
  if (state.bestJudgedLoss !== undefined) checkNumber("bestJudgedLoss", state.bestJudgedLoss);
  for (const found of [state.latest, state.validation, state.judged, state.best])
    if (found !== undefined) for (const [name, value] of Object.entries(found as Validation)) checkNumber(name, value);
  return state;
}

const misfit = (got: string) => new RnnError("ERR_FORMAT", `resume: expected a checkpoint, got ${got}`);
