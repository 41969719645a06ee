/**
 * Resolves pairs, including those of data sets: reads them at once, or opens a stream.
 */
import { type AlignedSequences, countOf } from "../../../data/batches.js";
import { Fingerprint } from "../../../data/fingerprint.js";
import { checkHeldBack, heldBackCount } from "../../../data/held-back.js";
import type { ReadingControl } from "../../../data/reading.js";
import { RnnError } from "../../../errors/rnn-error.js";
import { invalidOption } from "../../../errors/validate.js";
import type { ResolveContext } from "../../task.js";
import type { TagCodec } from "../codec.js";
import type { Dataset } from "../dataset.js";
import type { ResolvedData, TagSettings, Vocabularies } from "../resolved-data.js";
import type { StreamSpec } from "../source-spec.js";
import type { PairSource } from "../training-data.js";
import { PairFeed } from "./pair-feed.js";
import { PairReader } from "./pair-reader.js";
import { translated } from "./read-pairs.js";

export async function resolveDataset(
  dataset: Dataset,
  settings: TagSettings,
  vocabularies: Vocabularies,
  { reading }: ResolveContext<TagCodec>,
): Promise<ResolvedData> {
  const pairs = translated(dataset, vocabularies.alphabet, vocabularies.outputAlphabet);
  const stream = await openStream(pairs, settings, vocabularies, reading);
  return {
    ...stream,
    source: { ...stream.source, isRepeatable: false },
    identity: identityOf("dataset", vocabularies, stream.source.validation, [dataset.length]),
    // Even if nothing was read from it.
    kind: () => stream.kind() ?? "indices",
    options: {},
    stepsPerEpoch: Math.ceil(dataset.length / settings.batchSize),
  };
}

export function resolvePairs(
  pairs: PairSource,
  settings: TagSettings,
  vocabularies: Vocabularies,
  { checkpoint, reading }: ResolveContext<TagCodec>,
): Promise<ResolvedData> {
  const { validation, shuffle } = settings;
  if (typeof validation !== "object") checkHeldBack(validation);
  const isStream = checkpoint
    ? checkpoint.data.kind === "stream"
    : !Array.isArray(pairs) &&
      !(vocabularies.alphabet.isOpen || vocabularies.outputAlphabet.isOpen) &&
      (typeof validation === "object" || validation === 0) &&
      shuffle !== true;
  return (isStream ? openStream : readAllPairs)(pairs, settings, vocabularies, reading);
}

async function readAllPairs(
  pairs: PairSource,
  settings: TagSettings,
  vocabularies: Vocabularies,
  reading: ReadingControl,
): Promise<ResolvedData> {
  const { batchSize, shuffle = true } = settings;
  if (settings.stepsPerEpoch !== undefined)
    throw invalidOption("stepsPerEpoch", "no such option for pairs in memory", settings.stepsPerEpoch);
  const reader = new PairReader("pairs", vocabularies.alphabet, vocabularies.outputAlphabet);
  const read = await reader.readAll(pairs, reading);
  const own = await readOwnValidation(settings, vocabularies, reading);
  const count = countOf(read);
  if (count === 0) throw empty("pairs");
  const validation = own ?? heldBackCount(count, settings.validation, "pairs");
  const held = typeof validation === "number" ? validation : 0;
  return {
    source: { kind: "pairs", pairs: read, validation, shuffle, batchSize },
    services: {},
    options: { shuffle },
    kind: () => reader.targetKind,
    identity: identityOf("pairs", vocabularies, own, read),
    stepsPerEpoch: Math.ceil((count - held) / batchSize),
    hasValidation: validation !== 0,
    ends: false,
  };
}

async function openStream(
  pairs: PairSource,
  settings: TagSettings,
  vocabularies: Vocabularies,
  reading: ReadingControl,
): Promise<ResolvedData & { readonly source: StreamSpec }> {
  const { batchSize, stepsPerEpoch } = settings;
  const reader = new PairReader("pairs", vocabularies.alphabet, vocabularies.outputAlphabet);
  const validation = await readOwnValidation(settings, vocabularies, reading);
  const hasEnd = endsRun(settings, validation !== undefined);
  // A run of one epoch, and a run that nothing else ends, needs only one pass of a source that can be read only once.
  const isOnePass = !hasEnd || (settings.stop.epochs === 1 && stepsPerEpoch === undefined);
  const feed = reading.closeAtEnd(new PairFeed(pairs, reader, batchSize, !isOnePass));
  return {
    source: { kind: "stream", stepsPerEpoch, validation, batchSize, isRepeatable: true },
    services: { fill: (count: number) => feed.fill(count) },
    options: { stepsPerEpoch, shuffle: false },
    kind: () => reader.targetKind,
    identity: identityOf("stream", vocabularies, validation),
    stepsPerEpoch,
    hasValidation: validation !== undefined,
    ends: feed.isOneShot && !hasEnd,
  };
}

/** Whether anything besides the end of the data ends the run; by default a validation does. */
function endsRun({ stop: { maxSteps, epochs, until, patience } }: TagSettings, hasValidation: boolean): boolean {
  const given = [maxSteps, epochs, patience, until?.accuracy, until?.loss];
  return given.some((end) => end !== undefined) || (hasValidation && until === undefined);
}

async function readOwnValidation(
  { validation }: TagSettings,
  { alphabet, outputAlphabet }: Vocabularies,
  reading: ReadingControl,
): Promise<AlignedSequences | undefined> {
  if (typeof validation !== "object") return undefined;
  const read = await new PairReader("validation", alphabet, outputAlphabet).readAll(validation, reading);
  if (countOf(read) === 0) throw empty("validation");
  return read;
}

/** See {@link fingerprintOf}. */
const identityOf =
  (kind: string, ...data: Parameters<typeof fingerprintOf>): ResolvedData["identity"] =>
  async () => ({ kind, fingerprint: fingerprintOf(...data) });

/**
 * The fingerprint of the symbols and of the ordered pairs; after a hyphen, that of separate validation pairs.
 * @param pairs the pairs, or a placeholder for those of a stream
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

const empty = (name: string) =>
  new RnnError("ERR_EMPTY_DATASET", `${name}: expected at least one pair that is not empty, got none`);
