/**
 * What optimizers have in common: which tensors they update, their moments, and their state dicts. The formulas are the core's.
 */
import { RnnError } from "../errors.js";
import { checkNumber, expected } from "../options.js";
import { currentArena, type EagerCore } from "./arena.js";
import { type StateValue, valuesFor } from "./module.js";
import { sameShape, showShape, sizeOf, wrong } from "./shape.js";
import { Tensor } from "./tensor.js";

/** The state of one tensor: how many updates it had (Adam), and its moments under PyTorch's names. */
export type ParameterState = Readonly<Record<string, StateValue | number>>;

/** As PyTorch's: state by the tensor's index, and the options. */
export interface OptimizerState<Settings> {
  readonly state: Readonly<Record<number, ParameterState>>;
  readonly paramGroups: readonly (Settings & { readonly params: readonly number[] })[];
}

/** A part of the arena that holds tensors with as many updates behind them. */
export interface Part {
  readonly start: number;
  readonly length: number;
  readonly total: number;
  /** The number of this update, from 1. */
  readonly t: number;
}

export interface CommonSettings {
  readonly lr: number;
  /** Whether to climb rather than to descend. */
  readonly maximize: boolean;
}

export abstract class Optimizer<Settings extends CommonSettings> {
  readonly #params: readonly Tensor[];
  /** Where each tensor's numbers begin in the moments. */
  readonly #starts: readonly number[];
  readonly #total: number;
  #settings: Settings;
  #moments: readonly Float32Array[];
  /** Updates that each tensor has had: those without a gradient have fewer. */
  #steps: number[];

