// Results that take seconds to compute, kept in .cache/ by a hash of what they are made from.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { root } from "./paths.mjs";

/**
 * @param {string} kind the folder in .cache/
 * @param {(string | Uint8Array)[]} from all that the result depends on
 * @param {() => Uint8Array | Promise<Uint8Array>} make
 * @param {(kept: Buffer) => boolean} isRight whether a kept result is whole
 * @returns {Promise<Buffer>}
 */
export async function cached(kind, from, make, isRight) {
  const hash = createHash("sha256");
  for (const part of from) hash.update(part);
  const path = `${root}.cache/${kind}/${hash.digest("hex")}`;
  const kept = existsSync(path) ? readFileSync(path) : undefined;
  if (kept && isRight(kept)) return kept;
  const made = Buffer.from(await make());
  mkdirSync(`${root}.cache/${kind}`, { recursive: true });
  writeFileSync(path, made);
  return made;
}
