/**
 * From data and options to a job: finds alphabets and sizes, and keeps what cannot leave this thread.
 */
import type { DataIdentity } from "../../data/fingerprint.js";
import type { ReadingControl } from "../../data/reading.js";
import { Vocabulary } from "../../data/vocabulary.js";
import { RnnError } from "../../errors/rnn-error.js";
import { checkNumber, invalidOption } from "../../errors/validate.js";
import type { ModelConfig } from "../../model/config.js";
import { type ModelParts, missingAlphabet } from "../../model/file.js";
import type { Settings, SizeOption } from "../../options/settings.js";
import type { TrainOptions } from "../../options/train-options.js";
import type { Encrypt } from "../../tasks/tag/encryption.js";
import type { Feed } from "../../tasks/tag/pairs/stream-source.js";
import { type Found, findMessages, type Vocabularies } from "../../tasks/tag/resolve-messages.js";
import type { KnownData } from "../../tasks/tag/training-data.js";
import type { Ending, Job } from "../loop/run-spec.js";
import type { AskRates } from "../loop/trainer.js";
import type { Checkpoint } from "./checkpoint.js";

/** A job, and what of it stays on this thread. */
export interface Prepared {
  readonly job: Job;
  readonly settings: Settings;
  /** What a checkpoint recognizes the data by. */
  readonly data: DataIdentity;
  readonly alphabet: Vocabulary;
  readonly outputAlphabet: Vocabulary;
  /** The model's parts beside its weights. */
  readonly parts: () => Omit<ModelParts, "weights">;
  readonly encrypt: Encrypt | undefined;
  readonly feed: Feed | undefined;
  readonly rates: AskRates;
  /** The schedule as a checkpoint keeps it: without a length that followed from the run's. */
  readonly keptSchedule: KeptSchedule;
  /** Whether the weights of the best validation are kept, whatever ends the run. */
  readonly keepsBest: boolean;
}

/**
 * @param control may end the reading of data
 * @throws RnnError for options that this data does not bear, and for data that is none
 */
export async function prepare(
  known: KnownData,
  options: TrainOptions,
  settings: Settings,
  checkpoint: Checkpoint | undefined,
  control: ReadingControl,
): Promise<Prepared> {
  const alphabets = alphabetsOf(settings, known);
  const found =
    known.form === "cipher"
      ? findMessages(known.cipher, settings, alphabets)
      : await (await import("../../tasks/tag/pairs/resolve-pairs.js")).findPaired(
          known,
          settings,
          alphabets,
          checkpoint,
          control,
        );
  if (checkpoint) checkIdentity(found.identity, checkpoint.data);
  const { alphabet, outputAlphabet } = alphabets;
  const config = configOf(settings, alphabet.close().size, outputAlphabet.close().size);
  const ending = endingOf(settings.ending, found);
  const length = lengthOf(ending, found.stepsPerEpoch);
  const { schedule, rates, kept } = await scheduleFor(options.lrSchedule, settings.lr, length, checkpoint?.options);
  const job: Job = {
    config,
    source: found.source,
    seed: settings.seed,
    optimizer: settings.optimizer,
    clipGradNorm: settings.clipGradNorm,
    lr: settings.lr,
    schedule,
    ending,
    progressEvery: settings.progressEvery,
    wantsCheckpoints: options.onCheckpoint !== undefined,
    weights: settings.weights?.weights,
    resume: checkpoint?.snapshot,
  };
  const byDefault = outputAlphabet.isText ? "text" : "list";
  return {
    job,
    ...alphabets,
    parts: () => ({ config, ...alphabets, kind: found.kind() ?? checkpoint?.kind ?? byDefault }),
    settings,
    data: found.identity,
    encrypt: found.encrypt,
    feed: found.feed,
    rates,
    keptSchedule: kept,
    keepsBest: settings.ending.patience !== undefined,
  };
}

/** @throws RnnError `ERR_INVALID_OPTION` for data that is not what the checkpoint's run was started with */
function checkIdentity(got: DataIdentity, wanted: DataIdentity): void {
  const [data, validation] = got.fingerprint.split("-");
  const [itsData, itsValidation] = wanted.fingerprint.split("-");
  const differing =
    data !== itsData || got.kind !== wanted.kind ? "data" : validation !== itsValidation && "validation";
  if (!differing) return;
  const what = { cipher: "cipher", dataset: "dataset()", pairs: "pairs", stream: "pairs" }[wanted.kind];
  throw new RnnError(
    "ERR_INVALID_OPTION",
    `${differing}: expected the ${differing === "data" ? what : "pairs"} that the checkpoint's run had (content and order), got others; ` +
      "the file as `weights` starts a new run from its model",
  );
}

type KeptSchedule = "function" | Readonly<Record<string, unknown>> | undefined;

/**
 * What a job has of a schedule, and how to ask for its rates on this thread.
 * @throws RnnError `ERR_INVALID_OPTION` for another schedule than the resumed run's
 */
