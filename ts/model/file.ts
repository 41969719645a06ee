/**
 * A model as a safetensors file: its weights under PyTorch's names, and beside them what PyTorch's state dict lacks. Files of
 * PyTorch's own are read too. Knows no engine.
 */
import { Alphabet, type Symbols, type UnknownPolicy } from "../data/alphabet.js";
import type { SequenceKind } from "../data/sequence.js";
import { RnnError } from "../errors.js";
import { readSafetensors, type TensorRecord, writeSafetensors } from "../formats/safetensors.js";
import { checkNumber, checkOneOf, expected } from "../options.js";
import { type ModelConfig, parametersOf } from "./config.js";
import { type ReadState, readState, type TensorSource } from "./state.js";

/** All that makes a model. */
export interface ModelParts {
  readonly config: ModelConfig;
  readonly weights: Float32Array;
  readonly alphabet: Alphabet;
  readonly outputAlphabet: Alphabet;
  /** What it answers with. */
  readonly kind: SequenceKind;
}

/** Where the metadata of a file says what PyTorch does not know of. */
const metadataKey = "rnn-wasm";

/** Tensors under this prefix belong to a checkpoint's run, not to its model. */
export const runPrefix = "run.";

interface Metadata {
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
    alphabet: alphabet.shown,
    outputAlphabet: outputAlphabet.shown,
    unknown: alphabet.unknown,
    kind,
    dropout: config.dropout,
  };
  return writeSafetensors(new Map([...tensorsOf(config, weights), ...more]), {
    format: "pt",
    [metadataKey]: JSON.stringify(metadata),
    ...moreMetadata,
  });
}

/** What a file or a state dict says of a model; the alphabets only if it is a file of ours. */
export interface ReadModel extends ReadState {
  readonly own:
    | { readonly alphabet: Alphabet; readonly outputAlphabet: Alphabet; readonly kind: SequenceKind }
    | undefined;
}

/**
 * Reads a file, ours or PyTorch's.
 * @throws RnnError `ERR_FORMAT`
 */
export function decodeModel(bytes: unknown): ReadModel & ReturnType<typeof readSafetensors> {
  const { tensors, metadata } = readSafetensors(bytesOf(bytes));
  const own = metadata[metadataKey];
  const described = own === undefined ? undefined : asFormat(() => readMetadata(parseObject(own)));
  const ofModel = described ? new Map([...tensors].filter(([name]) => !name.startsWith(runPrefix))) : tensors;
  return { ...readState(ofModel, described?.dropout), own: described, tensors, metadata };
}

/**
 * Reads weights to start from: a file, or a state dict as a Map or an object.
 * @throws RnnError `ERR_FORMAT`, `ERR_INVALID_OPTION` for what is neither
 */
export function decodeWeights(weights: unknown): ReadModel {
  if (isBytes(weights)) return decodeModel(weights);
  if (typeof weights !== "object" || weights === null)
    throw expected("weights", "a file's bytes or a state dict", weights);
  const entries = weights instanceof Map ? weights : new Map(Object.entries(weights));
  for (const [name, tensor] of entries)
    if (typeof name !== "string" || !tensor?.shape || !tensor.data)
      throw expected(`weights.${name}`, "a tensor", tensor);
  return { ...readState(entries as Map<string, TensorSource>), own: undefined };
}

/** @throws RnnError `ERR_FORMAT` where a model has another number of symbols than its alphabet */
export function checkAlphabet(name: string, { size }: Alphabet, wanted: number): void {
  if (size !== wanted)
    throw new RnnError("ERR_FORMAT", `${name}: expected ${wanted} symbols as the weights have, got ${size}`);
}

export const isBytes = (value: unknown): value is Uint8Array | ArrayBuffer =>
  value instanceof Uint8Array || value instanceof ArrayBuffer;

const bytesOf = (bytes: unknown): Uint8Array => {
  if (!isBytes(bytes)) throw expected("bytes", "a Uint8Array", bytes);
  return bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
};

function readMetadata(given: Partial<Metadata>) {
  const unknown = checkOneOf("unknown", given.unknown, ["error", "symbol"]);
  const needed = (name: "alphabet" | "outputAlphabet", policy?: UnknownPolicy) =>
    new Alphabet(name, given[name] ?? null, policy);
  return {
    alphabet: needed("alphabet", unknown),
    outputAlphabet: needed("outputAlphabet"),
    kind: checkOneOf("kind", given.kind, ["text", "list", "indices"]),
    dropout: checkNumber("dropout", given.dropout, { min: 0, below: 1 }),
  };
}

/** An object out of JSON. @throws RnnError `ERR_FORMAT` */
export function parseObject(json: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new RnnError("ERR_FORMAT", "metadata: expected JSON, got something else", { cause });
  }
  if (typeof value !== "object" || value === null)
    throw new RnnError("ERR_FORMAT", `metadata: expected an object, got ${json}`);
  return value as Record<string, unknown>;
}

/** Runs a check of options on what a file holds: there, what is wrong is wrong with the file. */
export function asFormat<T>(check: () => T): T {
  try {
    return check();
  } catch (cause) {
    if (cause instanceof RnnError) throw new RnnError("ERR_FORMAT", `metadata: ${cause.message}`, { cause });
    throw cause;
  }
}
