/** The sizes of the wasm's functions: V8 compiles function by function, and a first run is over before large ones are optimized. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readLeb128 } from "../../scripts/wasm/leb128.mjs";

const folder = new URL("../../ts/core/generated/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".wasm"));
const code = 10;

/** The bytes of each function's body. */
function functionSizes(wasm: Uint8Array): number[] {
  for (let start = 8; start < wasm.length; ) {
    const [length, body] = readLeb128(wasm, start + 1);
    if (wasm[start] !== code) {
      start = body + length;
      continue;
    }
    const [count, first] = readLeb128(wasm, body);
    let at = first;
    return Array.from({ length: count }, () => {
      const [size, begin] = readLeb128(wasm, at);
      at = begin + size;
      return size;
    });
  }
  throw new Error("the wasm file has no code");
}

test.each(files)("%s has no function above 2.5 KB", (name) => {
  const sizes = functionSizes(readFileSync(new URL(name, folder)));
  expect(Math.max(...sizes)).toBeLessThanOrEqual(2.5 * 1024);
});
