/**
 * From data and options to what a run on sequences with answers is made of.
 */
import type { NetworkConfig } from "../../core/network-config.js";
import { countOf } from "../../data/batches.js";
import { type DataIdentity, Fingerprint } from "../../data/fingerprint.js";
import { checkHeldBack, heldBackCount } from "../../data/held-back.js";
import { invalidOption } from "../../errors/validate.js";
import type { NetworkShape } from "../../model/config.js";
import type { JsonObject } from "../../model/file.js";
import { notKept, type ResolveContext } from "../task.js";
import { type AnsweredItems, readAnswered } from "./answered-data.js";
import { networkInput, type SequenceInput } from "./input.js";
import { defaultValidation, embeddingDimFor, type InputOptions, type SequenceReadout } from "./options.js";
import { readerFor } from "./read-sequences.js";
import type { AnsweredSequences, SequenceSpec } from "./source-spec.js";
import type { AnswerKeys } from "./training-data.js";

/** The codec of these tasks, as far as they have it in common. */
export interface SequenceCodec {
  readonly input: SequenceInput;
  readonly readout: SequenceReadout;
}

/** The options that this module reads, checked. */
export interface SequenceSettings extends InputOptions {
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly readout?: SequenceReadout | undefined;
  readonly validation?: unknown;
}

/** What a task defines for its answers. */
export interface AnswerReading<Answers> {
  readonly keys: AnswerKeys;
  /** Reads the answers of the data, then those of separate validation data. @throws RnnError that names the answer */
  read(items: AnsweredItems): Answers;
  /** How many sequences are trained on if a share of them is held back. */
  trainingCountOf(answers: Answers, share: number): number;
  addTo(fingerprint: Fingerprint, answers: Answers): void;
}

export interface ResolvedSequences<Answers> {
  readonly input: SequenceInput;
  readonly spec: SequenceSpec<Answers>;
  readonly networkInput: NetworkConfig["input"];
  readonly readout: SequenceReadout;
  readonly stepsPerEpoch: number;
  readonly hasValidation: boolean;
  readonly identity: () => Promise<DataIdentity>;
  /** Options as a checkpoint stores them. */
  readonly options: JsonObject;
}

/** @throws RnnError for options that do not fit the data or the weights, and for data that cannot be trained on */
export async function resolveSequences<Answers>(
  data: unknown,
  settings: SequenceSettings,
  { weights, checkpoint, reading }: ResolveContext<SequenceCodec>,
  answering: AnswerReading<Answers>,
): Promise<ResolvedSequences<Answers>> {
  const { keys } = answering;
  const own = weights?.codec ?? checkpoint?.codec;
  const share = shareOf(settings.validation);
  const readout = readoutOf(settings.readout, weights?.codec);
  const items = await readAnswered(data, keys, "", reading);
  const reader = readerFor(items.sequences[0], settings, {
    own: own?.input,
    origin: weights?.origin?.input,
    shape: weights?.shape.input,
  });
  const read = async (items: AnsweredItems): Promise<AnsweredSequences<Answers>> => ({
    ...(await reader.read(items, reading)),
    answers: answering.read(items),
  });
  const training = await read(items);
  const validation =
    share === undefined
      ? await read(await readAnswered(settings.validation, keys, "validation.", reading))
      : share < 1
        ? share
        : heldBackCount(countOf(training), share, "sequences") / countOf(training);
  const input = reader.close();
  const isOfNumbers = input.kind === "numbers";
  const embeddingDim =
    settings.embeddingDim ?? embeddingDimOf(weights?.shape) ?? embeddingDimFor(isOfNumbers ? 0 : input.alphabet.size);
  const network = networkInput(input, embeddingDim);
  checkInput(network, weights?.shape);
  const held = typeof validation === "number" ? validation : 0;
  const count = answering.trainingCountOf(training.answers, held);
  const { batchSize, shuffle } = settings;
  const { symbolDropout = 0 } = settings;
  return {
    input,
    spec: {
      data: training,
      validation,
      shuffle,
      batchSize,
      symbolDropout:
        symbolDropout > 0 && !isOfNumbers
          ? { probability: symbolDropout, unknown: input.alphabet.symbols.length }
          : undefined,
      scaling: isOfNumbers ? { method: input.scale, known: input.scaling } : undefined,
      gapColumns: isOfNumbers ? input.gapColumns : [],
    },
    networkInput: network,
    readout,
    stepsPerEpoch: Math.ceil(count / batchSize),
    hasValidation: count < countOf(training) || typeof validation === "object",
    async identity() {
      const own = typeof validation === "object" ? `-${digestOf(validation, input, answering)}` : "";
      return { kind: keys.pairs, fingerprint: digestOf(training, input, answering) + own };
    },
    options: {
      readout,
      shuffle,
      validation: typeof validation === "object" ? notKept : (settings.validation ?? defaultValidation),
      ...(isOfNumbers
        ? { scale: input.scale, missing: input.missing }
        : { embeddingDim, alphabet: input.alphabet.asGiven, unknown: input.alphabet.unknown, symbolDropout }),
    },
  };
}

/** The number that is given as validation; undefined for data. */
function shareOf(given: unknown): number | undefined {
  if (typeof given === "object" && given !== null) return undefined;
  return checkHeldBack(given ?? defaultValidation);
}

function readoutOf(given: SequenceReadout | undefined, own: SequenceCodec | undefined): SequenceReadout {
  if (own && given !== undefined && given !== own.readout)
    throw invalidOption("readout", `"${own.readout}", as in the weights`, given);
  return given ?? own?.readout ?? "last";
}

const embeddingDimOf = (shape: NetworkShape | undefined): number | undefined =>
  shape?.input.kind === "tokens" ? shape.input.embeddingDim : undefined;

/** @throws RnnError `ERR_INVALID_OPTION` for sequences that the weights do not read */
function checkInput(input: NetworkConfig["input"], shape: NetworkShape | undefined): void {
  if (!shape) return;
  const has = shape.input;
  if (input.kind === "tokens" && has.kind === "tokens") {
    for (const name of ["vocabSize", "embeddingDim"] as const)
      if (input[name] !== has[name]) throw invalidOption(name, `${has[name]}, as in the weights`, input[name]);
  } else if (input.kind === "rows" && has.kind === "rows") {
    if (input.features !== has.features)
      throw invalidOption("sequences", `rows of ${has.features} numbers, as in the weights`, input.features);
  } else {
    const wanted = has.kind === "tokens" ? "sequences of symbols" : "sequences of numbers";
    throw invalidOption("weights", `weights of a model of ${input.kind === "tokens" ? "symbols" : "numbers"}`, wanted);
  }
}

function digestOf<Answers>(
  { rows, starts, answers }: AnsweredSequences<Answers>,
  input: SequenceInput,
  answering: AnswerReading<Answers>,
): string {
  const fingerprint = new Fingerprint().add(starts);
  if (rows.kind === "tokens") fingerprint.add(rows.tokens);
  else {
    fingerprint.add(wordsOf(rows.values));
    if (rows.gaps) fingerprint.add(rows.gaps);
  }
  if (input.kind === "symbols") fingerprint.addTexts(input.alphabet.symbols);
  else fingerprint.addTexts(input.columns.map(String));
  answering.addTo(fingerprint, answers);
  return fingerprint.digest;
}

/** The bits of numbers. */
export const wordsOf = ({ buffer, byteOffset, length }: Float64Array): Int32Array =>
  new Int32Array(buffer, byteOffset, 2 * length);
