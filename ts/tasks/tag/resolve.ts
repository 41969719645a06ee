/**
 * Turns data and options into the parts of a tagger's run: its alphabets, its source, and the options for checkpoints.
 */

import { Vocabulary } from "../../data/vocabulary.js";
import { checkInteger, checkKeys, invalidOption } from "../../errors/validate.js";
import type { OptionsOf } from "../../options/schema.js";
import { symbolNetwork } from "../symbol-network.js";
import type { ResolveContext, Resolved } from "../task.js";
import { notKept } from "../task.js";
import type { TagCodec } from "./codec.js";
import type { tagOptions } from "./options.js";
import { resolveMessages } from "./resolve-messages.js";
import type { ResolvedData, TagSettings, Vocabularies } from "./resolved-data.js";
import type { TagSourceSpec } from "./source-spec.js";
import { byForm, checkPairs, type PairSource } from "./training-data.js";

const defaultEmbeddingDim = 5;

type GivenOptions = OptionsOf<typeof tagOptions>;

/** A form of data, before it is read. */
interface DataForm {
  /** Options that do not apply to it. */
  readonly lacks: readonly (keyof GivenOptions)[];
  /** Its symbols. */
  readonly symbols: string | undefined;
  /** @throws RnnError `ERR_INVALID_OPTION` */
  checkValidation(given: unknown): number | PairSource;
  resolve(
    settings: TagSettings,
    vocabularies: Vocabularies,
    context: ResolveContext<TagCodec>,
  ): ResolvedData | Promise<ResolvedData>;
}

const formOf = (data: unknown): DataForm =>
  byForm<DataForm>(data, {
    cipher: (cipher) => ({
      lacks: ["shuffle"],
      symbols: cipher.alphabet,
      checkValidation: (given = 128) => checkInteger("validation", given, 0),
      resolve: (settings, vocabularies) => resolveMessages(cipher, settings, vocabularies),
    }),
    dataset: (dataset) => ({
      lacks: ["shuffle", "messageLength", "stepsPerEpoch"],
      symbols: dataset.alphabet,
      checkValidation(given = 0) {
        const pairs = pairsIn(given);
        if (pairs) return pairs;
        // A data set is new in each epoch, so nothing can be held back.
        if (given !== 0) throw invalidOption("validation", "0 or pairs", given);
        return 0;
      },
      async resolve(...run) {
        const { resolveDataset } = await import("./pairs/resolve-pairs.js");
        return resolveDataset(dataset, ...run);
      },
    }),
    pairs: (pairs) => ({
      lacks: ["messageLength"],
      symbols: undefined,
      checkValidation: (given = 0.1) => pairsIn(given) ?? (given as number),
      async resolve(...run) {
        const { resolvePairs } = await import("./pairs/resolve-pairs.js");
        return resolvePairs(pairs, ...run);
      },
    }),
  });

export async function resolveTag(
  data: unknown,
  options: GivenOptions & { readonly batchSize: number },
  context: ResolveContext<TagCodec>,
): Promise<Resolved<TagSourceSpec, TagCodec>> {
  const form = formOf(data);
  for (const name of form.lacks)
    if (options[name] !== undefined) throw invalidOption(name, "no such option for this data", options[name]);
  const { batchSize, messageLength, stepsPerEpoch, shuffle } = options;
  const validation = form.checkValidation(options.validation);
  const vocabularies = await vocabulariesOf(options, context, form.symbols);
  const settings: TagSettings = { batchSize, messageLength, stepsPerEpoch, shuffle, validation, stop: options };
  const { kind, options: kept, ...resolved } = await form.resolve(settings, vocabularies, context);
  const { alphabet, outputAlphabet } = vocabularies;
  const network = await networkOf(alphabet.close().size, outputAlphabet.close().size, options, context);
  return {
    ...resolved,
    network,
    codec: {
      ...vocabularies,
      get kind() {
        return kind() ?? context.checkpoint?.codec.kind ?? (outputAlphabet.isText ? "text" : "list");
      },
    },
    options: {
      embeddingDim: network.input.embeddingDim,
      alphabet: alphabet.asGiven,
      outputAlphabet: outputAlphabet.asGiven,
      unknown: alphabet.unknown,
      validation: typeof validation === "object" ? notKept : validation,
      ...kept,
    },
  };
}

/** The pairs of the option `validation`; undefined for a number. */
function pairsIn(given: unknown): PairSource | undefined {
  if (typeof given !== "object" || given === null) return undefined;
  if (!("pairs" in given)) return checkPairs("validation", given);
  checkKeys("validation", given, ["pairs"]);
  return checkPairs("validation.pairs", given.pairs);
}

/**
 * The alphabets: of the options, of the weights (their file or model) or of the data; otherwise they are collected from the pairs.
 * @throws RnnError `ERR_FORMAT` for weights without symbols if no option gives them
 */
async function vocabulariesOf(
  options: GivenOptions,
  { weights }: ResolveContext<TagCodec>,
  symbols: string | undefined,
): Promise<Vocabularies> {
  const own = weights && (await import("./files/starting-weights.js")).symbolsOf(weights, options, symbols);
  return {
    alphabet: new Vocabulary(
      "alphabet",
      options.alphabet ?? own?.alphabet ?? symbols,
      options.unknown ?? own?.unknown ?? "error",
    ),
    outputAlphabet: new Vocabulary("outputAlphabet", options.outputAlphabet ?? own?.outputAlphabet ?? symbols),
  };
}

async function networkOf(
  vocabSize: number,
  numClasses: number,
  { embeddingDim }: GivenOptions,
  { weights }: ResolveContext<TagCodec>,
) {
  if (!weights) return symbolNetwork(vocabSize, embeddingDim ?? defaultEmbeddingDim, numClasses);
  const { embeddingOf } = await import("./files/starting-weights.js");
  return symbolNetwork(vocabSize, embeddingOf(weights.shape, { vocabSize, numClasses, embeddingDim }), numClasses);
}
