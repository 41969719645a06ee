/**
 * Reads the gates and states of a layer.
 */
import { type UnitPart, unitParts } from "../../../../ts/model/cells.js";
import { memoryPart } from "../../shared/memory-part.js";
import type { Inside } from "../../shared/protocol.js";

export type PartReader = (part: UnitPart, step: number, unit: number) => number;

export function readerOf({ parts, directions, reads }: Inside, layer: number): PartReader {
  const direction = directions[layer];
  return (part, step, unit) => {
    if (!direction) return 0;
    return direction.values[(parts.indexOf(part) * reads.length + step) * direction.hidden + unit] ?? 0;
  };
}

/** All values of a part in a layer. */
export function valuesOf({ parts, directions, reads }: Inside, layer: number, part: UnitPart): Float32Array {
  const { values = new Float32Array(), hidden = 0 } = directions[layer] ?? {};
  const from = parts.indexOf(part) * reads.length * hidden;
  return values.subarray(from, from + reads.length * hidden);
}

/** The part that carries the memory from step to step. */
export const memoryOf = ({ parts }: Inside): UnitPart => memoryPart(parts);

/** The units, those first that are strongest early: a unit's place tells when it acts. */
export function unitsByTime(inside: Inside, layer: number): number[] {
  const read = readerOf(inside, layer);
  const part = memoryOf(inside);
  const hidden = inside.directions[layer]?.hidden ?? 0;
  const peakOf = (unit: number) => {
    let [peak, top] = [0, -1];
    for (let t = 0; t < inside.reads.length; t++) {
      const strength = Math.abs(read(part, t, unit));
      if (strength > top) [peak, top] = [t, strength];
    }
    return peak;
  };
  const peaks = Array.from({ length: hidden }, (_, unit) => peakOf(unit));
  return peaks.map((_, unit) => unit).sort((a, b) => (peaks[a] as number) - (peaks[b] as number) || a - b);
}

/** The units whose memory changes most over the sequence, the liveliest first. */
export function liveliest(inside: Inside, layer: number, count: number): number[] {
  const read = readerOf(inside, layer);
  const part = memoryOf(inside);
  const changeOf = (unit: number) => {
    let change = 0;
    for (let t = 1; t < inside.reads.length; t++) change += Math.abs(read(part, t, unit) - read(part, t - 1, unit));
    return change;
  };
  const changes = Array.from({ length: inside.directions[layer]?.hidden ?? 0 }, (_, unit) => changeOf(unit));
  const units = changes.map((_, unit) => unit);
  return units.sort((a, b) => (changes[b] as number) - (changes[a] as number) || a - b).slice(0, count);
}

/** What a state is for its cell; undefined for gates. The words are those of the glossary. */
export function roleOf(part: UnitPart, inside: Inside): string | undefined {
  if (part === memoryOf(inside)) return "memory";
  return part === "h" ? "what it shows" : undefined;
}

export function titleOf(part: UnitPart, inside: Inside): string {
  const role = roleOf(part, inside);
  return `${part}, ${unitParts[part].name}${role ? `: ${role}` : ""}`;
}

/** The step whose state a step continues; undefined where it begins with zeros, or with a state that is not shown. */
export function stepBefore({ forgets, directions, reads }: Inside, layer: number, step: number): number | undefined {
  const before = step + (directions[layer]?.isReverse ? 1 : -1);
  return forgets || before < 0 || before >= reads.length ? undefined : before;
}

/** The answer to show at a step: the letter that was drawn where it writes by itself, otherwise the likeliest one. */
export const answerAt = ({ says, taken, ownFrom }: Inside, step: number) =>
  ownFrom !== undefined && step + 1 >= ownFrom ? taken[step] : says[step]?.[0];

/** The number of a step, counted as in the data: without a symbol for the start, and by rows of a series. */
export function stepNumber({ series, starts }: Inside, step: number, stepKind: string): string {
  if (series) return `row ${series.firstRow + step + 1}`;
  return step < starts ? "the start" : `${stepKind} ${step + 1 - starts}`;
}

/** The number of a step among all, and of one that is pointed at but not shown. */
export function placeOf(inside: Inside, step: number, stepKind: string): string {
  const { series, starts, reads } = inside;
  const last = reads.length - 1;
  const number = stepNumber(inside, step, stepKind);
  if (step < 0 || step > last) {
    const [from, to] = [starts, last].map((end) => stepNumber(inside, end, stepKind).replace(/^\D+/, ""));
    return `${number}: not in this window (${from} to ${to})`;
  }
  if (step < starts) return "before the first letter";
  return `${number} of ${series?.rows ?? reads.length - starts}`;
}

/** How a step is called: its date, or what is read there. */
export const stepName = ({ series, reads }: Inside, t: number): string => series?.times[t] ?? reads[t] ?? "";

export const stepNames = (inside: Inside): string[] => inside.reads.map((_, t) => stepName(inside, t));
