/**
 * Loads generators from files.
 */
import { type Label, Labels } from "../../../data/labels.js";
import { Vocabulary } from "../../../data/vocabulary.js";
import { RnnError } from "../../../errors/rnn-error.js";
import { checkNumber, checkOneOf, invalidOption } from "../../../errors/validate.js";
import type { JsonObject } from "../../../model/file.js";
import type { ReadState } from "../../../model/read-state.js";
import { missingAlphabet } from "../../symbol-weights.js";
import type { GivenOptions, TaskLoading } from "../../task.js";
import { type GenerateCodec, sizesOf } from "../codec.js";
import { generateNetwork } from "../network.js";
import { SeenItems } from "../seen-items.js";

export const generateLoading: TaskLoading<GenerateCodec> = { options: ["alphabet"], decode, resolve };

/** @throws RnnError `ERR_INVALID_OPTION` */
function decode(given: JsonObject): GenerateCodec {
  const form = checkOneOf("form", given["form"], ["text", "items"]);
  const labels = labelsIn(given["labels"]);
  const unknown = checkOneOf("unknown", given["unknown"], ["error", "symbol"]);
  const alphabet = new Vocabulary("alphabet", given["alphabet"] ?? null, unknown);
  const { numClasses } = sizesOf(form, alphabet.size, labels.length);
  return {
    form,
    alphabet,
    kind: checkOneOf("kind", given["kind"], ["text", "list"]),
    labels,
    counts: countsIn("counts", given["counts"], numClasses),
    labelCounts: countsIn("labelCounts", given["labelCounts"], labels.length),
    seen: given["seen"] === undefined ? undefined : SeenItems.fromText(given["seen"]),
  };
}

function labelsIn(given: unknown): readonly Label[] {
  if (Array.isArray(given) && given.length === 0) return [];
  return new Labels(given ?? null, "labels").classes;
}

function countsIn(name: string, given: unknown, length: number): readonly number[] {
  if (!Array.isArray(given) || given.length !== length) throw invalidOption(name, `${length} numbers`, given);
  return given.map((count, i) => checkNumber(`${name}[${i}]`, count, { min: 0 }));
}

/**
 * The network and codec of a file. One of PyTorch's is a model of running text if it reads as many symbols as it writes, and of items
 * without labels if it reads one more than the alphabet has.
 */
function resolve({ shape }: ReadState, own: GenerateCodec | undefined, options: GivenOptions) {
  const { input, output } = shape;
  if (input.kind !== "tokens")
    throw new RnnError("ERR_FORMAT", "embedding.weight: expected the embedding of a model of symbols, got none");
  if (shape.bidirectional)
    throw new RnnError("ERR_FORMAT", "weight_ih_l0_reverse: expected weights of one direction, got two");
  const codec = codecOf(own, options["alphabet"], output.size, input.vocabSize);
  const { vocabSize, numClasses } = sizesOf(codec.form, codec.alphabet.size, codec.labels.length);
  if (vocabSize !== input.vocabSize || numClasses !== output.size)
    throw new RnnError(
      "ERR_FORMAT",
      `alphabet: expected symbols for ${input.vocabSize} inputs and ${output.size} outputs, as in the weights, got ${codec.alphabet.size}`,
    );
  return { config: { ...shape, ...generateNetwork(vocabSize, input.embeddingDim, numClasses, false) }, codec };
}

function codecOf(own: GenerateCodec | undefined, given: unknown, outputs: number, inputs: number): GenerateCodec {
  if (given === undefined) {
    if (own) return own;
    throw missingAlphabet("alphabet", inputs);
  }
  const alphabet = new Vocabulary("alphabet", given, own?.alphabet.unknown);
  if (own) return { ...own, alphabet };
  const form = inputs === outputs && alphabet.size === inputs - 1 ? "items" : "text";
  return {
    form,
    alphabet,
    kind: alphabet.isText ? "text" : "list",
    labels: [],
    labelCounts: [],
    counts: new Array<number>(outputs).fill(0),
    seen: undefined,
  };
}
