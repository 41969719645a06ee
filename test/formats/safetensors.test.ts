/** safetensors: written and read again, laid out as the reference writer does, and refused as the reference reader refuses. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import fc from "fast-check";
import { init, tensor } from "rnn-wasm/nn";
import { RnnError, readSafetensors, type TensorLike, type TensorRecord, writeSafetensors } from "rnn-wasm/safetensors";
import { describe, expect, test } from "vitest";
import { codePoint } from "../code-points.js";
import { runs } from "../runs.js";

/** A file of any header, and `body` bytes of zeros after it. */
function file(header: string | Uint8Array, body = 0): Uint8Array {
  const text = Buffer.from(header as string);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, Buffer.alloc(body)]);
}

const headerOf = (bytes: Uint8Array) => {
  const length = Number(Buffer.from(bytes).readBigUInt64LE(0));
  return { length, text: new TextDecoder().decode(bytes.subarray(8, 8 + length)) };
};

const bitsOf = (data: TensorRecord["data"]) => Buffer.from(data.buffer, data.byteOffset, data.byteLength);

const arrays: Record<string, new (buffer: ArrayBuffer) => TensorRecord["data"]> = {
  ...{ BOOL: Uint8Array, U8: Uint8Array, I8: Int8Array, F8_E5M2: Uint8Array, F8_E4M3: Uint8Array, F8_E8M0: Uint8Array },
  ...{ I16: Int16Array, U16: Uint16Array, F16: Uint16Array, BF16: Uint16Array, I32: Int32Array, U32: Uint32Array },
  ...{ F32: Float32Array, F64: Float64Array, I64: BigInt64Array, U64: BigUint64Array },
};

const names = fc.oneof(
  fc.string({ unit: codePoint }),
  fc.constantFrom("__proto__", "constructor", "toString", "0", "", "é🎉", "a.b"),
);
const tensors = fc.dictionary(
  names.filter((name) => name !== "__metadata__"),
  fc
    .tuple(
      fc.constantFrom(...Object.keys(arrays)),
      fc.array(fc.nat({ max: 4 }), { maxLength: 4 }),
      fc.infiniteStream(fc.nat({ max: 255 })),
    )
    .map(([dtype, shape, stream]): TensorRecord => {
      const kind = arrays[dtype] as (typeof arrays)[string] & { BYTES_PER_ELEMENT: number };
      const bytes = new Uint8Array(shape.reduce((a, b) => a * b, 1) * kind.BYTES_PER_ELEMENT);
      for (let i = 0; i < bytes.length; i++) bytes[i] = stream.next().value as number;
      return { dtype, shape, data: new kind(bytes.buffer) };
    }),
  { maxKeys: 8 },
);

