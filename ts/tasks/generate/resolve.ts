/**
 * From data and options to what a generator's run is made of: its symbols and labels, its source, and what a checkpoint keeps of them.
 */
import { Fingerprint } from "../../data/fingerprint.js";
import { heldBackCount } from "../../data/held-back.js";
import { Labels } from "../../data/labels.js";
import type { SequenceKind } from "../../data/sequence.js";
import { Vocabulary } from "../../data/vocabulary.js";
import { RnnError } from "../../errors/rnn-error.js";
import { invalidOption } from "../../errors/validate.js";
import type { OptionsOf } from "../../options/schema.js";
import { hasKeys, inWords } from "../data-keys.js";
import { missingAlphabet } from "../symbol-weights.js";
import { notKept, type ResolveContext, type Resolved } from "../task.js";
import { endOf, type Form, type GenerateCodec, sizesOf, startOf, unknownOf } from "./codec.js";
import { byForm } from "./data-forms.js";
import { frame } from "./frame.js";
import { generateNetwork } from "./network.js";
import { generateDefaults, type generateOptions } from "./options.js";
import { type ReadItems, readItemData, readText } from "./read-data.js";
import { SeenItems } from "./seen-items.js";
import type { GenerateSpec, SampleSpec } from "./source-spec.js";
import type { Integers } from "./symbol-list.js";
import { columnLength, textSteps } from "./text-source.js";
import { generateForms, type Text, type TextPieces } from "./training-data.js";

type GivenOptions = OptionsOf<typeof generateOptions> & { readonly batchSize: number; readonly seed: number };
type Context = ResolveContext<GenerateCodec>;

/** What one form of data turned out to be. */
interface ResolvedForm {
  readonly form: Form;
  readonly kind: SequenceKind | undefined;
  /** What a model keeps of the training part. It is known when the split is drawn. */
  readonly kept: () => Pick<GenerateCodec, "counts" | "labelCounts" | "seen">;
  source(sample: SampleSpec): GenerateSpec;
  readonly services: Resolved<GenerateSpec, GenerateCodec>["services"];
  readonly identity: () => Promise<{ kind: string; fingerprint: string }>;
  readonly stepsPerEpoch: number;
  readonly hasValidation: boolean;
  readonly options: Readonly<Record<string, unknown>>;
}

export async function resolveGenerate(
  data: unknown,
  options: GivenOptions,
  context: Context,
): Promise<Resolved<GenerateSpec, GenerateCodec>> {
  const own = context.weights?.codec;
  const alphabet = vocabularyOf(options, context);
  const labels = own && own.labels.length > 0 ? new Labels(own.labels, "labels") : new Labels(undefined, "labels");
  const resolved = await byForm(data, {
    text: (text) => resolveText(text, alphabet, options, context),
    items: (items, given) => resolveItems(items, given, alphabet, labels, options, context),
  });
  const { form, kept, source, ...rest } = resolved;
  if (own && own.form !== form) throw invalidOption("weights", `weights of a model of ${form}`, `one of ${own.form}`);
  const size = alphabet.close().size;
  const classes = labels.classes.length > 0 ? labels.close().classes : [];
  if (size === 0) throw new RnnError("ERR_EMPTY_DATASET", `${form}: expected at least one symbol, got none`);
  const network = networkOf(form, size, classes.length, options, context);
  const codec: GenerateCodec = {
    form,
    alphabet,
    kind: resolved.kind === "list" ? "list" : "text",
    labels: classes,
    get counts() {
      return kept().counts;
    },
    get labelCounts() {
      return kept().labelCounts;
    },
    get seen() {
      return kept().seen;
    },
  };
  const start = form === "items" ? startOf(codec, 0) : undefined;
  return {
    ...rest,
    network,
    codec,
    source: source({ seed: options.seed, start, end: endOf(codec), never: unknownOf(codec) }),
    ends: false,
    options: {
      embeddingDim: network.input.embeddingDim,
      alphabet: alphabet.asGiven,
      unknown: alphabet.unknown,
      validation: typeof options.validation === "object" ? notKept : (options.validation ?? defaultShare),
      ...resolved.options,
    },
  };
}

