/**
 * A model as a safetensors file: its weights under PyTorch's names, and beside them what PyTorch's state dict lacks. The way back is
 * read.ts.
 */

import type { SequenceKind } from "../data/sequence.js";
import type { Symbols, UnknownPolicy, Vocabulary } from "../data/vocabulary.js";
import { RnnError } from "../errors/rnn-error.js";
import { layOut } from "../formats/safetensors/layout.js";
import type { TensorRecord } from "../formats/safetensors/tensor-record.js";
import { type ModelConfig, parametersOf } from "./config.js";

/** All that makes a model. */
export interface ModelParts {
  readonly config: ModelConfig;
  readonly weights: Float32Array;
  readonly alphabet: Vocabulary;
  readonly outputAlphabet: Vocabulary;
  /** What it answers with. */
  readonly kind: SequenceKind;
}

/** Where the metadata of a file says what PyTorch does not know of. */
export const metadataKey = "rnn-wasm";

/** Tensors under this prefix belong to a checkpoint's run, not to its model. */
export const runPrefix = "run.";

/** The version of the metadata of models and of checkpoints; a change that readers of today would misread raises it. */
export const formatVersion = 1;

/** What the metadata holds, as JSON. */
export interface Metadata {
  readonly version: number;
  readonly task: "tag";
  readonly cell: "lstm";
  readonly alphabet: Symbols;
  readonly outputAlphabet: Symbols;
  readonly unknown: UnknownPolicy;
  readonly kind: SequenceKind;
  readonly dropout: number;
}

/** Flat arrays like the parameters, as tensors named after them. */
export const tensorsOf = (config: ModelConfig, values: Float32Array, prefix = ""): [string, TensorRecord][] =>
  parametersOf(config).map(({ name, shape, start, end }) => [
    prefix + name,
    { dtype: "F32", shape, data: values.subarray(start, end) },
  ]);

/** The file of a model, or of a run on the way to one. */
export function encodeModel(
  { config, weights, alphabet, outputAlphabet, kind }: ModelParts,
  more: readonly (readonly [string, TensorRecord])[] = [],
  moreMetadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const metadata: Metadata = {
    version: formatVersion,
    task: "tag",
    cell: "lstm",
    alphabet: alphabet.asGiven,
    outputAlphabet: outputAlphabet.asGiven,
    unknown: alphabet.unknown,
    kind,
    dropout: config.dropout,
  };
  return layOut([...tensorsOf(config, weights), ...more], {
    format: "pt",
    [metadataKey]: JSON.stringify(metadata),
    ...moreMetadata,
  });
}

/** The error of weights whose symbols nobody gave: a file or state dict of PyTorch's has none. */
export const missingAlphabet = (name: "alphabet" | "outputAlphabet", size: number): RnnError =>
  new RnnError(
    "ERR_FORMAT",
    `${name}: expected ${size} symbols as an option (the weights have none with them), got undefined`,
  );
