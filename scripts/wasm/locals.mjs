// Numbers the locals of each function in the order of their first use, whatever their types. A function mostly writes a local where it first
// uses it, so the packed form need not tell which one (crates/wasm-order): it is 2.5 % smaller. The file itself is 0.3 % larger, because
// locals of one type no longer follow one another. Binaryen always groups them by type, so this edits the bytes.
import { codeOf, endOfInstruction, isLocal, localsOf } from "./code.mjs";
import { leb128, readLeb128 } from "./leb128.mjs";

/**
 * @param {Uint8Array} wasm
 * @param {number[]} parameters how many parameters each function has that the file defines
 */
export function withLocalsInOrder(wasm, parameters) {
  const found = codeOf(wasm);
  if (!found) return wasm;
  const bodies = found.bodies.map(({ start, end }, index) => {
    const ordered = bodyInOrder(wasm.subarray(start, end), parameters[index]);
    return Buffer.from([...leb128(ordered.length), ...ordered]);
  });
  const section = Buffer.concat([Buffer.from(leb128(bodies.length)), ...bodies]);
  const [before, after] = [wasm.subarray(0, found.start + 1), wasm.subarray(found.end)];
  return Buffer.concat([before, Buffer.from(leb128(section.length)), section, after]);
}

function bodyInOrder(body, parameters) {
  const { types, code: start } = localsOf(body, 0);
  /** The new index of each local, in the order of their first use. */
  const order = new Map();
  const code = [];
  for (let at = start; at < body.length; ) {
    const end = endOfInstruction(body, at);
    const [local] = isLocal(body[at]) ? readLeb128(body, at + 1) : [-1];
    if (local >= parameters && !order.has(local)) order.set(local, parameters + order.size);
    if (local >= parameters) code.push(body[at], ...leb128(order.get(local)));
    else code.push(...body.subarray(at, end));
    at = end;
  }
  const declared = [];
  for (const local of order.keys()) {
    const type = types[local - parameters];
    if (declared.at(-1)?.type === type) declared.at(-1).count++;
    else declared.push({ type, count: 1 });
  }
  return [...leb128(declared.length), ...declared.flatMap(({ type, count }) => [...leb128(count), type]), ...code];
}
