/**
 * Reads safetensors files. It rejects everything that the reference reader rejects, and repeated names. Sizes are checked against the
 * file before memory is allocated for them, so a false size costs nothing.
 */
import { isBuffer } from "../../errors/realms.js";
import { RnnError } from "../../errors/rnn-error.js";
import { showName } from "../../errors/show-name.js";
import { invalidOption, show } from "../../errors/validate.js";
import { JsonReader } from "./json-reader.js";
import { type ElementKind, elementKinds, type TensorRecord } from "./tensor-record.js";

/** The contents of a safetensors file. */
export interface SafetensorsFile {
  /** By name, in the order of the header. */
  readonly tensors: Map<string, TensorRecord>;
  /** `__metadata__` of the header; empty if the file has none. */
  readonly metadata: Record<string, string>;
}

interface Entry {
  readonly dtype: string;
  readonly kind: ElementKind;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/** The reference reader's limit. */
const maxHeaderBytes = 100_000_000;

/**
 * Reads a safetensors file. The arrays are copies.
 * @throws RnnError `ERR_FORMAT` for a malformed file, `ERR_INVALID_OPTION` for arguments other than bytes
 */
export function readSafetensors(bytes: Uint8Array | ArrayBuffer): SafetensorsFile {
  const file = asBytes(bytes);
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  if (length > maxHeaderBytes)
    throw malformed(
      "file",
      "a safetensors file (of PyTorch: by save_file, not torch.save)",
      "one that begins otherwise",
    );
  const start = 8 + length;
  if (start > file.length) throw malformed("header", `${length} bytes`, file.length - 8);
  const { entries, metadata } = readHeader(decode(file.slice(8, start)));
  checkCover(entries, file.length - start);
  const tensors = new Map(
    [...entries].map(([name, { dtype, kind, shape, begin, end }]) => {
      // Copied: the file's bytes belong to the caller, and may not be aligned for these elements.
      const { buffer } = new Uint8Array(file.subarray(start + begin, start + end));
      return [name, { dtype, shape, data: new kind.array(buffer) }];
    }),
  );
  return { tensors, metadata };
}

function asBytes(bytes: unknown): Uint8Array {
  const isView = ArrayBuffer.isView(bytes);
  if (!isView && !isBuffer(bytes))
    throw invalidOption("bytes", "the bytes of a file (a Uint8Array or ArrayBuffer), as readFile() gives them", bytes);
  // Before there is a view of them: a buffer that was transferred has no bytes, and takes no view.
  if (bytes.byteLength < 8) throw malformed("file", "at least 8 bytes", bytes.byteLength);
  return isView ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : new Uint8Array(bytes);
}

function decode(utf8: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(utf8);
  } catch (cause) {
    throw new RnnError("ERR_FORMAT", "header: expected UTF-8, got other bytes", { cause });
  }
}

function readHeader(text: string): { entries: Map<string, Entry>; metadata: Record<string, string> } {
  const json = new JsonReader("header", text);
  const entries = new Map<string, Entry>();
  const metadata = new Map<string, string>();
  let hasMetadata = false;
  json.object((name) => {
    if (name !== "__metadata__") return add(entries, name, readEntry(json, name));
    if (hasMetadata) throw malformed(name, "one entry", "two");
    hasMetadata = true;
    if (!json.null()) json.object((key) => add(metadata, key, json.string()));
  });
  json.end();
  // fromEntries, unlike assignment, treats "__proto__" as an ordinary name.
  return { entries, metadata: Object.fromEntries(metadata) };
}

function add<T>(to: Map<string, T>, name: string, value: T): void {
  if (to.has(name)) throw malformed(name, "one entry", "two");
  to.set(name, value);
}

function readEntry(json: JsonReader, name: string): Entry {
  const fields = new Map<string, unknown>();
  const integers = () => {
    const list: number[] = [];
    json.array(() => list.push(json.integer()));
    return list;
  };
  json.object((key) => {
    if (key === "dtype") add(fields, key, json.string());
    else if (key === "shape" || key === "data_offsets") add(fields, key, integers());
    else json.skip();
  });
  const dtype = fields.get("dtype") as string | undefined;
  const kind = elementKinds.get(dtype ?? "");
  if (dtype === undefined || !kind) throw malformed(name, "a known dtype", showOrNone(dtype));
  const shape = fields.get("shape") as number[] | undefined;
  const offsets = fields.get("data_offsets") as number[] | undefined;
  const [begin, end] = offsets ?? [];
  if (!shape || begin === undefined || end === undefined || offsets?.length !== 2)
    throw malformed(name, "a shape and two data_offsets", showOrNone(offsets));
  return { dtype, kind, shape, begin, end };
}

/** Checks that the tensors are contiguous, as long as their shapes require, and fill the file. */
function checkCover(entries: ReadonlyMap<string, Entry>, size: number): void {
  let covered = 0;
  const sorted = [...entries].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  for (const [name, { kind, shape, begin, end }] of sorted) {
    if (begin !== covered) throw malformed(name, `an offset of ${covered}`, begin);
    let elements = 1;
    for (const dimension of shape) {
      elements *= dimension;
      // The reference reader's integers overflow here, even if a later dimension is 0.
      if (elements >= 2 ** 64) throw malformed(name, "a shape of fewer than 2^64 elements", show(shape));
    }
    const bytes = (elements * kind.bits) / 8;
    if (end - begin !== bytes) throw malformed(name, `${bytes} bytes for its shape`, end - begin);
    covered = end;
  }
  if (covered !== size) throw malformed("file", `${covered} bytes of tensors`, size);
}

const showOrNone = (value: unknown): string => (value === undefined ? "none" : show(value));

/** @param got a string is part of the message; text of the file is shown with `show` first, which truncates and quotes it */
const malformed = (name: string, wanted: string, got: string | number) =>
  new RnnError("ERR_FORMAT", `${showName(name)}: expected ${wanted}, got ${got}`);
