/**
 * Checks arguments. All messages have the form `name: expected X, got Y`.
 */
import { quote } from "./quote.js";
import { isRecord } from "./realms.js";
import { RnnError } from "./rnn-error.js";

/** Bounds of a number: `min` and `max` included, `above` and `below` not. */
export interface Range {
  readonly min?: number;
  readonly max?: number;
  readonly above?: number;
  readonly below?: number;
}

/** Formats a value for a message: short, with strings in quotes. */
export function show(value: unknown): string {
  if (typeof value === "string") return quote(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) {
    if (value.length > 8) return `an array of ${value.length}`;
    return `[${value.map((item) => (Array.isArray(item) ? "[…]" : show(item))).join(", ")}]`;
  }
  const name = (Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null)?.constructor?.name;
  return name && name !== "Object" ? `a value of type ${name}` : "an object";
}

/** The error about an option with an invalid value. */
export function invalidOption(name: string, wanted: string, got: unknown): RnnError {
  return new RnnError("ERR_INVALID_OPTION", `${name}: expected ${wanted}, got ${show(got)}`);
}

/** The Damerau–Levenshtein distance: insertions, deletions, substitutions and swaps of neighbors. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + Number(a[i - 1] !== b[j - 1]);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? (before[j - 2] as number) + 1 : change;
      next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, change, swap));
    }
    [before, row] = [row, next];
  }
  return row[b.length] as number;
}

const plain = (name: string): string => name.replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();

/**
 * The known name that `name` most likely stands for, or undefined if none is similar: `hidden_size` and `hiddensize` mean hiddenSize,
 * `layers` numLayers, `learningRate` lr.
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const given = plain(name.slice(0, 60));
  const initials = plain((name.match(/[A-Z]|(?<![A-Za-z])[a-z]/g) ?? []).join(""));
  let best: string | undefined;
  let minDistance = Math.max(2, given.length / 2.5);
  for (const candidate of known) {
    const other = plain(candidate);
    const [short, long] = given.length < other.length ? [given, other] : [other, given];
    const isAbbreviation = (short.length > 2 && long.includes(short)) || initials === other;
    const d = Math.min(distance(given, other), isAbbreviation ? 1.5 : Number.POSITIVE_INFINITY);
    // Names that have nothing in common are not similar, however short they are.
    if (d < minDistance && d < long.length) [best, minDistance] = [candidate, d];
  }
  return best;
}

/** Throws unless `options` is an object with known keys only; the message suggests the nearest known key. */
export function checkKeys(what: string, options: unknown, known: readonly string[]): void {
  if (!isRecord(options)) throw invalidOption(what, `an object such as { ${known[0]} }`, options);
  for (const key of Object.keys(options)) {
    if (known.includes(key) || (options as Record<string, unknown>)[key] === undefined) continue;
    const near = nearest(key, known);
    const hint = near === undefined ? `known options: ${known.join(", ")}` : `did you mean ${near}?`;
    throw new RnnError("ERR_INVALID_OPTION", `${what}: unknown option ${show(key)}; ${hint}`);
  }
}

/** Checks for a finite number within a range. */
export function checkNumber(name: string, value: unknown, range: Range = {}): number {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, above, below } = range;
  const inside =
    typeof value === "number" &&
    Number.isFinite(value) &&
    value >= min &&
    value <= max &&
    (above === undefined || value > above) &&
    (below === undefined || value < below);
  if (inside) return value;
  const bounds = [
    range.min !== undefined && `≥ ${min}`,
    above !== undefined && `> ${above}`,
    range.max !== undefined && `≤ ${max}`,
    below !== undefined && `< ${below}`,
  ].filter(Boolean);
  throw invalidOption(name, bounds.length > 0 ? `a number ${bounds.join(" and ")}` : "a finite number", value);
}

/** Checks for an integer in [min, max], where `max` defaults to the largest safe integer. Returns 0 for −0. */
export function checkInteger(name: string, value: unknown, min: number, max = Number.MAX_SAFE_INTEGER): number {
  if (Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max)
    return (value as number) || 0;
  const kind = min === 1 ? "a positive integer" : "an integer";
  const low = min !== 1 && min > Number.MIN_SAFE_INTEGER ? ` ≥ ${min}` : "";
  throw invalidOption(name, `${kind}${low}${max < Number.MAX_SAFE_INTEGER ? `${low && " and"} ≤ ${max}` : ""}`, value);
}

/** Checks for one of the allowed words. */
export function checkOneOf<T extends string>(name: string, value: unknown, allowed: readonly T[]): T {
  if (allowed.includes(value as T)) return value as T;
  const near = typeof value === "string" ? nearest(value, allowed) : undefined;
  const words = allowed.map((word) => `"${word}"`).join(" | ");
  const error = invalidOption(name, words, value);
  throw near === undefined ? error : new RnnError(error.code, `${error.message}; did you mean "${near}"?`);
}

/** Checks for true or false. */
export function checkBoolean(name: string, value: unknown): boolean {
  if (typeof value !== "boolean") throw invalidOption(name, "true or false", value);
  return value;
}

/** Whether a string has no lone surrogates, which UTF-8 cannot encode. (`String.prototype.isWellFormed` came with ES2024.) */
export const isWellFormed = (text: string): boolean => !/[\ud800-\udfff]/u.test(text);
