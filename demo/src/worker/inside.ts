/**
 * What goes on inside a network while it reads a sequence.
 */
import type { Answer, Inside } from "../shared/protocol.js";
import { influenceOf } from "./influence.js";
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
}

/** The number of answers to show of each step. */
const shownAnswers = 5;

/** @returns also the computed outputs */
export function insideOf(
  network: Network,
  { rows, reads, isAlone = false, influence, answersAt }: Reading,
): { readonly inside: Inside; readonly computed: Computed } {
  const starts = new Set(isAlone ? reads.keys() : []);
  const computed = compute(network, rows, starts);
  const { parts, directions, outputs, numOutputs } = computed;
  const says = reads.map((_, t) => answersAt(computed, t).slice(0, shownAnswers));
  const winners = reads.map((_, t) => indexOfMax(outputs.subarray(t * numOutputs, (t + 1) * numOutputs)));
  const inside = {
    reads,
    says,
    parts,
    directions,
    ...(influence && { influence: influenceOf(network, rows, winners, isAlone) }),
  };
  return { inside, computed };
}

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