describe("written and read again", () => {
  test("tensors of all dtypes and any names, to the bit, and texts beside them", () => {
    fc.assert(
      fc.property(tensors, fc.dictionary(names, fc.string({ unit: codePoint })), (written, metadata) => {
        const read = readSafetensors(writeSafetensors(written, metadata));
        expect(read.metadata).toEqual({ format: "pt", ...metadata });
        expect([...read.tensors.keys()].sort()).toEqual(Object.keys(written).sort());
        for (const [name, { dtype, shape, data }] of read.tensors) {
          const expected = written[name] as TensorRecord;
          expect([dtype, shape, data.constructor]).toEqual([expected.dtype, expected.shape, expected.data.constructor]);
          expect(bitsOf(data).equals(bitsOf(expected.data))).toBe(true);
        }
      }),
      { seed: 1, numRuns: runs(200, 60) },
    );
  });

  test("every tensor lies where its elements may lie, the widest first, then by name", () => {
    fc.assert(
      fc.property(tensors, (written) => {
        const bytes = writeSafetensors(written);
        const { length, text } = headerOf(bytes);
        expect(length % 8).toBe(0);
        expect(text).toMatch(/^\{.*\} {0,7}$/s);
        const { tensors: read } = readSafetensors(bytes);
        let offset = 8 + length;
        let [width, before] = [8, ""];
        for (const [name, { data }] of read) {
          expect(offset % data.BYTES_PER_ELEMENT).toBe(0);
          expect(data.BYTES_PER_ELEMENT).toBeLessThanOrEqual(width);
          if (written[name]?.dtype === written[before]?.dtype) expect(name >= before).toBe(true);
          [width, before, offset] = [data.BYTES_PER_ELEMENT, name, offset + data.byteLength];
        }
      }),
      { seed: 2, numRuns: runs(100, 30) },
    );
  });

  test("as the reference writer writes it, byte for byte", () => {
    // safetensors.torch.save({"b": torch.ones(1), "a": torch.tensor([True, False, True]), "z": torch.tensor(7), "é": torch.zeros(0, 4)}, {"format": "pt"})
    const header =
      '{"__metadata__":{"format":"pt"},"z":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},"é":{"dtype":"F32","shape":[0,4],"data_offsets":[12,12]},"a":{"dtype":"BOOL","shape":[3],"data_offsets":[12,15]}}';
    const padded = header.padEnd(header.length + ((8 - (Buffer.byteLength(header) % 8)) % 8));
    const expected = Buffer.concat([
      file(padded),
      Buffer.from(BigInt64Array.of(7n).buffer),
      Buffer.from(Float32Array.of(1).buffer),
      Buffer.of(1, 0, 1),
    ]);
    const written = writeSafetensors({
      b: { shape: [1], data: Float32Array.of(1) },
      a: { dtype: "BOOL", shape: [3], data: Uint8Array.of(1, 0, 1) },
      z: { shape: [], data: BigInt64Array.of(7n) },
      é: { shape: [0, 4], data: new Float32Array() },
    });
    expect(Buffer.from(written).equals(expected)).toBe(true);
  });

  test("a dtype that is left out follows from the array; halves and bits keep theirs", () => {
    const records: Record<string, TensorLike> = {
      f64: { shape: [1], data: Float64Array.of(1) },
      u16: { shape: [1], data: Uint16Array.of(1) },
      f16: { dtype: "F16", shape: [1], data: Uint16Array.of(0x3c00) },
      f4: { dtype: "F4", shape: [2, 2], data: Uint8Array.of(1, 2) },
      f6: { dtype: "F6_E2M3", shape: [8], data: new Uint8Array(6) },
      c64: { dtype: "C64", shape: [2], data: Float32Array.of(1, 2, 3, 4) },
      bytes: { shape: [3], data: Buffer.from([1, 2, 3]) },
    };
    const { tensors: read } = readSafetensors(writeSafetensors(new Map(Object.entries(records))));
    const dtypes = Object.fromEntries([...read].map(([name, { dtype }]) => [name, dtype]));
    expect(dtypes).toEqual({ f64: "F64", u16: "U16", f16: "F16", f4: "F4", f6: "F6_E2M3", c64: "C64", bytes: "U8" });
    expect([...(read.get("c64")?.data ?? [])]).toEqual([1, 2, 3, 4]);
  });

  test("tensors of rnn-wasm/nn, and parts of larger arrays", async () => {
    await init();
    const values = Float32Array.of(9, 1, 2, 9);
    const { tensors: read } = readSafetensors(
      writeSafetensors({
        floats: tensor([[1, 2, 3]]),
        whole: tensor(Int32Array.of(4)),
        part: { shape: [2], data: values.subarray(1, 3) },
      }),
    );
    expect(read.get("floats")).toEqual({ dtype: "F32", shape: [1, 3], data: Float32Array.of(1, 2, 3) });
    expect(read.get("whole")).toEqual({ dtype: "I32", shape: [1], data: Int32Array.of(4) });
    expect(read.get("part")?.data).toEqual(Float32Array.of(1, 2));
  });

  test("of a Map or an object, and texts of an object, but of nothing else, whose entries would be lost", () => {
    for (const other of [null, 5, [], new Set(), Promise.resolve({}), new Float32Array(1)])
      expect(() => writeSafetensors(other as never)).toThrow(/^tensors: expected a Map or an object of tensors, got /);
    for (const other of [null, [], new Map([["a", "b"]])])
      expect(() => writeSafetensors({}, other as never)).toThrow(/^metadata: expected an object of strings, got /);
  });

  test("from bytes that lie anywhere, as copies", () => {
    const bytes = writeSafetensors({ x: { shape: [2], data: Float64Array.of(1, 2) } });
    for (let shift = 0; shift < 8; shift++) {
      const moved = new Uint8Array(bytes.length + shift).subarray(shift);
      moved.set(bytes);
      const x = readSafetensors(moved).tensors.get("x")?.data as Float64Array;
      moved.fill(0);
      expect([...x]).toEqual([1, 2]);
    }
    expect(readSafetensors(bytes.buffer).tensors.size).toBe(1);
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
    shared.set(bytes);
    expect(readSafetensors(shared).tensors.get("x")?.data.buffer).toBeInstanceOf(ArrayBuffer);
  });
});