/**
 * The alphabet: of the options, or of the weights (their file or model); otherwise it is collected from the data.
 * @throws RnnError `ERR_FORMAT` for a file without symbols if the options give none
 */
function vocabularyOf(options: GivenOptions, { weights }: Context): Vocabulary {
  const own = (weights?.codec ?? weights?.origin)?.alphabet;
  const given = options.alphabet ?? own?.asGiven;
  // Collected from the data, the symbols could have another order than the rows of the weights.
  const input = weights?.shape.input;
  if (given === undefined && weights?.isFile && input?.kind === "tokens")
    throw missingAlphabet("alphabet", input.vocabSize);
  return new Vocabulary("alphabet", given, options.unknown ?? own?.unknown ?? "error");
}

const defaultShare = 0.1;

async function resolveText(
  text: Text | TextPieces,
  alphabet: Vocabulary,
  options: GivenOptions,
  { reading }: Context,
): Promise<ResolvedForm> {
  const { batchSize, bptt = generateDefaults.bptt } = options;
  refuse("shuffle", options.shuffle, "running text, which is read in its order");
  const { tokens, kind } = await readText(text, alphabet, "text", reading);
  if (tokens.length === 0) throw new RnnError("ERR_EMPTY_DATASET", "text: expected symbols, got none");
  const given = options.validation;
  const validation: number | Integers = isData(given)
    ? await byForm(
        given,
        {
          text: async (own) => (await readText(own, alphabet, "validation.text", reading)).tokens,
          items: () => Promise.reject(invalidOption("validation", "{ text }", given)),
        },
        "validation",
      )
    : heldBackCount(tokens.length, given ?? defaultShare, "symbols");
  const held = typeof validation === "number" ? validation : 0;
  const training = tokens.length - held;
  // An untrained model needs no updates.
  if (columnLength(training, batchSize) < 2 && options.maxSteps !== 0)
    throw new RnnError(
      "ERR_EMPTY_DATASET",
      `text: expected at least ${2 * batchSize} symbols to train on, two for each of ${batchSize} columns (batchSize), got ${training}`,
    );
  return {
    form: "text",
    kind,
    kept: () => ({ counts: countsOf(tokens.subarray(0, training), alphabet.size), labelCounts: [], seen: undefined }),
    source: (sample) => ({ kind: "text", tokens, validation, bptt, batchSize, sample }),
    services: {},
    identity: async () => ({
      kind: "text",
      fingerprint: fingerprintOf(alphabet, [tokens], typeof validation === "number" ? undefined : [validation]),
    }),
    stepsPerEpoch: textSteps(training, batchSize, bptt),
    hasValidation: typeof validation === "number" ? validation > 1 : validation.length > 1,
    options: { bptt },
  };
}

async function resolveItems(
  items: Iterable<Text> | AsyncIterable<Text>,
  given: Iterable<unknown> | AsyncIterable<unknown> | undefined,
  alphabet: Vocabulary,
  labels: Labels,
  options: GivenOptions,
  { reading }: Context,
): Promise<ResolvedForm> {
  const { batchSize, shuffle = true } = options;
  refuse("bptt", options.bptt, "items, which are trained on as a whole");
  const read = await readItemData(items, given, alphabet, labels, "", reading);
  const count = read.starts.length - 1;
  if (count === 0) throw new RnnError("ERR_EMPTY_DATASET", "items: expected at least one, got none");
  const other = isData(options.validation)
    ? await byForm(
        options.validation,
        {
          items: (items, given) => readItemData(items, given, alphabet, labels, "validation.", reading),
          text: () => Promise.reject(invalidOption("validation", "{ items }", options.validation)),
        },
        "validation",
      )
    : undefined;
  const held = other ? 0 : heldBackCount(count, options.validation ?? defaultShare, "items");
  const isLabeled = given !== undefined;
  let training: ArrayLike<number> = Array.from({ length: count }, (_, i) => i);
  // The alphabet has its size when all symbols are read, those of the validation too.
  const framed = (read: ReadItems) => frame(read, alphabet.size);
  const kept = () => {
    const own = cut(read, training);
    const counts = [...countsOf(own.tokens, alphabet.size), training.length];
    return {
      counts,
      labelCounts: isLabeled ? countsOf(own.labels, labels.classes.length) : [],
      seen: SeenItems.of(read.tokens, read.starts),
    };
  };
  return {
    form: "items",
    kind: read.kind,
    kept: once(kept, () => training),
    source: (sample) => ({
      kind: "items",
      items: framed(read),
      validation: other ? framed(other) : held,
      shuffle,
      batchSize,
      sample,
    }),
    services: {
      split(order: Uint32Array) {
        training = order;
      },
    },
    identity: async () => ({
      kind: "items",
      fingerprint: fingerprintOf(
        alphabet,
        [read.starts, read.tokens, read.labels],
        other && [other.starts, other.tokens, other.labels],
        labels.classes,
      ),
    }),
    stepsPerEpoch: Math.ceil((count - held) / batchSize),
    hasValidation: held > 0 || (other !== undefined && other.starts.length > 1),
    options: { shuffle },
  };
}

