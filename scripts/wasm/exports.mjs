// Shortens the names of wasm exports, which take space both in the wasm and in the glue.
import { leb128, readLeb128 } from "./leb128.mjs";

const exportSection = 7;
/** Exports that code other than the glue uses. */
const kept = new Set(["memory"]);

/**
 * Assigns short names, independent of the order of the exports.
 * @param {Uint8Array} wasm
 * @returns {Promise<Map<string, string>>}
 */
export async function shortNames(wasm) {
  const names = WebAssembly.Module.exports(await WebAssembly.compile(wasm)).map(({ name }) => name);
  return new Map(names.sort().map((name, i) => [name, kept.has(name) ? name : exportName(i)]));
}

/** Starts at a0: a name must be an identifier, because the glue writes `wasm.a0`. */
export const exportName = (i) => (360 + i).toString(36);

/**
 * @param {Uint8Array} wasm
 * @param {Map<string, string>} names
 */
export function withExports(wasm, names) {
  const { start, body, end } = sectionOf(wasm);
  let [count, at] = readLeb128(wasm, body);
  const renamed = leb128(count);
  for (; count > 0; count--) {
    const [length, nameStart] = readLeb128(wasm, at);
    const kind = nameStart + length;
    const old = String(Buffer.from(wasm.subarray(nameStart, kind)));
    if (!names.has(old)) throw new Error(`the wasm file exports ${old}, for which there is no short name`);
    const name = Buffer.from(names.get(old));
    [, at] = readLeb128(wasm, kind + 1);
    renamed.push(...leb128(name.length), ...name, ...wasm.subarray(kind, at));
  }
  const section = Buffer.from([exportSection, ...leb128(renamed.length), ...renamed]);
  return Buffer.concat([wasm.subarray(0, start), section, wasm.subarray(end)]);
}

/** Finds the section of exports, from `start` to `end`, and the list in it. */
function sectionOf(wasm) {
  const header = 8;
  for (let start = header; start < wasm.length; ) {
    const [length, body] = readLeb128(wasm, start + 1);
    if (wasm[start] === exportSection) return { start, body, end: body + length };
    start = body + length;
  }
  throw new Error("the wasm file has no exports");
}
