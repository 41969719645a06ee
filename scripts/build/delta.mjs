// Writes the difference between two files that are much alike, such as the two builds of the core, for ts/core/delta.ts, which describes
// the form. zlib cannot do this: both builds are longer than its window of 32 KB.
import { leb128 } from "../wasm/leb128.mjs";

/** The shortest piece that is worth a copy. */
const shortest = 4;

/** Places to look at for each piece; more do not make the result smaller. */
const most = 300;

/** @returns {Buffer} */
export function deltaOf(base, file) {
  const all = Buffer.concat([base, file]);
  const copies = copiesIn(all, base.length);
  const literals = [];
  const [counts, lengths, distances] = [[], [], []];
  let [at, from] = [base.length, 0];
  for (const copy of copies) {
    counts.push(copy.at - at);
    lengths.push(copy.length);
    distances.push(zigzag(copy.from - from));
    literals.push(all.subarray(at, copy.at));
    [at, from] = [copy.at + copy.length, copy.from + copy.length];
  }
  literals.push(all.subarray(at));
  const head = Buffer.alloc(4);
  head.writeInt16BE(file.length - base.length);
  head.writeUInt16BE(copies.length, 2);
  return Buffer.concat([head, Buffer.from([...counts, ...lengths, ...distances].flatMap(leb128)), ...literals]);
}

/**
 * The copies of the cheapest way to make what follows the base. Each place keeps only the cheapest way to it, with where the latest copy
 * ended, because a copy from there takes the fewest bytes.
 */
function copiesIn(all, start) {
  const places = new Map();
  const note = (at) => {
    const key = all.readUInt32LE(at);
    const known = places.get(key);
    if (known) known.push(at);
    else places.set(key, [at]);
  };
  for (let at = 0; at + shortest <= start; at++) note(at);
  const ways = Array.from({ length: all.length + 1 }, () => ({ cost: Number.POSITIVE_INFINITY, end: 0 }));
  ways[start].cost = 0;
  const offer = (at, way) => {
    if (way.cost < ways[at].cost) ways[at] = way;
  };
  for (let at = start; at < all.length; at++) {
    const { cost, end, copy } = ways[at];
    // A literal that follows a copy makes the latter's list longer.
    offer(at + 1, { cost: cost + (copy ? 1.3 : 1), end: end + 1, before: at });
    if (at + shortest > all.length) continue;
    for (const from of [...(places.get(all.readUInt32LE(at))?.slice(-most) ?? []), end]) {
      const length = common(all, from, at);
      if (length < shortest) continue;
      const distance = zigzag(from - end);
      const price = cost + (distance === 0 ? 0.6 : leb128(distance).length + 0.3) + 0.9 * leb128(length).length;
      for (const part of [length, Math.min(length, 127), shortest])
        offer(at + part, { cost: price, end: from + part, before: at, copy: { at, from, length: part } });
    }
    note(at);
  }
  const copies = [];
  for (let at = all.length; at > start; at = ways[at].before) if (ways[at].copy) copies.unshift(ways[at].copy);
  return copies;
}

/** How many bytes from `from` and `at` on are the same, without reading what the copy itself would write. */
function common(all, from, at) {
  let length = 0;
  while (at + length < all.length && from + length < at && all[from + length] === all[at + length]) length++;
  return length;
}

const zigzag = (value) => (value < 0 ? -2 * value - 1 : 2 * value);
