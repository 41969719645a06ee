/** Sorting the bytes of wasm files must be lossless and make them compress better. */
import { readdirSync, readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { sorter } from "../../scripts/build/sorter.mjs";
import { restored } from "../../ts/core/restore.js";

const folder = new URL("../../ts/core/generated/", import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith(".wasm"));
const sorted = await sorter();

describe.each(names)("%s", (name) => {
  const wasm = readFileSync(new URL(name, folder));

  test("is restored", async () => {
    expect(wasm.equals(restored(sorted(wasm)))).toBe(true);
  });

  // In a small file there is less to find.
  test("compresses better when it is sorted, by a tenth if it is large", () => {
    const packed = (bytes: Uint8Array) => deflateRawSync(bytes, { level: 9 }).length;
    expect(packed(sorted(wasm))).toBeLessThan((wasm.length > 20_000 ? 9 / 10 : 1) * packed(wasm));
  });
});

test("restores instructions that it does not know", async () => {
  // A body of `table.get 5`, `ref.null func` and `f64x2.splat`, between two other sections.
  const body = [0, 0x25, 5, 0xd0, 0x70, 0xfd, 0x14, 0x0b];
  const code = [10, body.length + 2, 1, body.length, ...body];
  const wasm = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 0, 3, 1, 0x78, 9, ...code, 11, 1, 0);
  expect(restored(sorted(wasm))).toEqual(wasm);
});

test("restores each of several files", async () => {
  const [first, second] = names.slice(0, 2).map((name) => readFileSync(new URL(name, folder))) as [Buffer, Buffer];
  const both = Buffer.concat([sorted(first), sorted(second)]);
  expect(first.equals(restored(both))).toBe(true);
  expect(second.equals(restored(both, 1))).toBe(true);
});