async function scheduleFor(
  given: TrainOptions["lrSchedule"],
  lr: number,
  length: number | undefined,
  resumed: Checkpoint["options"] | undefined,
): Promise<{ schedule: Job["schedule"]; rates: AskRates; kept: KeptSchedule }> {
  if (typeof given === "function") {
    const rate = (step: number) => checkNumber(`lrSchedule(${step})`, given(step), { min: 0 });
    const rates: AskRates = (step, count) => Array.from({ length: count }, (_, i) => rate(step + i));
    return { schedule: "function", rates, kept: "function" };
  }
  // Asked only of a run that has one.
  if (given === undefined) return { schedule: undefined, rates: () => [], kept: undefined };
  const { ratesOf, sameSchedule, scheduleSettings } = await import("../../options/schedule.js");
  const schedule = scheduleSettings(given, lr, length);
  const before = resumed?.lrSchedule;
  // Both with all their defaults, so that a schedule can be written in other words.
  if (before && !sameSchedule(schedule, scheduleSettings(before, lr, length)))
    throw new RnnError(
      "ERR_INVALID_OPTION",
      `lrSchedule: expected ${JSON.stringify(before)}, as the checkpoint's run had, got ${JSON.stringify(given)}`,
    );
  const isDerived = schedule.type !== "step" && given.type !== "step" && given.steps === undefined;
  return { schedule, rates: ratesOf(schedule, lr), kept: { ...schedule, ...(isDerived && { steps: undefined }) } };
}

/** Given, or the weights' own, or the cipher's; else they are gathered from the pairs. */
function alphabetsOf(settings: Settings, known: KnownData): Vocabularies {
  const { weights } = settings;
  const own = weights?.own;
  const data =
    known.form === "cipher" ? known.cipher.alphabet : known.form === "dataset" ? known.dataset.alphabet : undefined;
  const symbolsFor = (name: "alphabet" | "outputAlphabet") => settings[name] ?? own?.[name].asGiven ?? data;
  const given = { alphabet: symbolsFor("alphabet"), outputAlphabet: symbolsFor("outputAlphabet") };
  // In the order in which pairs bring them, symbols would get other rows than those that the weights were trained with.
  if (weights)
    for (const [name, size] of [
      ["alphabet", weights.config.vocabSize],
      ["outputAlphabet", weights.config.numClasses],
    ] as const)
      if (given[name] === undefined) throw missingAlphabet(name, size);
  return {
    alphabet: new Vocabulary("alphabet", given.alphabet, settings.unknown ?? own?.alphabet.unknown),
    outputAlphabet: new Vocabulary("outputAlphabet", given.outputAlphabet),
  };
}

/** @throws RnnError `ERR_INVALID_OPTION` for sizes that are not those of the weights */
function configOf({ sizes, weights }: Settings, vocabSize: number, numClasses: number): ModelConfig {
  const has = weights?.config;
  const checked = (name: keyof ModelConfig, value: unknown) => {
    if (has && has[name] !== value) throw invalidOption(name, `${has[name]} as the weights have`, value);
  };
  const size = <Name extends SizeOption>(name: Name, byDefault: ModelConfig[Name]): ModelConfig[Name] => {
    const given = sizes[name] as ModelConfig[Name] | undefined;
    // Dropout is no size: weights can go on with another one.
    if (given !== undefined && name !== "dropout") checked(name, given);
    return given ?? has?.[name] ?? byDefault;
  };
  checked("vocabSize", vocabSize);
  checked("numClasses", numClasses);
  return {
    vocabSize,
    numClasses,
    embeddingDim: size("embeddingDim", 5),
    hiddenSize: size("hiddenSize", 10),
    numLayers: size("numLayers", 1),
    bidirectional: size("bidirectional", false),
    dropout: size("dropout", 0),
  };
}

/** @throws RnnError `ERR_INVALID_OPTION` where nothing can end the run, or where there is no validation to judge by */
function endingOf(given: Ending, { hasValidation, ends, source }: Found): Ending {
  const { maxSteps, epochs, until, patience } = given;
  // Of a cipher `until: {}` only turns its default off; with pairs it says that something is held back.
  const asksNothing = source.form === "messages" && until?.accuracy === undefined && until?.loss === undefined;
  const unjudged = patience !== undefined ? "patience" : until !== undefined && !asksNothing ? "until" : undefined;
  if (unjudged && !hasValidation)
    throw new RnnError(
      "ERR_INVALID_OPTION",
      `${unjudged}: expected a validation to judge by, got none: give \`validation\` (pairs: a share of at least two, or pairs of their own), or end the run by maxSteps or epochs`,
    );
  const isGiven = maxSteps !== undefined || epochs !== undefined || until !== undefined || patience !== undefined;
  const ending = isGiven ? given : { ...given, until: { accuracy: 1 }, patience: 20 };
  const judges =
    ending.patience !== undefined || ending.until?.accuracy !== undefined || ending.until?.loss !== undefined;
  if (maxSteps === undefined && epochs === undefined && !ends && !(hasValidation && judges))
    throw invalidOption(
      "maxSteps",
      hasValidation ? "maxSteps, epochs, until or patience" : "maxSteps or epochs, where there is no validation",
      undefined,
    );
  return ending;
}

/** Updates of the run, where that is known. */
function lengthOf({ maxSteps, epochs }: Ending, stepsPerEpoch: number | undefined): number | undefined {
  const lengths = [maxSteps, epochs !== undefined && stepsPerEpoch !== undefined ? epochs * stepsPerEpoch : undefined];
  const known = lengths.filter((length) => length !== undefined);
  return known.length > 0 ? Math.max(1, Math.min(...known)) : undefined;
}