const f32 = (begin: number, end: number, ...shape: number[]) =>
  `{"dtype":"F32","shape":[${shape}],"data_offsets":[${begin},${end}]}`;
const one = f32(0, 4, 1);

describe("what the reference reader takes is read", () => {
  test.each<[string, string, number, string[]]>([
    ["nothing", "{}", 0, []],
    ["space around everything", ` \n{ "a" :\t${one} }\r `, 4, ["a"]],
    ["no metadata", `{"__metadata__":null,"a":${one}}`, 4, ["a"]],
    ["metadata at the end", `{"a":${one},"__metadata__":{"k":"v"}}`, 4, ["a"]],
    [
      "escapes in names and words",
      `{"\\u0061\\ud83c\\udf89":{"\\u0064type":"F3\\u0032","shape":[1],"data_offsets":[0,4]}}`,
      4,
      ["a🎉"],
    ],
    ["the name of NUL", `{"\\u0000":${one}}`, 4, ["\0"]],
    ["tensors in another order than their data", `{"b":${f32(4, 8, 1)},"a":${one}}`, 8, ["b", "a"]],
    [
      "empty tensors between others",
      `{"a":${one},"b":${f32(4, 4, 0)},"c":${f32(4, 8, 1)},"d":${f32(0, 0, 3, 0)}}`,
      8,
      ["a", "b", "c", "d"],
    ],
    [
      "fields that are unknown",
      `{"a":{"x":[1,-2.5e3,{"y":null,"y":[true,false]},"\\n"],"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`,
      4,
      ["a"],
    ],
    ["a great size beside a zero", `{"a":${f32(0, 0, 2 ** 52, 0)}}`, 0, ["a"]],
    [
      "125 brackets in a field that is unknown",
      `{"a":{"x":${"[".repeat(125)}${"]".repeat(125)},"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`,
      4,
      ["a"],
    ],
  ])("%s", (_, header, body, expected) => {
    expect([...readSafetensors(file(header, body)).tensors.keys()]).toEqual(expected);
  });
});

