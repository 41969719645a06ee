/**
 * Tells what somebody's data is good for: numbers are forecast, texts with labels are classified, pairs of equal length are deciphered, and
 * a text is gone on with.
 */
import { parsePairs } from "./decipher/pairs-text.js";
import { parseSeries } from "./forecast/series.js";
import { parseLabeled } from "./names/settings.js";
import type { SubjectName } from "./protocol.js";
import { reasonOf } from "./reason.js";
import { parseText } from "./write/settings.js";

export interface Proposal {
  readonly view: SubjectName;
  /** What was found, such as "120 numbers". */
  readonly found: string;
}

/** A class has at least this many examples, on average. */
const fewestPerLabel = 3;

const readers: readonly (readonly [SubjectName, (text: string) => string])[] = [
  ["forecast", (text) => `${parseSeries(text).values.length} numbers, one after another`],
  [
    "decipher",
    (text) => {
      const pairs = parsePairs(text);
      // A label that happens to be as long as its text does not make a pair.
      const targets = new Set(pairs.map(([, target]) => [...target].join(" ")));
      if (targets.size < pairs.length / fewestPerLabel) throw new Error("The second column has few different values");
      return `${pairs.length} pairs, as long on both sides`;
    },
  ],
  [
    "names",
    (text) => {
      const labeled = parseLabeled(text);
      const labels = new Set(labeled.map(([, label]) => label));
      if (labels.size < 2 || labels.size > labeled.length / fewestPerLabel)
        throw new Error(
          `${labels.size} different labels are too ${labels.size < 2 ? "few" : "many"} for ${labeled.length} lines`,
        );
      return `${labeled.length} texts with ${labels.size} labels`;
    },
  ],
  [
    "write",
    (text) => {
      const { items } = parseText(text);
      return items ? `${items.length} names` : `a text of ${text.length.toLocaleString("en")} letters`;
    },
  ],
];

/** The views that can learn from a text, the likeliest first; and why the others cannot. */
export function proposalsFor(text: string): {
  readonly proposals: readonly Proposal[];
  readonly reasons: readonly (readonly [view: SubjectName, reason: string])[];
} {
  const proposals: Proposal[] = [];
  const reasons: [SubjectName, string][] = [];
  for (const [view, read] of readers) {
    try {
      proposals.push({ view, found: read(text) });
    } catch (error) {
      reasons.push([view, reasonOf(error)]);
    }
  }
  return { proposals, reasons };
}