  /** @throws RnnError `ERR_INVALID_OPTION` for what are no tensors to optimize */
  protected constructor(params: Iterable<Tensor>, settings: Settings) {
    this.#params = checkParams(params);
    let total = 0;
    this.#starts = this.#params.map(({ shape }) => {
      total += sizeOf(shape);
      return total - sizeOf(shape);
    });
    this.#total = total;
    this.#settings = settings;
    this.#moments = this.momentNames(settings).map(() => new Float32Array(total));
    this.#steps = this.#params.map(() => 0);
  }

  /** The learning rate; a schedule may set it before each step. */
  get lr(): number {
    return this.#settings.lr;
  }

  set lr(lr: number) {
    this.#settings = { ...this.#settings, lr: checkLr(lr) };
  }

  /**
   * Updates every tensor that has a gradient.
   * @throws RnnError `ERR_DIVERGED` for a gradient or a new weight that is not finite: all weights and moments are then what
   *   they were; `ERR_SHAPE` for a gradient that does not fit
   */
  step(): void {
    const active = [...this.#params.keys()].filter((i) => this.#gradientOf(i) !== null);
    if (active.length === 0) return;
    active.sort((a, b) => (this.#steps[a] as number) - (this.#steps[b] as number));
    const parts = this.#parts(active);
    const total = active.reduce((sum, i) => sum + this.#sizeOf(i), 0);
    const arena = currentArena().open(total * (2 + this.#moments.length));
    for (const i of active) arena.put((this.#params[i] as Tensor).flat());
    for (const i of active) arena.put((this.#gradientOf(i) as Tensor).flat());
    // Most often all at once, in order.
    const whole = total === this.#total && parts.length === 1;
    for (const moment of this.#moments) {
      if (whole) arena.put(moment);
      else
        for (const i of active)
          arena.put(moment.subarray(this.#starts[i], (this.#starts[i] as number) + this.#sizeOf(i)));
    }
    arena.run((core) => {
      for (const part of parts) this.update(core, this.#settings, { ...part, total });
    });
    arena.rewind();
    for (const i of active) {
      (this.#params[i] as Tensor).write(arena.next(this.#sizeOf(i)));
      (this.#steps[i] as number)++;
    }
    arena.skip(total);
    for (const moment of this.#moments) {
      if (whole) moment.set(arena.next(total));
      else for (const i of active) moment.set(arena.next(this.#sizeOf(i)), this.#starts[i]);
    }
  }

  /** Drops all gradients. */
  zeroGrad(): void {
    for (const param of this.#params) param.grad = null;
  }

  /** Copies of the moments, and the options. */
  stateDict(): OptimizerState<Settings> {
    const names = this.momentNames(this.#settings);
    const state: Record<number, ParameterState> = {};
    for (const [i, { shape }] of this.#params.entries()) {
      const steps = this.#steps[i] as number;
      if (steps === 0 || names.length === 0) continue;
      const start = this.#starts[i] as number;
      const moments = names.map((name, slot) => {
        const values = (this.#moments[slot] as Float32Array).slice(start, start + sizeOf(shape));
        return [name, Tensor.of(values, shape)] as const;
      });
      state[i] = { ...(this.countsSteps ? { step: steps } : {}), ...Object.fromEntries(moments) };
    }
    return { state, paramGroups: [{ ...this.#settings, params: [...this.#params.keys()] }] };
  }

  /**
   * Goes on from another's state: its options too.
   * @throws RnnError `ERR_FORMAT`, `ERR_SHAPE`, `ERR_DTYPE`, `ERR_INVALID_OPTION`; nothing is changed then
   */
  loadStateDict(dict: OptimizerState<Settings>): void {
    const group = dict?.paramGroups?.[0];
    if (!group || typeof dict.state !== "object" || dict.state === null) throw misfit("{ state, paramGroups }", dict);
    const { params, ...options } = group;
    if (params?.length !== this.#params.length) throw misfit(`${this.#params.length} tensors`, params?.length);
    const settings = this.parse(options as unknown as Partial<Settings>);
    const names = this.momentNames(settings);
    const moments = names.map(() => new Float32Array(this.#total));
    const steps = this.#params.map(({ shape }, i) => {
      const state = dict.state[i];
      if (!state || Object.keys(state).length === 0) return 0;
      const wanted = [...(this.countsSteps ? ["step"] : []), ...names];
      const strange = [
        ...wanted.filter((name) => !(name in state)),
        ...Object.keys(state).filter((name) => !wanted.includes(name)),
      ];
      if (strange.length > 0) throw misfit(`state[${i}] of ${wanted.join(", ")}`, strange);
      for (const [slot, name] of names.entries()) {
        (moments[slot] as Float32Array).set(
          valuesFor(`state[${i}].${name}`, shape, state[name] as StateValue),
          this.#starts[i],
        );
      }
      return this.countsSteps ? checkNumber("step", state["step"], { min: 1 }) : 1;
    });
    this.#settings = settings;
    this.#moments = moments;
    this.#steps = steps;
  }

  /** @internal Whether the formulas ask for the number of the update; else only whether it is the first. */
  protected abstract readonly countsSteps: boolean;

  /** @internal PyTorch's names of the moments that it keeps with these options. */
  protected abstract momentNames(settings: Settings): readonly string[];

  /** @internal Checks options and adds the defaults. @throws RnnError `ERR_INVALID_OPTION` */
  protected abstract parse(options: Partial<Settings>): Settings;

  /** @internal Updates a part of the arena's parameters, gradients and moments. */
  protected abstract update(core: EagerCore, settings: Settings, part: Part): void;

  /** What the tensor is to go against. */
  #gradientOf(i: number): Tensor | null {
    const { grad, shape } = this.#params[i] as Tensor;
    if (!grad) return null;
    if (!sameShape(grad.shape, shape)) throw wrong("ERR_SHAPE", "grad", showShape(shape), grad.shape);
    return this.#settings.maximize ? grad.mul(-1) : grad;
  }

  #sizeOf(i: number): number {
    return ((this.#starts[i + 1] ?? this.#total) as number) - (this.#starts[i] as number);
  }

  /** Runs of tensors, sorted by their updates, that share the number of the next one. */
  #parts(active: readonly number[]): Omit<Part, "total">[] {
    const parts: { start: number; length: number; t: number }[] = [];
    let start = 0;
    for (const i of active) {
      const t = (this.#steps[i] as number) + 1;
      const last = parts.at(-1);
      if (last?.t === t) last.length += this.#sizeOf(i);
      else parts.push({ start, length: this.#sizeOf(i), t });
      start += this.#sizeOf(i);
    }
    return parts;
  }
}

export const checkLr = (lr: unknown): number => checkNumber("lr", lr, { min: 0 });

function checkParams(params: unknown): Tensor[] {
  const iterable = params as Iterable<unknown> | null | undefined;
  if (typeof iterable?.[Symbol.iterator] !== "function") throw expected("params", "an iterable of tensors", params);
  const list = [...iterable] as Tensor[];
  if (list.length === 0) throw expected("params", "at least one tensor", list);
  for (const param of list) {
    const usable = param instanceof Tensor && param.isLeaf && param.dtype === "float32";
    if (!usable) throw expected("params", "float32 tensors that no operation made", param);
  }
  if (new Set(list).size < list.length) throw wrong("ERR_INVALID_OPTION", "params", "each tensor once", "one twice");
  return list;
}

const misfit = (wanted: string, got: unknown) =>
  new RnnError(
    "ERR_FORMAT",
    `loadStateDict: expected ${wanted}, got ${typeof got === "object" ? JSON.stringify(got) : got}`,
  );
