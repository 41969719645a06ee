/**
 * From data and options to a job: reads what has to be read, finds alphabets and sizes, and keeps what cannot leave this thread.
 */
import { type Cipher, cipherRecipe } from "../ciphers/index.js";
import { Alphabet } from "../data/alphabet.js";
import { countOf, type PairArrays, PairReader, type PairSource } from "../data/pairs.js";
import type { SequenceKind } from "../data/sequence.js";
import { type KnownData, translated, translation } from "../data/training-data.js";
import { RnnError } from "../errors.js";
import type { ModelConfig } from "../model/config.js";
import type { ModelParts } from "../model/file.js";
import { checkNumber, expected } from "../options.js";
import type { Checkpoint } from "./checkpoint.js";
import type { Ending, Job, MessageSettings, SourceSettings } from "./job.js";
import type { TrainOptions } from "./options.js";
import type { Settings, SizeOption } from "./settings.js";
import { type Encrypt, encryptionBy } from "./source/encryption.js";
import type { Feed } from "./source/stream.js";
import type { AskRates } from "./trainer.js";

/** A job, and what of it stays on this thread. */
export interface Prepared {
  readonly job: Job;
  readonly settings: Settings;
  /** The form of the data, and how much there was. */
  readonly data: string;
  readonly alphabet: Alphabet;
  readonly outputAlphabet: Alphabet;
  /** The model's parts beside its weights. */
  readonly parts: () => Omit<ModelParts, "weights">;
  readonly encrypt: Encrypt | undefined;
  readonly feed: Feed | undefined;
  readonly rates: AskRates;
  /** Whether the weights of the best validation are kept, whatever ends the run. */
  readonly keepsBest: boolean;
}

/** What the data turned out to be. */
interface Found {
  readonly source: SourceSettings;
  readonly encrypt?: Encrypt;
  readonly feed?: Feed;
  readonly kind: () => SequenceKind | undefined;
  /** In words, to be recognized by. */
  readonly data: string;
  readonly stepsPerEpoch: number | undefined;
  readonly hasValidation: boolean;
  /** Whether it may end by itself. */
  readonly ends: boolean;
}

interface Alphabets {
  readonly alphabet: Alphabet;
  readonly outputAlphabet: Alphabet;
}

const streamed = "a stream of pairs";

/**
 * @param check called now and then while data is read; what it throws ends that
 * @throws RnnError for options that this data does not bear, and for data that is none
 */
export async function prepare(
  known: KnownData,
  options: TrainOptions,
  settings: Settings,
  checkpoint: Checkpoint | undefined,
  check: () => void,
): Promise<Prepared> {
  const alphabets = alphabetsOf(settings, known);
  const found = await find(known, settings, alphabets, checkpoint, check);
  if (checkpoint && checkpoint.data !== found.data)
    throw expected("data", `${checkpoint.data} as in the run that goes on`, found.data);
  const { alphabet, outputAlphabet } = alphabets;
  const config = configOf(settings, alphabet.close().size, outputAlphabet.close().size);
  const ending = endingOf(settings.ending, found);
  const { lrSchedule } = options;
  const { schedule, rates } = await scheduleFor(lrSchedule, settings.lr, lengthOf(ending, found.stepsPerEpoch));
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
    data: found.data,
    encrypt: found.encrypt,
    feed: found.feed,
    rates,
    keepsBest: settings.ending.patience !== undefined,
  };
}

/** What a job has of a schedule, and how to ask for its rates on this thread. */
async function scheduleFor(
  given: TrainOptions["lrSchedule"],
  lr: number,
  length: number | undefined,
): Promise<{ schedule: Job["schedule"]; rates: AskRates }> {
  if (typeof given === "function") {
    const rate = (step: number) => checkNumber(`lrSchedule(${step})`, given(step), { min: 0 });
    const rates: AskRates = (step, count) => Array.from({ length: count }, (_, i) => rate(step + i));
    return { schedule: "function", rates };
  }
  // Asked only of a run that has one.
  if (given === undefined) return { schedule: undefined, rates: () => [] };
  const { ratesOf, scheduleSettings } = await import("./rare.js");
  const schedule = scheduleSettings(given, lr, length);
  return { schedule, rates: ratesOf(schedule, lr) };
}

/** Given, or the weights' own, or the cipher's; else they are gathered from the pairs. */
function alphabetsOf(settings: Settings, known: KnownData): Alphabets {
  const own = settings.weights?.own;
  const data =
    known.form === "cipher" ? known.cipher.alphabet : known.form === "dataset" ? known.dataset.alphabet : undefined;
  const unknown = settings.unknown ?? own?.alphabet.unknown;
  return {
    alphabet: new Alphabet("alphabet", settings.alphabet ?? own?.alphabet.shown ?? data, unknown),
    outputAlphabet: new Alphabet("outputAlphabet", settings.outputAlphabet ?? own?.outputAlphabet.shown ?? data),
  };
}

function find(
  known: KnownData,
  settings: Settings,
  alphabets: Alphabets,
  checkpoint: Checkpoint | undefined,
  check: () => void,
): Found | Promise<Found> {
  if (known.form === "cipher") return findMessages(known.cipher, settings, alphabets);
  const { alphabet, outputAlphabet } = alphabets;
  if (known.form === "dataset") {
    const { dataset } = known;
    const stepsPerEpoch = Math.ceil(dataset.length / settings.batchSize);
    const pairs = translated(dataset, alphabet, outputAlphabet);
    return findStream(pairs, settings, alphabets, check).then((found) => ({
      ...found,
      data: "a dataset()",
      stepsPerEpoch,
    }));
  }
  const { pairs } = known;
  const isStream = checkpoint
    ? checkpoint.data === streamed
    : !Array.isArray(pairs) &&
      !(alphabet.isOpen || outputAlphabet.isOpen) &&
      (typeof settings.validation === "object" || settings.validation === 0) &&
      settings.shuffle !== true;
  return (isStream ? findStream : findPairs)(pairs, settings, alphabets, check);
}

