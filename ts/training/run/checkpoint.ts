/**
 * Checkpoints: a model file with everything that the run needs to continue as if it had never stopped.
 */
import type { DataIdentity } from "../../data/fingerprint.js";
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
import { encodeModel, formatVersion, type JsonObject, runMetadataKey, runPrefix } from "../../model/file.js";
import { asFormat, checkVersion, isBytes, parseObject, readModelFile } from "../../model/read-file.js";
import { callerOptions } from "../../options/common.js";
import type { Scores } from "../../tasks/metrics.js";
import { type AnyTask, type GivenOptions, notKept, type TaskLoading } from "../../tasks/task.js";
import type { LoopOptions, RunPlan, RunState, Snapshot } from "../loop/run-plan.js";

/** A decoded checkpoint. */
export interface Checkpoint {
  readonly snapshot: Snapshot;
  /** The run's options with defaults. `notKept` stands for functions and data. */
  readonly options: JsonObject;
  /** Identifies the data; resuming with other data is an error. */
  readonly data: DataIdentity;
  readonly codec: unknown;
}

const generatorNames = ["split", "epoch", "now"] as const;

export function encodeCheckpoint(
  { task, config, options, scheduleFollowsLength }: RunPlan,
  data: DataIdentity,
  description: JsonObject,
  { state, weights, moments, average, best, carried, generators }: Snapshot,
): Uint8Array<ArrayBuffer> {
  const floats = (name: string, data: Float32Array): [string, TensorRecord] => [
    runPrefix + name,
    { dtype: "F32", shape: [data.length], data },
  ];
  const tensors = [
    ...moments.map((moment, i) => floats(`moment.${i}`, moment)),
    ...(average ? [floats("average", average)] : []),
    ...(best ? [floats("best", best)] : []),
    ...(carried ? [floats("carried", carried)] : []),
    ...generatorNames.map((name): [string, TensorRecord] => {
      const { buffer, byteOffset, length } = generators[name];
      return [
        `${runPrefix}generator.${name}`,
        { dtype: "I32", shape: [length], data: new Int32Array(buffer, byteOffset, length) },
      ];
    }),
  ];
  // Without the frequency of progress reports, and without a schedule's length that followed from the run's.
  const { progressEvery, lrSchedule, ...kept } = options;
  const schedule =
    scheduleFollowsLength && typeof lrSchedule === "object" ? { ...lrSchedule, steps: undefined } : lrSchedule;
  const metadata = {
    [runMetadataKey]: JSON.stringify({
      version: formatVersion,
      state,
      options: { ...kept, lrSchedule: schedule },
      data,
    }),
  };
  return encodeModel({ task, config, weights, description }, tensors, metadata);
}

/**
 * Decodes a checkpoint.
 * @param task the task of the data with which the run is resumed
 * @throws RnnError `ERR_FORMAT` for a damaged file or one without a run, `ERR_INVALID_OPTION` for anything but bytes, and for another task
 */
