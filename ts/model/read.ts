/**
 * Models out of files, ours or PyTorch's: what model/file.ts writes, and what PyTorch's state dict lacks where it wrote the file.
 */

import { loadEngine } from "../core/load.js";
import type { SequenceKind } from "../data/sequence.js";
import { type UnknownPolicy, Vocabulary } from "../data/vocabulary.js";
import { isBuffer, isMap } from "../errors/realms.js";
import { RnnError } from "../errors/rnn-error.js";
import { checkKeys, checkNumber, checkOneOf, invalidOption, show } from "../errors/validate.js";
import { readSafetensors } from "../formats/safetensors/reader.js";
import type { LoadOptions } from "../tasks/load.js";
import { Model } from "../tasks/tag/tagger.js";
import { formatVersion, type Metadata, metadataKey, missingAlphabet, runPrefix } from "./file.js";
import { type ReadState, readState } from "./read-state.js";
import type { TensorSource } from "./state.js";

/** What a file or a state dict says of a model; the alphabets only if it is a file of ours. */
export interface ReadModel extends ReadState {
  readonly own:
    | { readonly alphabet: Vocabulary; readonly outputAlphabet: Vocabulary; readonly kind: SequenceKind }
    | undefined;
}

/**
 * Reads a file, ours or PyTorch's.
 * @throws RnnError `ERR_FORMAT`
 */
export function decodeModel(bytes: unknown): ReadModel & ReturnType<typeof readSafetensors> {
  const { tensors, metadata } = readSafetensors(bytes as Uint8Array);
  const own = metadata[metadataKey];
  const described = own === undefined ? undefined : describedBy(parseObject(own));
  const ofModel = described ? new Map([...tensors].filter(([name]) => !name.startsWith(runPrefix))) : tensors;
  return { ...readState(ofModel, described?.dropout), own: described, tensors, metadata };
}

/** Of another version nothing else is looked at: it may mean something else. */
function describedBy(metadata: Partial<Metadata>) {
  checkVersion("metadata", metadata.version);
  return asFormat(() => readMetadata(metadata));
}

/**
 * Reads weights to start from: a file, or a state dict as a Map or an object.
 * @throws RnnError `ERR_FORMAT`, `ERR_INVALID_OPTION` for what is neither
 */
export function decodeWeights(weights: unknown): ReadModel {
  if (isBytes(weights)) return decodeModel(weights);
  if (typeof weights !== "object" || weights === null || "stateDict" in weights)
    throw invalidOption("weights", "a file's bytes or a state dict, as save() or stateDict() gives them", weights);
  const entries = isMap(weights) ? weights : new Map(Object.entries(weights));
  for (const [name, tensor] of entries)
    if (typeof name !== "string" || !tensor?.shape || !tensor.data)
      throw invalidOption(`weights.${typeof name === "string" ? name : show(name)}`, "a tensor", tensor);
  return { ...readState(entries as Map<string, TensorSource>), own: undefined };
}

/** What is taken for a file, and not for a state dict. */
export const isBytes = (value: unknown): value is Uint8Array | ArrayBuffer =>
  ArrayBuffer.isView(value) || isBuffer(value);

/** @throws RnnError `ERR_FORMAT` for metadata of a later version, or of none */
export function checkVersion(what: string, version: unknown): void {
  if (version === formatVersion) return;
  const hint = Number.isSafeInteger(version) && (version as number) > formatVersion;
  throw new RnnError(
    "ERR_FORMAT",
    hint
      ? `${what}: expected format version ${formatVersion}, got ${version}: a later rnn-wasm wrote it, so reading it needs an update`
      : `${what}: expected format version ${formatVersion}, got ${version === undefined ? "none" : show(version)}`,
  );
}

function readMetadata(given: Partial<Metadata>) {
  checkOneOf("task", given.task, ["tag"]);
  checkOneOf("cell", given.cell, ["lstm"]);
  const unknown = checkOneOf("unknown", given.unknown, ["error", "symbol"]);
  const needed = (name: "alphabet" | "outputAlphabet", policy?: UnknownPolicy) =>
    new Vocabulary(name, given[name] ?? null, policy);
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

/** See `load`. */
export async function loadModel(bytes: unknown, options: LoadOptions): Promise<Model> {
  checkKeys("load", options, ["alphabet", "outputAlphabet"]);
  const { config, weights, own } = decodeModel(bytes);
  const alphabetOf = (name: "alphabet" | "outputAlphabet", size: number) => {
    const given = options[name];
    const alphabet = given === undefined ? own?.[name] : new Vocabulary(name, given);
    if (!alphabet) throw missingAlphabet(name, size);
    if (alphabet.size !== size)
      throw new RnnError("ERR_FORMAT", `${name}: expected ${size} symbols as the weights have, got ${alphabet.size}`);
    return alphabet;
  };
  const alphabet = alphabetOf("alphabet", config.vocabSize);
  const outputAlphabet = alphabetOf("outputAlphabet", config.numClasses);
  const kind = own?.kind ?? (typeof options.outputAlphabet === "string" ? "text" : "list");
  await loadEngine();
  return Model.of({ config, weights, alphabet, outputAlphabet, kind });
}
