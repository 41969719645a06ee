/**
 * Reads safetensors files, refusing whatever the reference reader refuses, and names that come twice besides. Sizes are checked against
 * the file before memory is asked for: what a file claims costs nothing.
 */
import { RnnError } from "../errors.js";
import { expected } from "../options.js";
import { JsonReader } from "./json-reader.js";
import { type ElementKind, elementKinds, type TensorRecord } from "./tensor-record.js";

/** What a safetensors file holds. */
export interface SafetensorsFile {
  /** By name, in the order of the header. */
  readonly tensors: Map<string, TensorRecord>;
  readonly metadata: Record<string, string>;
}

interface Entry {
  readonly name: string;
  readonly dtype: string;
  readonly kind: ElementKind;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

const longestHeader = 100_000_000;

/**
 * Reads a safetensors file. The arrays are copies.
 * @throws RnnError `ERR_FORMAT` for a file that is malformed in any way, `ERR_INVALID_OPTION` for what is no bytes
 */
export function readSafetensors(bytes: Uint8Array | ArrayBuffer): SafetensorsFile {
  const file = asBytes(bytes);
  if (file.length < 8) throw malformed("file", "8 bytes and more", file.length);
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  if (length > longestHeader) throw malformed("header", `at most ${longestHeader} bytes`, length);
  const start = 8 + length;
  if (start > file.length) throw malformed("header", `${length} bytes`, file.length - 8);
  const { entries, metadata } = readHeader(decode(file.slice(8, start)));
  checkCover(entries, file.length - start);
  const tensors = new Map(
    entries.map(({ name, dtype, kind, shape, begin, end }) => {
      // A buffer of its own: the file's bytes may lie where these elements may not, and stay the caller's.
      const { buffer } = new Uint8Array(file.subarray(start + begin, start + end));
      return [name, { dtype, shape, data: new kind.array(buffer) }];
    }),
  );
  return { tensors, metadata };
}

function asBytes(bytes: unknown): Uint8Array {
  if (ArrayBuffer.isView(bytes)) return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes instanceof ArrayBuffer) return new Uint8Array(bytes);
  throw expected("bytes", "a Uint8Array", bytes);
}

function decode(utf8: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(utf8);
  } catch (cause) {
    throw new RnnError("ERR_FORMAT", "header: expected UTF-8, got other bytes", { cause });
  }
}

function readHeader(text: string): { entries: Entry[]; metadata: Record<string, string> } {
  const json = new JsonReader("header", text);
  const entries: Entry[] = [];
  const metadata: [string, string][] = [];
  json.object((name) => {
    if (name !== "__metadata__") entries.push(readEntry(json, name));
    else if (!json.null()) json.object((key) => metadata.push([key, json.string()]));
  });
  json.end();
  // fromEntries: it takes "__proto__" for a name like any other.
  return { entries, metadata: Object.fromEntries(metadata) };
}

function readEntry(json: JsonReader, name: string): Entry {
  let dtype: string | undefined;
  let shape: number[] | undefined;
  let offsets: number[] | undefined;
  const integers = () => {
    const list: number[] = [];
    json.array(() => list.push(json.integer()));
    return list;
  };
  json.object((key) => {
    if (key === "dtype") dtype = json.string();
    else if (key === "shape") shape = integers();
    else if (key === "data_offsets") offsets = integers();
    else json.skip();
  });
  const kind = elementKinds.get(dtype ?? "");
  if (dtype === undefined || !kind) throw malformed(name, "a known dtype", dtype);
  const [begin, end] = offsets ?? [];
  if (!shape || begin === undefined || end === undefined || offsets?.length !== 2)
    throw malformed(name, "a shape and two data_offsets", offsets);
  return { name, dtype, kind, shape, begin, end };
}

/** The tensors must lie one after another, each as long as its shape says, and fill the file. */
function checkCover(entries: readonly Entry[], size: number): void {
  let covered = 0;
  for (const { name, kind, shape, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered) throw malformed(name, `an offset of ${covered}`, begin);
    let elements = 1;
    for (const dimension of shape) {
      elements *= dimension;
      // As the reference's integers overflow, even where a zero follows.
      if (elements >= 2 ** 64) throw malformed(name, "a shape of fewer than 2^64 elements", `[${shape}]`);
    }
    const bytes = (elements * kind.bits) / 8;
    if (end - begin !== bytes) throw malformed(name, `${bytes} bytes for its shape`, end - begin);
    covered = end;
  }
  if (covered !== size) throw malformed("file", `${covered} bytes of tensors`, size);
}

const malformed = (name: string, wanted: string, got: unknown) =>
  new RnnError("ERR_FORMAT", `${name}: expected ${wanted}, got ${got}`);
