import fc from "fast-check";

const surrogates = { first: 0xd800, count: 0x800 };

/**
 * Any code point but surrogates, as a string. fast-check's own unit for it, "binary", has the same ones, and begins with seconds for a table of
 * a million.
 */
export const codePoint = fc.integer({ min: 0, max: 0x10ffff - surrogates.count }).map(
  (index) => String.fromCodePoint(index < surrogates.first ? index : index + surrogates.count),
  (value) => {
    const [point, ...more] = typeof value === "string" ? value : "";
    if (point === undefined || more.length > 0) throw new TypeError("expected one code point");
    const index = point.codePointAt(0) as number;
    return index < surrogates.first ? index : index - surrogates.count;
  },
);