describe("what is malformed is refused", () => {
  const field = (dtype: string, shape: string, offsets: string) =>
    `{"a":{"dtype":${dtype},"shape":${shape},"data_offsets":${offsets}}}`;
  const offsets = (text: string) => field('"F32"', "[1]", text);
  const cases: Record<string, [string | Uint8Array, number?]> = {
    "no JSON": ["{"],
    "no object": ["[]"],
    "no header": [""],
    "text after it": [`{"a":${one}} x`, 4],
    "a NUL after it": [`{"a":${one}}\0`, 4],
    "a byte order mark": [`\ufeff{"a":${one}}`, 4],
    "bad UTF-8": [Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    "a surrogate in UTF-8": [Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d])],
    "half of a pair": [`{"\\ud800":${one}}`, 4],
    "a control character": [`{"\u0001":${one}}`, 4],
    "an escape that is none": [`{"\\x61":${one}}`, 4],
    "a comma too many": [`{"a":${one},}`, 4],
    "single quotes": [`{'a':${one}}`, 4],
    "a comment": [`{/**/"a":${one}}`, 4],
    "a name twice": [`{"a":${one},"a":${one}}`, 4],
    "a name twice, once escaped": [`{"a":${one},"\\u0061":${one}}`, 4],
    "a field twice": ['{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4],
    "metadata twice": ['{"__metadata__":{},"__metadata__":{}}'],
    "metadata null, and again": ['{"__metadata__":null,"__metadata__":{}}'],
    "a key of the metadata twice": ['{"__metadata__":{"k":"1","k":"2"}}'],
    "metadata with a number": ['{"__metadata__":{"a":1}}'],
    "metadata with null": ['{"__metadata__":{"a":null}}'],
    "a tensor for metadata": [`{"__metadata__":${one}}`, 4],
    "an entry that is a list": ['{"a":["F32",[1],[0,4]]}', 4],
    "an entry that is null": ['{"a":null}'],
    "no dtype": ['{"a":{"shape":[1],"data_offsets":[0,4]}}', 4],
    "no shape": ['{"a":{"dtype":"F32","data_offsets":[0,4]}}', 4],
    "no offsets": ['{"a":{"dtype":"F32","shape":[0]}}'],
    "a dtype unknown": [field('"X9"', "[1]", "[0,4]"), 4],
    "a dtype of JavaScript's": [field('"constructor"', "[1]", "[0,4]"), 4],
    "a dtype that is null": [field("null", "[1]", "[0,4]"), 4],
    "a shape of text": [field('"F32"', '"1"', "[0,4]"), 4],
    "a shape of one number": [field('"F32"', "1", "[0,4]"), 4],
    "a fraction of a size": [field('"F32"', "[0.5]", "[0,2]"), 2],
    "a negative size": [field('"F32"', "[-1,-1]", "[0,4]"), 4],
    "a size past 2^53": [field('"F32"', "[0,9007199254740993]", "[0,0]")],
    "a size past all bounds": [field('"F32"', "[4503599627370496,4503599627370496,0]", "[0,0]")],
    "4.0": [offsets("[0,4.0]"), 4],
    "4e0": [offsets("[0,4e0]"), 4],
    "-0": [offsets("[-0,4]"), 4],
    "+4": [offsets("[0,+4]"), 4],
    "04": [offsets("[0,04]"), 4],
    "4 in text": [offsets('[0,"4"]'), 4],
    "one offset": [offsets("[0]"), 4],
    "three offsets": [offsets("[0,4,4]"), 4],
    "an offset past 2^64": [offsets("[0,18446744073709551616]"), 4],
    "a number past all numbers": ['{"a":{"x":1e999,"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4],
    "begin after end": [offsets("[4,0]"), 4],
    "fewer bytes than the shape": [field('"F32"', "[2]", "[0,4]"), 4],
    "half a byte": [field('"F4"', "[3]", "[0,2]"), 2],
    "past the end": [field('"F32"', "[2]", "[0,8]"), 4],
    "bytes left over": [`{"a":${one}}`, 8],
    "bytes of nothing": ["{}", 1],
    "a hole": [`{"a":${one},"b":${f32(8, 12, 1)}}`, 12],
    "a hole at the start": [`{"a":${f32(4, 8, 1)}}`, 8],
    "an overlap": [`{"a":${f32(0, 8, 2)},"b":${f32(4, 12, 2)}}`, 12],
    "the same bytes twice": [`{"a":${one},"b":${one}}`, 4],
    "128 levels": [
      `{"a":{"x":${"[".repeat(126)}${"]".repeat(126)},"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`,
      4,
    ],
    "a million levels": [`{"a":{"x":${"[".repeat(1e6)}`],
    "a million digits": [`{"a":{"x":${"1".repeat(1e6)}}}`],
    "an unterminated string": [`{"${"a".repeat(1e6)}`],
  };
  const refused = expect.objectContaining({ name: "RnnError", code: "ERR_FORMAT" });

  test.each(Object.keys(cases))("%s", (what) => {
    const [header, body] = cases[what] as [string, number?];
    expect(() => readSafetensors(file(header, body))).toThrow(refused);
  });

  test("a length that the file does not have", () => {
    const bytes = file(`{"a":${one}}`, 4);
    for (let length = 0; length < bytes.length; length++)
      expect(() => readSafetensors(bytes.subarray(0, length))).toThrow(refused);
    for (const length of [1, 2 ** 31, 2 ** 32 + 60, 2 ** 53]) {
      const changed = Buffer.from(bytes);
      changed.writeBigUInt64LE(BigInt(length));
      expect(() => readSafetensors(changed)).toThrow(refused);
    }
    expect(() => readSafetensors(new Uint8Array(8).fill(255))).toThrow(refused);
  });

  test.each([
    [`{"a\u200b":${f32(0, 8)}}`, '"a\\u{200B}" (U+0061 U+200B): expected 4 bytes for its shape, got 8'],
    [`{"two  words ":${f32(0, 8)}}`, '"two  words ": expected 4 bytes for its shape, got 8'],
    [`{"two words":${f32(0, 8)}}`, "two words: expected 4 bytes for its shape, got 8"],
    ['{"a":{"dtype":"F\u202e32","shape":[],"data_offsets":[0,4]}}', 'a: expected a known dtype, got "F\\u{202E}32"'],
    ['{"a":{"dtype":"F32","shape":[],"data_offsets":[0]}}', "a: expected a shape and two data_offsets, got [0]"],
    ['{"a":{"shape":[],"data_offsets":[0,4]}}', "a: expected a known dtype, got none"],
    ["\u2028", 'header: expected {, got "\\u{2028}" (U+2028) at 0'],
  ])("with a message that shows invisible characters: %o", (header, message) => {
    expect(() => readSafetensors(file(header, 4))).toThrow(
      expect.objectContaining({ message: expect.stringContaining(message) }),
    );
  });

  test.each([
    ["the archive of torch.save", "PK\x03\x04\0\0\b\b\0\0"],
    ["the pickle of an old torch.save", "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20"],
  ])("%s, with what to write instead", (_, start) => {
    const bytes = Buffer.concat([Buffer.from(start, "latin1"), Buffer.alloc(200)]);
    expect(() => readSafetensors(bytes)).toThrow(refused);
    expect(() => readSafetensors(bytes)).toThrow(/file: expected a safetensors file .*save_file, not torch\.save/);
  });

  test("with a message that is short, however long the names are", () => {
    try {
      readSafetensors(file(`{"${"a".repeat(1e5)}":${f32(0, 4, ...Array(1000).fill(9e9))}}`, 4));
      expect.unreachable();
    } catch (error) {
      expect((error as Error).message.length).toBeLessThan(300);
    }
  });

  test.each([undefined, null, 3, "x", [1, 2], {}])("no bytes: %o", (bytes) => {
    expect(() => readSafetensors(bytes as never)).toThrow(expect.objectContaining({ code: "ERR_INVALID_OPTION" }));
  });
});

test("a header of nothing but brackets, words or keys costs no more than four times its length", async () => {
  const megabytes = runs(5, 2);
  const path = createRequire(import.meta.url).resolve("rnn-wasm/safetensors");
  const program = `const { readSafetensors } = require(${JSON.stringify(path)});
    const { parentPort, workerData } = require("node:worker_threads");
    try { readSafetensors(workerData); } catch (error) { parentPort.postMessage(error.code); }`;
  for (const junk of ["[],", '{"a":0},', '"",', "1,", '"\\n",']) {
    const filling = junk.repeat((megabytes * 2 ** 20) / junk.length);
    const workerData = new Uint8Array(file(`{"a":{"x":[${filling}0]}}`));
    // Besides the heap of a worker that has just started.
    const resourceLimits = { maxOldGenerationSizeMb: 4 * megabytes + 8, maxYoungGenerationSizeMb: 4 };
    const worker = new Worker(program, { eval: true, workerData, resourceLimits });
    const code = await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
    expect(code).toBe("ERR_FORMAT");
  }
});

describe("what cannot be written is refused", () => {
  const float = { shape: [1], data: new Float32Array(1) };
  test.each<[unknown, unknown, string, RegExp]>([
    [null, {}, "ERR_INVALID_OPTION", /^tensors: /],
    [3, {}, "ERR_INVALID_OPTION", /^tensors: /],
    [{ a: undefined }, {}, "ERR_INVALID_OPTION", /^a\.data: expected a typed array, got undefined/],
    [{ a: { shape: [1], data: [1] } }, {}, "ERR_INVALID_OPTION", /^a\.data: /],
    [{ a: { shape: [1], data: new DataView(new ArrayBuffer(4)) } }, {}, "ERR_INVALID_OPTION", /^a\.data: /],
    [{ a: { shape: 1, data: new Float32Array(1) } }, {}, "ERR_INVALID_OPTION", /^a\.shape: /],
    [{ a: { shape: [-1], data: new Float32Array(1) } }, {}, "ERR_INVALID_OPTION", /^a\.shape\[0\]: /],
    [{ a: { shape: [0.5], data: new Float32Array(1) } }, {}, "ERR_INVALID_OPTION", /^a\.shape\[0\]: /],
    [{ a: { ...float, dtype: "float16" } }, {}, "ERR_INVALID_OPTION", /^a\.dtype: /],
    [{ a: { ...float, dtype: "I32" } }, {}, "ERR_DTYPE", /^a\.data: expected Int32Array, got Float32Array/],
    // biome-ignore lint/suspicious/noSparseArray: the holes are the test
    [{ a: { ...float, shape: [1, ,] } }, {}, "ERR_INVALID_OPTION", /^a\.shape\[1\]: .*got undefined/],
    [{ a: { ...float, shape: [2] } }, {}, "ERR_SHAPE", /^a\.data: expected 8 bytes for shape \[2\], got 4/],
    [{ a: { ...float, shape: [] } }, {}, "ok", /^/],
    [{ __metadata__: float }, {}, "ERR_INVALID_OPTION", /^name: /],
    [{ "\ud800": float }, {}, "ERR_INVALID_OPTION", /^name: /],
    [new Map([[1, float]]), {}, "ERR_INVALID_OPTION", /^name: /],
    [{}, { a: 1 }, "ERR_INVALID_OPTION", /^metadata\.a: /],
    [{}, { a: "\udc00" }, "ERR_INVALID_OPTION", /^metadata\.a: /],
    [{}, null, "ERR_INVALID_OPTION", /^metadata: /],
  ])("%o, %o", (given, metadata, code, message) => {
    const write = () => writeSafetensors(given as never, metadata as never);
    if (code === "ok") return expect(write).not.toThrow();
    expect(write).toThrow(RnnError);
    expect(write).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  });
});

test("PyTorch's files are read as JSON.parse and a view would read them", () => {
  const bytes = readFileSync(new URL("../fixtures/pytorch/tagger_odd_sizes.safetensors", import.meta.url));
  const { length, text } = headerOf(bytes);
  const { __metadata__, ...entries } = JSON.parse(text);
  const { tensors: read, metadata } = readSafetensors(bytes);
  expect(metadata).toEqual(__metadata__);
  expect([...read.keys()]).toEqual(Object.keys(entries));
  for (const [name, { dtype, shape, data }] of read) {
    const [begin, end] = entries[name].data_offsets;
    expect([dtype, shape]).toEqual([entries[name].dtype, entries[name].shape]);
    expect(bitsOf(data).equals(bytes.subarray(8 + length + begin, 8 + length + end))).toBe(true);
  }
});