/** What `make` gives, made again only when `key` gives another value. */
function once<T>(make: () => T, key: () => unknown): () => T {
  let [made, of]: [T | undefined, unknown] = [undefined, undefined];
  return () => {
    if (made === undefined || of !== key()) [made, of] = [make(), key()];
    return made;
  };
}

function refuse(name: string, given: unknown, what: string): void {
  if (given !== undefined) throw invalidOption(name, `no such option for ${what}`, given);
}

const isData = (given: unknown): given is object => {
  if (typeof given !== "object" || given === null) return false;
  if (!hasKeys(given, generateForms))
    throw invalidOption("validation", `a share, a number, ${inWords(generateForms)}`, given);
  return true;
};

function countsOf(tokens: ArrayLike<number>, size: number): number[] {
  const counts = new Array<number>(size).fill(0);
  for (let i = 0; i < tokens.length; i++) (counts[tokens[i] as number] as number)++;
  return counts;
}

/** The symbols and labels of some items. */
function cut({ tokens, starts, labels }: ReadItems, which: ArrayLike<number>): { tokens: number[]; labels: number[] } {
  const own = { tokens: [] as number[], labels: [] as number[] };
  for (let i = 0; i < which.length; i++) {
    const item = which[i] as number;
    for (let at = starts[item] as number; at < (starts[item + 1] as number); at++)
      own.tokens.push(tokens[at] as number);
    own.labels.push(labels[item] ?? 0);
  }
  return own;
}

/** Of the symbols, and of the data in its order; after a hyphen that of separate validation data. */
function fingerprintOf(
  alphabet: Vocabulary,
  data: readonly ArrayLike<number>[],
  validation: readonly ArrayLike<number>[] | undefined,
  labels: readonly unknown[] = [],
): string {
  const digest = (parts: readonly ArrayLike<number>[], of: Fingerprint) =>
    parts.reduce((sum: Fingerprint, part) => sum.add(part), of).digest;
  const own = digest(data, new Fingerprint().addTexts(alphabet.symbols).addTexts(labels.map(String)));
  return validation ? `${own}-${digest(validation, new Fingerprint())}` : own;
}

/** @throws RnnError `ERR_INVALID_OPTION` for symbols that are not those of the weights */
function networkOf(
  form: Form,
  alphabetSize: number,
  labelCount: number,
  { embeddingDim: given }: GivenOptions,
  { weights }: Context,
) {
  const { vocabSize, numClasses } = sizesOf(form, alphabetSize, labelCount);
  const shape = weights?.shape;
  const has = shape?.input.kind === "tokens" ? shape.input : undefined;
  if (shape && (!has || shape.bidirectional))
    throw invalidOption(
      "weights",
      "weights of a model of symbols in one direction",
      has ? "two directions" : "numbers",
    );
  const embeddingDim = given ?? has?.embeddingDim ?? generateDefaults.embeddingDim;
  const wanted = { vocabSize, numClasses, embeddingDim };
  const found = { ...has, numClasses: shape?.output.size };
  for (const name of ["vocabSize", "numClasses", "embeddingDim"] as const)
    if (shape && found[name] !== wanted[name])
      throw invalidOption(name, `${found[name]}, as in the weights`, wanted[name]);
  return generateNetwork(vocabSize, embeddingDim, numClasses, form === "text");
}