function findMessages(cipher: Cipher, settings: Settings, { alphabet, outputAlphabet }: Alphabets): Found {
  const { messageLength, batchSize, stepsPerEpoch = 128 } = settings;
  const validation = settings.validation as number;
  const symbols = [...cipher.alphabet];
  const encrypt = encryptionBy(cipher);
  const inputs = translation(cipher.alphabet, alphabet, "alphabet");
  const targets = translation(cipher.alphabet, outputAlphabet, "outputAlphabet");
  const message = messageFor(symbols);
  const source: MessageSettings = {
    form: "messages",
    recipe: cipherRecipe(cipher),
    inputs,
    targets,
    messageLength,
    stepsPerEpoch,
    validation,
    batchSize,
    sample: {
      tokens: encrypt(message, message.length)
        .slice(0, message.length)
        .map((symbol) => inputs[symbol] as number),
      targets: message.map((symbol) => targets[symbol] as number),
    },
  };
  return {
    source,
    encrypt,
    kind: () => "text",
    data: "a cipher",
    stepsPerEpoch,
    hasValidation: validation > 0,
    ends: false,
  };
}

/** What an alphabet has of a message that people recognize, or else its first symbols. */
function messageFor(symbols: readonly string[]): Int32Array {
  const message = Array.from("THIS-IS-A-SECRET", (letter) => symbols.indexOf(letter)).filter((index) => index >= 0);
  return Int32Array.from(message.length > 4 ? message : symbols.slice(0, 16).keys());
}

async function findPairs(
  pairs: PairSource,
  settings: Settings,
  alphabets: Alphabets,
  check: () => void,
): Promise<Found> {
  const { batchSize, shuffle = true } = settings;
  if (settings.stepsPerEpoch !== undefined)
    throw expected("stepsPerEpoch", "no such option for pairs that are all there", settings.stepsPerEpoch);
  const reader = new PairReader("pairs", alphabets.alphabet, alphabets.outputAlphabet);
  const read = await reader.readAll(pairs, check);
  const own = await readOwnValidation(settings, alphabets, check);
  const count = countOf(read);
  if (count === 0) throw empty("pairs");
  const validation = own ?? heldBackOf(count, settings.validation as number);
  const held = typeof validation === "number" ? validation : 0;
  return {
    source: { form: "pairs", pairs: read, validation, shuffle, batchSize },
    kind: () => reader.targetKind,
    data: `${count} pairs of ${read.inputs.length} symbols`,
    stepsPerEpoch: Math.ceil((count - held) / batchSize),
    hasValidation: validation !== 0,
    ends: false,
  };
}

async function findStream(
  pairs: PairSource,
  settings: Settings,
  alphabets: Alphabets,
  check: () => void,
): Promise<Found> {
  const { batchSize, stepsPerEpoch } = settings;
  const reader = new PairReader("pairs", alphabets.alphabet, alphabets.outputAlphabet);
  const validation = await readOwnValidation(settings, alphabets, check);
  const { PairFeed } = await import("./rare.js");
  const feed = new PairFeed(pairs, reader, batchSize);
  return {
    source: { form: "stream", stepsPerEpoch, validation, batchSize },
    feed,
    kind: () => reader.targetKind,
    data: streamed,
    stepsPerEpoch,
    hasValidation: validation !== undefined,
    ends: feed.isOneShot,
  };
}

async function readOwnValidation(
  { validation }: Settings,
  { alphabet, outputAlphabet }: Alphabets,
  check: () => void,
): Promise<PairArrays | undefined> {
  if (typeof validation !== "object") return undefined;
  const read = await new PairReader("validation", alphabet, outputAlphabet).readAll(validation, check);
  if (countOf(read) === 0) throw empty("validation");
  return read;
}

/** How many pairs a share of them is: at least one, where there is another. */
function heldBackOf(count: number, share: number): number {
  return share > 0 && count > 1 ? Math.min(Math.max(Math.round(count * share), 1), count - 1) : 0;
}

const empty = (name: string) =>
  new RnnError("ERR_EMPTY_DATASET", `${name}: expected at least one pair that is not empty, got none`);

/** @throws RnnError `ERR_INVALID_OPTION` for sizes that are not those of the weights */
function configOf({ sizes, weights }: Settings, vocabSize: number, numClasses: number): ModelConfig {
  const has = weights?.config;
  const checked = (name: keyof ModelConfig, value: unknown) => {
    if (has && has[name] !== value) throw expected(name, `${has[name]} as the weights have`, value);
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

/** @throws RnnError `ERR_INVALID_OPTION` where nothing can end the run */
function endingOf(given: Ending, { hasValidation, ends }: Found): Ending {
  const { maxSteps, epochs, until, patience } = given;
  const isGiven = maxSteps !== undefined || epochs !== undefined || until !== undefined || patience !== undefined;
  const ending = isGiven ? given : { ...given, until: { accuracy: 1 }, patience: 20 };
  const judges =
    ending.patience !== undefined || ending.until?.accuracy !== undefined || ending.until?.loss !== undefined;
  if (maxSteps === undefined && epochs === undefined && !ends && !(hasValidation && judges))
    throw expected(
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
