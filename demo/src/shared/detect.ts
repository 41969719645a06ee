/**
 * Detects which view the user's data is for: numbers are forecast, texts with labels are classified, pairs of equal length are deciphered, and
 * a text is gone on with.
 */
import { parsePairs, type Words } from "./decipher/pairs-text.js";
import { parseSeries } from "./forecast/series.js";
import { parseLabeled } from "./names/settings.js";
import type { SubjectName } from "./protocol.js";
import { reasonOf } from "./reason.js";
import { parseText } from "./write/settings.js";

/** The beginning of what was understood, as a table. */
export interface Understood {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** All numbers of a series, to draw. */
  readonly values?: readonly number[];
}

export interface Proposal {
  readonly view: SubjectName;
  /** What was found, such as "120 numbers". */
  readonly found: string;
  readonly understood: Understood;
}

/** A class has at least this many examples, on average. */
const fewestPerLabel = 3;

const shownRows = 4;

/** The beginning of a list as rows. */
const rowsOf = <T>(list: readonly T[], row: (one: T, i: number) => readonly string[]) =>
  list.slice(0, shownRows).map(row);

const readers: Readonly<Record<SubjectName, (text: string) => Omit<Proposal, "view">>> = {
  forecast(text) {
    const { values, times, name = "value" } = parseSeries(text);
    return {
      found: `${whole(values.length)} numbers, one after another`,
      understood: {
        head: [times ? "row" : "", name],
        rows: rowsOf(values, (value, i) => [times?.[i] ?? String(i + 1), String(value)]),
        values,
      },
    };
  },
  decipher(text) {
    const pairs = parsePairs(text);
    // A label that happens to be as long as its text does not make a pair.
    const targets = new Set(pairs.map(([, target]) => [...target].join(" ")));
    if (targets.size < pairs.length / fewestPerLabel) throw new Error("The second column has few different values");
    const side = (words: Words) => (typeof words === "string" ? words : words.join(" "));
    return {
      found: `${whole(pairs.length)} pairs, as long on both sides`,
      understood: { head: ["input", "target"], rows: rowsOf(pairs, (pair) => pair.map(side)) },
    };
  },
  names(text) {
    const labeled = parseLabeled(text);
    const labels = new Set(labeled.map(([, label]) => label));
    if (labels.size < 2 || labels.size > labeled.length / fewestPerLabel)
      throw new Error(
        `${labels.size} different labels are too ${labels.size < 2 ? "few" : "many"} for ${labeled.length} lines`,
      );
    return {
      found: `${whole(labeled.length)} texts with ${labels.size} labels`,
      understood: { head: ["text", "label"], rows: rowsOf(labeled, (pair) => pair) },
    };
  },
  write(text) {
    const { items } = parseText(text);
    const lines = items ?? text.split("\n").filter((line) => line.trim() !== "");
    return {
      found: items ? `${whole(items.length)} names` : `a text of ${whole(text.length)} letters`,
      understood: { head: [items ? "name" : "text"], rows: rowsOf(lines, (line) => [line]) },
    };
  },
};

const whole = (count: number) => count.toLocaleString("en");

/** The views that can learn from a text, the likeliest first; and why the others cannot. */
export function proposalsFor(text: string): {
  readonly proposals: readonly Proposal[];
  readonly reasons: readonly (readonly [view: SubjectName, reason: string])[];
} {
  const proposals: Proposal[] = [];
  const reasons: [SubjectName, string][] = [];
  for (const [view, read] of Object.entries(readers) as [SubjectName, (typeof readers)[SubjectName]][]) {
    try {
      proposals.push({ view, ...read(text) });
    } catch (error) {
      reasons.push([view, reasonOf(error)]);
    }
  }
  return { proposals, reasons };
}
