/**
 * Interventions during training: hold a gate of all units open or closed, or cut a unit's output. To hold a gate, its weight rows are set
 * to 0 and its bias to a value that saturates it. The gradient there is exactly 0, so training leaves it unchanged without special code.
 * Releasing a gate restores its rows.
 */
import type { Model } from "rnn-wasm";
import {
  type CellName,
  cells,
  hasNonlinearity,
  type Nonlinearity,
  pureGatesOf,
  type UnitPart,
  type UnitPartKind,
  unitParts,
} from "../../../ts/model/cells.js";

/** Whether a gate is held at its highest value, 1, or at its lowest. */
export type Hold = "high" | "low";

export interface Interventions {
  /** The held gates; all others are learned. */
  readonly gates: Readonly<Partial<Record<UnitPart, Hold>>>;
  /** Whether to reset the state at every letter. */
  readonly forget: boolean;
  /** Units whose output is 0 in every layer. */
  readonly cut: readonly number[];
}

export const noInterventions: Interventions = { gates: {}, forget: false, cut: [] };

/** What is broken, in words. */
export function brokenParts({ gates, forget, cut }: Interventions, stepName: string): string[] {
  const held = (Object.entries(gates) as [UnitPart, Hold | undefined][]).filter(([, hold]) => hold);
  return [
    ...(forget ? [`it forgets its state at every ${stepName}`] : []),
    ...held.map(([gate, hold]) => {
      const { name, low }: UnitPartKind = unitParts[gate];
      return `${name} held at ${hold === "high" ? 1 : low < 0 ? "−1" : 0}`;
    }),
    ...(cut.length > 0 ? [`${cut.length === 1 ? "unit" : "units"} ${cut.join(", ")} cut`] : []),
  ];
}

/** The settings that determine what can be held. */
export interface HeldCell {
  readonly cell: CellName;
  readonly nonlinearity: Nonlinearity;
}

/** How to cut a unit: the gate to hold. Undefined if weights cannot do it: where tanh is 0, its gradient is not. */
export function silencerOf({ cell, nonlinearity }: HeldCell): readonly [gate: UnitPart, hold: Hold] | undefined {
  if (hasNonlinearity(cell) && nonlinearity !== "relu") return undefined;
  for (const gate of cells[cell].gates) {
    const { silent }: UnitPartKind = unitParts[gate];
    if (silent) return [gate, silent];
  }
  return undefined;
}

/** Removes the interventions that a cell does not support. */
export function possibleWith(held: HeldCell, { gates, forget, cut }: Interventions): Interventions {
  const possible = pureGatesOf(held.cell).flatMap((gate) => (gates[gate] ? [[gate, gates[gate]] as const] : []));
  return { gates: Object.fromEntries(possible), forget, cut: silencerOf(held) ? cut : [] };
}

/** Mutable weights under PyTorch's names. */
export type Weights = ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;

/** Copies of a model's weights. */
export const recordsOf = (model: Model): Weights =>
  new Map([...model.stateDict()].map(([name, tensor]) => [name, { shape: tensor.shape, data: tensor.data() }]));

/** In f32, sigmoid and tanh of this are exactly 1; of its negative, sigmoid is nearly 0 and tanh exactly −1. */
const saturating = 40;

/** A row of the tensors that contribute to a gate's preactivation. */
interface Row {
  readonly name: string;
  readonly index: number;
}

/** The original rows by tensor and row, as plain values that can be saved for a reload. */
export type HeldRows = readonly (readonly [key: string, values: readonly number[]])[];

/** Whether the interventions change weights; resetting the state does not. */
export const holdsAny = (interventions: Interventions) =>
  interventions.cut.length > 0 || Object.keys(interventions.gates).length > 0;

export class Held {
  readonly #before: Map<string, Float32Array>;

  constructor(rows: HeldRows = []) {
    this.#before = new Map(rows.map(([key, values]) => [key, Float32Array.from(values)]));
  }

  get rows(): HeldRows {
    return [...this.#before].map(([key, values]) => [key, [...values]]);
  }

  /** Applies exactly `interventions` to the weights, in place. */
  apply(weights: Weights, held: HeldCell, interventions: Interventions): Weights {
    const wanted = new Map<string, { row: Row; bias: number }>();
    for (const [name, { shape }] of weights) {
      const suffix = /weight_hh(_l\d+(?:_reverse)?)$/.exec(name)?.[1];
      if (suffix === undefined) continue;
      const hidden = shape[1] as number;
      for (const { gate, unit, bias } of holdsOf(held, interventions, hidden)) {
        const index = cells[held.cell].gates.indexOf(gate) * hidden + unit;
        wanted.set(`${suffix} ${index}`, { row: { name: suffix, index }, bias });
      }
    }
    this.#release(weights, wanted);
    for (const { row, bias } of wanted.values()) this.#hold(weights, row, bias);
    return weights;
  }

  #release(weights: Weights, wanted: ReadonlyMap<string, unknown>): void {
    for (const [key, values] of this.#before) {
      const [name, suffix, index] = key.split(" ") as [string, string, string];
      if (wanted.has(`${suffix} ${index}`)) continue;
      const tensor = weights.get(name);
      if (tensor) rowOf(tensor, Number(index)).set(values);
      this.#before.delete(key);
    }
  }

  #hold(weights: Weights, { name: suffix, index }: Row, bias: number): void {
    for (const [name, tensor] of weights) {
      if (!name.endsWith(suffix)) continue;
      const key = `${name} ${suffix} ${index}`;
      const row = rowOf(tensor, index);
      if (!this.#before.has(key)) this.#before.set(key, row.slice());
      row.fill(/bias_ih/.test(name) ? bias : 0);
    }
  }
}

/** Every held gate of every unit with the bias that holds it. */
function* holdsOf(
  held: HeldCell,
  interventions: Interventions,
  hidden: number,
): Generator<{ gate: UnitPart; unit: number; bias: number }> {
  const { gates, cut } = possibleWith(held, interventions);
  const biasOf = (hold: Hold) => (hold === "high" ? saturating : -saturating);
  for (const [gate, hold] of Object.entries(gates) as [UnitPart, Hold][])
    for (let unit = 0; unit < hidden; unit++) yield { gate, unit, bias: biasOf(hold) };
  const silencer = silencerOf(held);
  if (!silencer) return;
  const [gate, hold] = silencer;
  for (const unit of cut) if (unit < hidden) yield { gate, unit, bias: biasOf(hold) };
}

function rowOf({ shape, data }: { shape: readonly number[]; data: Float32Array }, index: number): Float32Array {
  const width = data.length / (shape[0] as number);
  return data.subarray(index * width, (index + 1) * width);
}
