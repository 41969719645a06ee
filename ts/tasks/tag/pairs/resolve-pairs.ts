/**
 * How pairs, those of data sets too, become what a run trains on: read at once, or as a stream.
 */

import { type AlignedSequences, countOf } from "../../../data/batches.js";
import { Fingerprint } from "../../../data/fingerprint.js";
import type { ReadingControl } from "../../../data/reading.js";
import { RnnError } from "../../../errors/rnn-error.js";
import { invalidOption } from "../../../errors/validate.js";
import type { Settings } from "../../../options/settings.js";
import type { StreamSettings } from "../../../training/loop/run-spec.js";
import type { Checkpoint } from "../../../training/run/checkpoint.js";
import type { PairSource } from "../pairs.js";
import type { Found, Vocabularies } from "../resolve-messages.js";
import type { KnownData } from "../training-data.js";
import { PairReader } from "./pair-reader.js";
import { translated } from "./read-pairs.js";

/** @param control may end the reading of data */
export async function findPaired(
  known: Exclude<KnownData, { form: "cipher" }>,
  settings: Settings,
  alphabets: Vocabularies,
  checkpoint: Checkpoint | undefined,
  control: ReadingControl,
): Promise<Found> {
  const { alphabet, outputAlphabet } = alphabets;
  if (known.form === "dataset") {
    const { dataset } = known;
    const stepsPerEpoch = Math.ceil(dataset.length / settings.batchSize);
    const pairs = translated(dataset, alphabet, outputAlphabet);
    const found = await findStream(pairs, settings, alphabets, control);
    const fingerprint = fingerprintOf(alphabets, found.source.validation, [dataset.length]);
    return {
      ...found,
      source: { ...found.source, isRepeatable: false },
      identity: { kind: "dataset", fingerprint },
      stepsPerEpoch,
    };
  }
  const { pairs } = known;
  const isStream = checkpoint
    ? checkpoint.data.kind === "stream"
    : !Array.isArray(pairs) &&
      !(alphabet.isOpen || outputAlphabet.isOpen) &&
      (typeof settings.validation === "object" || settings.validation === 0) &&
      settings.shuffle !== true;
  return (isStream ? findStream : findPairs)(pairs, settings, alphabets, control);
}

async function findPairs(
  pairs: PairSource,
  settings: Settings,
  alphabets: Vocabularies,
  control: ReadingControl,
): Promise<Found> {
  const { batchSize, shuffle = true } = settings;
  if (settings.stepsPerEpoch !== undefined)
    throw invalidOption("stepsPerEpoch", "no such option for pairs that are all there", settings.stepsPerEpoch);
  const reader = new PairReader("pairs", alphabets.alphabet, alphabets.outputAlphabet);
  const read = await reader.readAll(pairs, control);
  const own = await readOwnValidation(settings, alphabets, control);
  const count = countOf(read);
  if (count === 0) throw empty("pairs");
  const validation = own ?? heldBackOf(count, settings.validation as number);
  const held = typeof validation === "number" ? validation : 0;
  return {
    source: { form: "pairs", pairs: read, validation, shuffle, batchSize },
    kind: () => reader.targetKind,
    identity: { kind: "pairs", fingerprint: fingerprintOf(alphabets, own, read) },
    stepsPerEpoch: Math.ceil((count - held) / batchSize),
    hasValidation: validation !== 0,
    ends: false,
  };
}

async function findStream(
  pairs: PairSource,
  settings: Settings,
  alphabets: Vocabularies,
  control: ReadingControl,
): Promise<Found & { readonly source: StreamSettings }> {
  const { batchSize, stepsPerEpoch } = settings;
  const reader = new PairReader("pairs", alphabets.alphabet, alphabets.outputAlphabet);
  const validation = await readOwnValidation(settings, alphabets, control);
  const { PairFeed } = await import("./stream-source.js");
  const hasEnd = endsRun(settings, validation !== undefined);
  // One pass of what can be read once is enough for a run of one epoch, and for one that nothing else ends.
  const isOnePass = !hasEnd || (settings.ending.epochs === 1 && stepsPerEpoch === undefined);
  const feed = new PairFeed(pairs, reader, batchSize, !isOnePass);
  return {
    source: { form: "stream", stepsPerEpoch, validation, batchSize, isRepeatable: true },
    feed,
    kind: () => reader.targetKind,
    identity: { kind: "stream", fingerprint: fingerprintOf(alphabets, validation) },
    stepsPerEpoch,
    hasValidation: validation !== undefined,
    ends: feed.isOneShot && !hasEnd,
  };
}

/** Whether anything but the data's own end ends a run; by default a validation does. */
function endsRun({ ending: { maxSteps, epochs, until, patience } }: Settings, hasValidation: boolean): boolean {
  const given = [maxSteps, epochs, patience, until?.accuracy, until?.loss];
  return given.some((end) => end !== undefined) || (hasValidation && until === undefined);
}

async function readOwnValidation(
  { validation }: Settings,
  { alphabet, outputAlphabet }: Vocabularies,
  control: ReadingControl,
): Promise<AlignedSequences | undefined> {
  if (typeof validation !== "object") return undefined;
  const read = await new PairReader("validation", alphabet, outputAlphabet).readAll(validation, control);
  if (countOf(read) === 0) throw empty("validation");
  return read;
}

/**
 * Of the symbols, and of the pairs in their order; after a hyphen of a validation set of its own.
 * @param pairs what is there of them, or what stands for them
 */
function fingerprintOf(
  { alphabet, outputAlphabet }: Vocabularies,
  validation: AlignedSequences | undefined,
  pairs: AlignedSequences | readonly number[] = [],
): string {
  const data = new Fingerprint().addTexts(alphabet.symbols).addTexts(outputAlphabet.symbols);
  if ("starts" in pairs) addPairs(data, pairs);
  else data.add(pairs);
  return validation ? `${data.digest}-${addPairs(new Fingerprint(), validation).digest}` : data.digest;
}

const addPairs = (to: Fingerprint, { inputs, targets, starts }: AlignedSequences): Fingerprint =>
  to.add(starts).add(inputs).add(targets);

/** How many pairs a share of them is: at least one, where there is another. */
function heldBackOf(count: number, share: number): number {
  return share > 0 && count > 1 ? Math.min(Math.max(Math.round(count * share), 1), count - 1) : 0;
}

const empty = (name: string) =>
  new RnnError("ERR_EMPTY_DATASET", `${name}: expected at least one pair that is not empty, got none`);
