/**
 * Runs inside a page's program: compares values with the comments after them, and waits before each block for its turn.
 * The test (reader.ts) is at the other end of the channel.
 */
import { inspect, isDeepStrictEqual } from "node:util";
import "./simd128.mjs";

let printed = "";
let failures = [];
process.stdout.write = (text) => {
  printed += text;
  return true;
};

const tell = () => {
  process.send({ printed, failures });
  [printed, failures] = ["", []];
};

/** Before a block: the one before is done, this one's turn comes when the test says so. */
export async function $turn() {
  tell();
  await new Promise((resolve) => process.once("message", resolve));
}

process.once("beforeExit", tell);

/** A statement's value, and what the comment behind it says. */
export function $equal(line, value, said) {
  if (!isSame(value, said)) failures.push(`${line}: expected ${inspect(said)}, got ${inspect(value)}`);
}

/** Numbers of a page with decimals are rounded there. */
function isSame(value, said) {
  if (typeof said === "number" && typeof value === "number") {
    const decimals = String(said).split(".")[1]?.length ?? 0;
    return decimals === 0 ? Object.is(value, said) : Math.abs(value - said) < 1.5 * 10 ** -decimals;
  }
  if (!Array.isArray(said)) return isDeepStrictEqual(value, said);
  const isList = Array.isArray(value) || ArrayBuffer.isView(value);
  return isList && value.length === said.length && said.every((each, i) => isSame(value[i], each));
}
