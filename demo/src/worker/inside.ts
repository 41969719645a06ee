/**
 * What goes on inside a network while it reads a sequence.
 */
import type { Answer, Inside } from "../shared/protocol.js";
import { influenceOf, statesAt } from "./influence.js";
import { type Computed, compute, type Network, softmaxed } from "./network.js";

interface Reading {
  /** The inputs' rows, one after another, and how they are shown. */
  readonly rows: Float32Array;
  readonly reads: readonly string[];
  /** Whether each step is read by itself, from a zero state. */
  readonly isAlone?: boolean;
  readonly influence: boolean;
  /** The answers at a step, likeliest first. */
  readonly answersAt: (computed: Computed, t: number) => Answer[];
  /** The output that counts at a step, and how it is shown; by default the likeliest one. */
  readonly takenAt?: (t: number) => { readonly output: number; readonly text: string } | undefined;
  readonly ownFrom?: number;
  readonly starts?: number;
  /** Steps at the beginning that are read, but not shown. */
  readonly readBefore?: number;
}

/** The number of answers to show of each step. */
const shownAnswers = 5;

/** @returns also the computed outputs */
export function insideOf(
  network: Network,
  { rows, reads, isAlone = false, influence, answersAt, takenAt, ownFrom, starts = 0, readBefore = 0 }: Reading,
): { readonly inside: Inside; readonly computed: Computed } {
  const all = computeSteps(network, rows, isAlone);
  const computed = readBefore === 0 ? all : without(all, readBefore);
  const { parts, directions, outputs, numOutputs } = computed;
  const answers = reads.map((_, t) => answersAt(computed, t));
  const winners = reads.map(
    (_, t) => takenAt?.(t)?.output ?? indexOfMax(outputs.subarray(t * numOutputs, (t + 1) * numOutputs)),
  );
  const inside = {
    reads,
    says: answers.map((list) => list.slice(0, shownAnswers)),
    taken: answers.map((list, t) => {
      const text = takenAt?.(t)?.text ?? list[0]?.text;
      return list.find((answer) => answer.text === text) ?? { text: "", share: 0 };
    }),
    starts,
    ownFrom,
    readBefore,
    forgets: isAlone,
    parts,
    directions,
    ...(influence && {
      influence: influenceOf(network, rows.subarray(readBefore * network.inputSize), winners, {
        isAlone,
        before: readBefore === 0 || isAlone ? [] : statesAt(all, readBefore - 1),
      }),
    }),
  };
  return { inside, computed };
}

/** What is computed after the first steps. */
function without({ parts, directions, outputs, numOutputs }: Computed, steps: number): Computed {
  return {
    parts,
    directions: directions.map((direction) => {
      const { hidden, values } = direction;
      const size = values.length / parts.length;
      const kept = parts.map((_, p) => values.subarray(p * size + steps * hidden, (p + 1) * size));
      const shown = new Float32Array(parts.length * (size - steps * hidden));
      for (const [p, part] of kept.entries()) shown.set(part, p * part.length);
      return { ...direction, values: shown };
    }),
    outputs: outputs.subarray(steps * numOutputs),
    numOutputs,
  };
}

/** @param isAlone whether each step is read by itself, from a zero state */
export const computeSteps = (network: Network, rows: Float32Array, isAlone: boolean): Computed =>
  compute(network, rows, new Set(isAlone ? Array(rows.length / network.inputSize).keys() : []));

/** The answers of a model that gives probabilities of symbols or labels. */
export function classAnswers(names: readonly string[]): Reading["answersAt"] {
  let shares: Float32Array | undefined;
  return (computed, t) => {
    shares ??= softmaxed(computed);
    const { numOutputs } = computed;
    const row = shares.subarray(t * numOutputs, (t + 1) * numOutputs);
    const answers = Array.from(row, (share, k) => ({ text: names[k] ?? "?", share }));
    return answers.sort((a, b) => b.share - a.share);
  };
}

function indexOfMax(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[best] as number)) best = i;
  return best;
}

/** The index of each symbol; a symbol that the alphabet lacks has the one after all others. */
export function tokensOf(symbols: readonly string[], alphabet: Iterable<string>): number[] {
  const indices = new Map([...alphabet].map((symbol, index) => [symbol, index]));
  return symbols.map((symbol) => indices.get(symbol) ?? indices.size);
}
