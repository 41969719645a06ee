/** The order in which the wasm is packed: nothing may be lost by it, and it must be worth the walk. */
import { readdirSync, readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { sorted, unsorted } from "../../ts/core/wasm-parts.js";

const folder = new URL("../../ts/core/generated/", import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith(".wasm"));

describe.each(names)("%s", (name) => {
  const wasm = readFileSync(new URL(name, folder));

  test("is itself again out of its parts", () => {
    expect(wasm.equals(unsorted(sorted(wasm)))).toBe(true);
  });

  test("packs an eighth shorter in parts", () => {
    const packed = (bytes: Uint8Array) => deflateRawSync(bytes, { level: 9 }).length;
    expect(packed(sorted(wasm))).toBeLessThan((7 / 8) * packed(wasm));
  });
});

test("instructions that the walk does not know come back too", () => {
  // A body of `table.get 5`, `ref.null func` and `f64x2.splat`, between a section of its own kind and one more.
  const body = [0, 0x25, 5, 0xd0, 0x70, 0xfd, 0x14, 0x0b];
  const code = [10, body.length + 2, 1, body.length, ...body];
  const wasm = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 0, 3, 1, 0x78, 9, ...code, 11, 1, 0);
  expect(unsorted(sorted(wasm))).toEqual(wasm);
});