export function decodeCheckpoint(bytes: unknown, task: AnyTask, loading: TaskLoading<unknown>): Checkpoint {
  if (!isBytes(bytes)) throw invalidOption("resume", "the bytes of a checkpoint", bytes);
  const { weights, metadata: model, file } = readModelFile(bytes);
  const { tensors, metadata } = file;
  const run = metadata[runMetadataKey];
  if (run === undefined || !model) throw misfit("a model's file without a run (`weights` starts a new run from it)");
  const { state, options, data, version } = parseObject(run);
  checkVersion("resume", version);
  if (typeof options !== "object" || options === null) throw misfit("none");
  if (model.task !== task.name) throw invalidOption("resume", `a checkpoint of the task ${task.name}`, model.task);
  const numbers = <T>(name: string, Kind: new (length: number) => T): T | undefined => {
    const values = tensors.get(runPrefix + name)?.data;
    if (values !== undefined && !(values instanceof Kind)) throw misfit(`other numbers as ${name}`);
    return values;
  };
  const anyFloats = (name: string) => numbers(name, Float32Array) as Float32Array<ArrayBuffer> | undefined;
  const floats = (name: string) => {
    const values = anyFloats(name);
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
  const average = floats("average");
  if ((average === undefined) !== !(options as LoopOptions).emaDecay) throw misfit("one without its average");
  const carried = anyFloats("carried");
  const snapshot = { state: checked, weights, moments, average, best, carried, generators: { split, epoch, now } };
  const codec = asFormat(() => loading.decode(model.description));
  return {
    options: withInfinity(options as JsonObject),
    data: asFormat(() => checkIdentity(data, task)),
    codec,
    snapshot,
  };
}

/** JSON stores Infinity, which turns gradient clipping off, as null. */
const withInfinity = (options: JsonObject): JsonObject =>
  options["clipGradNorm"] === null ? { ...options, clipGradNorm: Number.POSITIVE_INFINITY } : options;

/**
 * The options of a resumed run: those of the checkpoint, extended by given options that do not contradict them.
 * @throws RnnError `ERR_INVALID_OPTION`
 */
export function resumedOptions(
  given: GivenOptions,
  { options: kept, data }: Checkpoint,
  { dataKinds }: AnyTask,
  kinds: readonly string[],
): GivenOptions {
  // The kind of data comes first, so that the error names it rather than an option that this kind lacks.
  if (!kinds.includes(data.kind))
    throw new RnnError(
      "ERR_INVALID_OPTION",
      `data: expected ${dataKinds[data.kind]}, as the checkpoint's run had, got ${dataKinds[kinds[0] as string]}`,
    );
  const options: Record<string, unknown> = { ...kept };
  for (const [name, value] of Object.entries(given)) {
    // The checkpoint has the weights, so the initial ones no longer matter.
    if (value === undefined || name === "weights") continue;
    const was = kept[name];
    const matches = name === "lrSchedule" ? isSameKind : agrees;
    if (!changeable.includes(name) && !matches(value, was)) throw invalidOption(name, mustMatch(was), value);
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

const mustMatch = (kept: unknown): string =>
  `${kept === notKept ? "one of the same kind" : (JSON.stringify(kept) ?? "nothing")}, as the checkpoint's run had`;

/** Schedules can be written in several ways, so objects are compared later with all defaults, in `planSchedule`. */
const isSameKind = (given: unknown, kept: unknown): boolean =>
  kept === notKept ? typeof given === "function" : typeof given === "object" && typeof kept === "object";

/** Options that may change when a run is resumed. */
const changeable: readonly string[] = [
  ...["maxSteps", "epochs", "until", "patience", "minDelta", "progressEvery", "variant"],
  ...callerOptions,
];

/** Checks that a run is resumed with the data of its checkpoint. @throws RnnError `ERR_INVALID_OPTION` */
export function checkSameData(got: DataIdentity, { data: wanted }: Checkpoint, { dataKinds }: AnyTask): void {
  const [data, validation] = got.fingerprint.split("-");
  const [itsData, itsValidation] = wanted.fingerprint.split("-");
  const differing =
    data !== itsData || got.kind !== wanted.kind ? "data" : validation !== itsValidation && "validation";
  if (!differing) return;
  const what = differing === "data" ? dataKinds[wanted.kind]?.replace(/^an? /, "") : "data";
  throw new RnnError(
    "ERR_INVALID_OPTION",
    `${differing}: expected the ${what} that the checkpoint's run had (content and order), got others; ` +
      "the file as `weights` starts a new run from its model",
  );
}

/** Whether a given option agrees with the stored one. Objects may omit fields that have their default. */
function agrees(given: unknown, kept: unknown): boolean {
  if (kept === notKept) return typeof given === "object";
  if (typeof given !== "object" || given === null) return given === kept;
  if (typeof kept !== "object" || kept === null) return false;
  if (Array.isArray(given) && given.length !== (kept as unknown[]).length) return false;
  return Object.entries(given).every(
    ([name, value]) => value === undefined || agrees(value, (kept as Record<string, unknown>)[name]),
  );
}

function checkIdentity(given: unknown, { dataKinds }: AnyTask): DataIdentity {
  checkKeys("data", given, ["kind", "fingerprint"]);
  const { kind, fingerprint } = given as DataIdentity;
  checkOneOf("data.kind", kind, Object.keys(dataKinds));
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
    "bestJudged",
    "counted",
    "passed",
  ]);
  const state = given as RunState;
  for (const name of ["step", "epoch", "stepInEpoch", "sinceBest"] as const) checkInteger(name, state[name], 0);
  checkBoolean("atEpochEnd", state.atEpochEnd);
  if (state.passed !== undefined && typeof state.passed !== "string")
    throw invalidOption("passed", "a text", state.passed);
  for (const found of [state.latest, state.validation, state.judged, state.best, state.bestJudged, state.counted])
    if (found !== undefined) for (const [name, value] of Object.entries(found as Scores)) checkNumber(name, value);
  return state;
}

const misfit = (got: string) => new RnnError("ERR_FORMAT", `resume: expected a checkpoint, got ${got}`);
