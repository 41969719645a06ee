/** The sizes of the wasm's functions: V8 compiles function by function, and a first run is over before large ones are optimized. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readLeb128 } from "../../scripts/wasm/leb128.mjs";

const folder = new URL("../../ts/core/generated/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".wasm"));
const code = 10;

/** The bytes of each function's body, the largest first. */
function functionSizes(wasm: Uint8Array): number[] {
  for (let start = 8; start < wasm.length; ) {
    const [length, body] = readLeb128(wasm, start + 1);
    if (wasm[start] !== code) {
      start = body + length;
      continue;
    }
    const [count, first] = readLeb128(wasm, body);
    let at = first;
    const sizes = Array.from({ length: count }, () => {
      const [size, begin] = readLeb128(wasm, at);
      at = begin + size;
      return size;
    });
    return sizes.sort((a, b) => b - a);
  }
  throw new Error("the wasm file has no code");
}

// The forward pass of one sequence holds product and activations: apart, a step of the tutorial takes 4 to 8 % longer.
test.each(files)("%s has no function above 2.5 KB but one of 3", (name) => {
  const [largest = 0, second = 0] = functionSizes(readFileSync(new URL(name, folder)));
  expect(largest).toBeLessThanOrEqual(3 * 1024);
  expect(second).toBeLessThanOrEqual(2.5 * 1024);
});
