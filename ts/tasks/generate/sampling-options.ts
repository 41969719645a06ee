/**
 * The options of generating: checked, with defaults, in the terms of the core.
 */
import type { Sampling } from "../../core/sampler.js";
import type { Label } from "../../data/labels.js";
import { checkBoolean, checkInteger, checkKeys, checkNumber, invalidOption, show } from "../../errors/validate.js";
import { globalGenerator } from "../../random/generator.js";
import { endOf, type GenerateCodec, unknownOf } from "./codec.js";

/**
 * A text as the model has it: a string, or an array of symbols.
 * @inline
 */
export type Given<S> = S extends string ? string : readonly string[];

/** Options of {@link TextGenerator.symbols}. */
export interface SymbolsOptions<S extends string | string[] = string | string[], L extends Label = Label> {
  /** The beginning of the text; the result does not include it. */
  readonly prompt?: Given<S> | undefined;
  /** The maximum number of symbols. By default there is none. */
  readonly length?: number | undefined;
  /** Divides the logits: below 1, likely symbols become likelier; 0 takes the likeliest, without a draw. Default 1. */
  readonly temperature?: number | undefined;
  /** Draws only from this many of the likeliest symbols, and those as likely as the last of them. */
  readonly topK?: number | undefined;
  /** Draws only from the likeliest symbols that together reach this probability, above 0 to 1. */
  readonly topP?: number | undefined;
  /** Ends the result, which includes it: a string, or an array of symbols where texts are arrays. */
  readonly stop?: Given<S> | undefined;
  /** The label of the item; by default it is drawn by the labels' frequencies. */
  readonly label?: L | undefined;
  /** Makes the draws reproducible: those of PyTorch after `manual_seed(seed)`. By default drawn from the generator that `manualSeed` seeds. */
  readonly seed?: number | undefined;
}

/** Options of {@link TextGenerator.generate}. */
export interface SamplingOptions<S extends string | string[] = string | string[], L extends Label = Label>
  extends SymbolsOptions<S, L> {
  /** The maximum number of symbols; default 200 of running text, 1000 of an item. */
  readonly length?: number | undefined;
  /** The number of texts, which are an array then. By default one text. */
  readonly count?: number | undefined;
  /** Items: only those that are not in the training data. */
  readonly unseen?: boolean | undefined;
}

/** About the length of the longest string. */
const maxLength = 2 ** 29;

const symbolsKeys = ["prompt", "length", "temperature", "topK", "topP", "stop", "label", "seed"];
const samplingKeys = [...symbolsKeys, "count", "unseen"];

/** Checked options. */
export interface CheckedSampling {
  readonly sampling: Sampling;
  readonly prompt: Int32Array;
  readonly length: number | undefined;
  /** The index of the label; undefined if it is to be drawn, or if there are none. */
  readonly label: number | undefined;
  readonly seed: number;
  readonly count: number | undefined;
  readonly unseen: boolean;
}

/** @throws RnnError `ERR_INVALID_OPTION`, `ERR_UNKNOWN_SYMBOL` */
export function checkSampling(
  codec: GenerateCodec,
  given: SamplingOptions,
  method: "generate" | "symbols",
): CheckedSampling {
  checkKeys(method, given, method === "generate" ? samplingKeys : symbolsKeys);
  const { length, temperature = 1, topK, topP = 1, seed, count, unseen = false } = given;
  checkNumber("temperature", temperature, { min: 0 });
  if (topK !== undefined) checkInteger("topK", topK, 1);
  checkNumber("topP", topP, { above: 0, max: 1 });
  if (length !== undefined) checkInteger("length", length, 0, maxLength);
  if (count !== undefined) checkInteger("count", count, 0, maxLength);
  if (seed !== undefined) checkInteger("seed", seed, Number.MIN_SAFE_INTEGER);
  if (checkBoolean("unseen", unseen) && !codec.seen)
    throw invalidOption("unseen", "a model of items that knows its training data", unseen);
  return {
    sampling: {
      temperature,
      topK: topK ?? Number.POSITIVE_INFINITY,
      topP,
      never: unknownOf(codec),
      end: endOf(codec),
      stop: encoded(codec, "stop", given.stop),
    },
    prompt: encoded(codec, "prompt", given.prompt),
    length,
    label: labelIndex(codec, given.label),
    seed: seed ?? globalGenerator().nextUint32(),
    count,
    unseen,
  };
}

/** The symbols of a text, for `undefined` none. @throws RnnError `ERR_INVALID_OPTION`, `ERR_UNKNOWN_SYMBOL` */
export function encoded({ alphabet, kind }: GenerateCodec, name: string, text: unknown): Int32Array {
  if (text === undefined) return new Int32Array();
  const isGiven = kind === "text" ? typeof text === "string" : Array.isArray(text);
  if (!isGiven) throw invalidOption(name, kind === "text" ? "a string" : "an array of symbols", text);
  return alphabet.indicesOf(text as string, () => name);
}

/** @throws RnnError `ERR_INVALID_OPTION` for a label that the model does not have */
export function labelIndex({ labels }: GenerateCodec, label: unknown): number | undefined {
  if (label === undefined) return undefined;
  if (labels.length === 0) throw invalidOption("label", "no label: the model was trained without", label);
  const index = labels.indexOf(label as Label);
  const known = labels.slice(0, 8).map(show).join(", ") + (labels.length > 8 ? `, … (${labels.length} in all)` : "");
  if (index < 0) throw invalidOption("label", `one of the model's labels ${known}`, label);
  return index;
}
