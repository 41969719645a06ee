/**
 * The base of optimizers: parameters, moments and state dicts. The formulas are in the core.
 */

import type { EagerCore } from "../../core/eager.js";
import { RnnError } from "../../errors/rnn-error.js";
import { checkNumber, invalidOption, show } from "../../errors/validate.js";
import { mismatch } from "../arrays/mismatch.js";
import { sameShape, showShape, sizeOf } from "../arrays/shape.js";
import { flat } from "../arrays/storage.js";
import { type Arena, currentArena } from "../kernels/arena.js";
import { type StateValue, valuesFor } from "../modules/module.js";
import { Tensor } from "../tensor/tensor.js";

/** The state of one parameter: its number of updates (Adam, RMSprop), and its moments under PyTorch's names. */
export type ParameterState = Readonly<Record<string, StateValue | number>>;

/** An optimizer's state dict, structured like PyTorch's. */
export interface OptimizerState<Settings> {
  /** The state of each parameter, by its index. */
  readonly state: Readonly<Record<number, ParameterState>>;
  /** The options, and the indices of the parameters; always one group. */
  readonly paramGroups: readonly (Settings & {
    /** The indices of the parameters, in the order in which the optimizer received them. */
    readonly params: readonly number[];
  })[];
}

/** A range of parameters in the arena that have the same number of updates. */
export interface Part {
  readonly start: number;
  readonly length: number;
  /** The number of floats of all parts. */
  readonly total: number;
  /** The number of this update, from 1. */
  readonly t: number;
}

/** The settings of all optimizers. */
export interface CommonSettings {
  /** Learning rate. */
  readonly lr: number;
  /** Whether to maximize the objective instead of minimizing it. */
  readonly maximize: boolean;
}

/** A parameter, and its position in the moments. */
interface Slot {
  readonly param: Tensor;
  readonly start: number;
  readonly size: number;
  /** The number of its updates. Steps in which it had no gradient do not count. */
  steps: number;
}

/** The base class of optimizers: `torch.optim.Optimizer` with one parameter group. */
export abstract class Optimizer<Settings extends CommonSettings> {
  readonly #slots: readonly Slot[];
  readonly #total: number;
  #settings: Settings;
  #moments: readonly Float32Array[];

  /** @throws RnnError `ERR_INVALID_OPTION` for anything but leaf tensors that require a gradient */
  protected constructor(params: Iterable<Tensor>, settings: Settings) {
    let total = 0;
    this.#slots = checkParams(params).map((param) => {
      const [start, size] = [total, sizeOf(param.shape)];
      total += size;
      return { param, start, size, steps: 0 };
    });
    this.#total = total;
    this.#settings = settings;
    this.#moments = this.momentNames(settings).map(() => new Float32Array(total));
  }

  /** @internal */
  protected get settings(): Settings {
    return this.#settings;
  }

  /** The learning rate; a schedule may set it before each step. */
  get lr(): number {
    return this.#settings.lr;
  }

  /** @throws RnnError `ERR_INVALID_OPTION` for anything but a number ≥ 0 */
  set lr(lr: number) {
    this.#settings = { ...this.#settings, lr: checkLr(lr) };
  }

  /** @internal Keeps Vue from wrapping it in a reactive proxy, which private fields do not survive. */
  get __v_skip(): true {
    return true;
  }

  /** @internal The text on Node's console: `Adam { parameters: 1112, lr: 0.001, … }`. */
  [Symbol.for("nodejs.util.inspect.custom")](
    _: unknown,
    options: object,
    inspect: (value: object, options: object) => string,
  ): string {
    return `${this.constructor.name} ${inspect({ parameters: this.#total, ...this.#settings }, options)}`;
  }

  /** @internal Sets the momentum, or Adam's first beta, for schedules. Moments that this adds start at zero. */
  setMomentum(momentum: number): void {
    const before = this.momentNames(this.#settings);
    this.#settings = this.parse({ ...this.#settings, ...this.momentumOption(momentum) });
    this.#moments = this.momentNames(this.#settings).map(
      (name) => this.#moments[before.indexOf(name)] ?? new Float32Array(this.#total),
    );
  }

  /**
   * Updates every parameter that has a gradient.
   * @throws RnnError `ERR_DIVERGED` for a gradient or a new weight that is not finite, `ERR_SHAPE` for a gradient of another shape.
   *   All weights and moments then stay as they were.
   */
  step(): void {
    const active = this.#active();
    let total = 0;
    for (const { size } of active) total += size;
    const arena = currentArena().open(total * (2 + this.#moments.length));
    for (const { param } of active) arena.put(flat(param));
    for (const { param } of active) arena.put(flat(this.#gradientOf(param)));
    for (const moment of this.#moments) this.#eachPart(moment, active, (part) => arena.put(part));
    try {
      this.#update(arena, active, total);
    } catch (error) {
      throw this.#explained(error, active);
    }
    arena.rewind();
    for (const slot of active) {
      slot.param.write(arena.next(slot.size));
      slot.steps++;
    }
    arena.skip(total);
    for (const moment of this.#moments) this.#eachPart(moment, active, (part) => part.set(arena.next(part.length)));
  }

  /** Sets the gradients of all parameters to null. */
  zeroGrad(): void {
    for (const { param } of this.#slots) param.grad = null;
  }

  /** Copies of the moments, with the options. */
  stateDict(): OptimizerState<Settings> {
    const names = this.momentNames(this.#settings);
    const state: Record<number, ParameterState> = {};
    for (const [i, { param, start, size, steps }] of this.#slots.entries()) {
      if (steps === 0 || names.length === 0) continue;
      const moments = this.#moments.map((moment) => Tensor.of(moment.slice(start, start + size), param.shape));
      state[i] = {
        ...(this.countsSteps ? { step: steps } : {}),
        ...Object.fromEntries(names.map((name, slot) => [name, moments[slot] as Tensor])),
      };
    }
    return { state, paramGroups: [{ ...this.#settings, params: [...this.#slots.keys()] }] };
  }

  /**
   * Restores a saved state, including its options.
   * @throws RnnError `ERR_FORMAT`, `ERR_SHAPE`, `ERR_DTYPE`, `ERR_INVALID_OPTION`. The optimizer then stays as it was.
   */
  loadStateDict(dict: OptimizerState<Settings>): void {
    const group = dict?.paramGroups?.[0];
    if (!group || typeof dict.state !== "object" || dict.state === null) throw misfit("{ state, paramGroups }", dict);
    const { params, ...options } = group;
    if (params?.length !== this.#slots.length) throw misfit(`${this.#slots.length} tensors`, params?.length);
    const settings = this.parse(options as unknown as Partial<Settings>);
    const names = this.momentNames(settings);
    const moments = names.map(() => new Float32Array(this.#total));
    const steps = this.#slots.map(({ param, start }, i) => {
      const state = dict.state[i];
      if (!state || Object.keys(state).length === 0) return 0;
      checkNames(i, state, [...(this.countsSteps ? ["step"] : []), ...names]);
      for (const [slot, name] of names.entries()) {
        const values = valuesFor(`state[${i}].${name}`, param.shape, state[name] as StateValue);
        (moments[slot] as Float32Array).set(values, start);
      }
      return this.countsSteps ? checkNumber("step", state["step"], { min: 1 }) : 1;
    });
    this.#settings = settings;
    this.#moments = moments;
    for (const [i, slot] of this.#slots.entries()) slot.steps = steps[i] as number;
  }

  /** @internal Whether the state dict has the number of updates. Without it, only the first update differs from later ones. */
  protected abstract readonly countsSteps: boolean;

  /** @internal PyTorch's names of the moments that these options need. */
  protected abstract momentNames(settings: Settings): readonly string[];

  /** @internal Checks options and adds the defaults. @throws RnnError `ERR_INVALID_OPTION` */
  protected abstract parse(options: Partial<Settings>): Settings;

  /** @internal The option that schedules of the momentum set. */
  protected abstract momentumOption(momentum: number): Partial<Settings>;

  /** @internal At most five numbers, in the core's order. */
  protected abstract hyperparameters(settings: Settings): readonly number[];

  /** @internal Updates a part of the arena's parameters, gradients and moments. */
  protected abstract update(core: EagerCore, settings: Settings, part: Part): void;

  /** The parameters that have a gradient, sorted by their number of updates. */
  #active(): Slot[] {
    const active = this.#slots.filter(({ param }) => param.grad !== null);
    for (const { param } of active) {
      const { grad, shape } = param as { grad: Tensor; shape: readonly number[] };
      if (!sameShape(grad.shape, shape)) throw mismatch("ERR_SHAPE", "grad", showShape(shape), grad.shape);
    }
    return active.sort((a, b) => a.steps - b.steps);
  }

  /** The gradient, negated to maximize. */
  #gradientOf({ grad }: Tensor): Tensor {
    return this.#settings.maximize ? (grad as Tensor).mul(-1) : (grad as Tensor);
  }

  /** Visits the parts of a moment that belong to `active`; usually that is the whole moment. */
  #eachPart(moment: Float32Array, active: readonly Slot[], visit: (part: Float32Array) => void): void {
    const whole = active.length === this.#slots.length && active.every((slot, i) => slot === this.#slots[i]);
    if (whole) visit(moment);
    else for (const { start, size } of active) visit(moment.subarray(start, start + size));
  }

  /** Adds to the core's error about numbers that are not finite where they are. */
  #explained(error: unknown, active: readonly Slot[]): unknown {
    if (!(error instanceof RnnError) || error.code !== "ERR_DIVERGED") return error;
    const culprit = active.find(({ param }) => !flat(param.grad as Tensor).every(Number.isFinite));
    const got = culprit ? `the gradient of tensor ${this.#slots.indexOf(culprit)}` : "a weight after the update";
    return new RnnError("ERR_DIVERGED", `step: expected finite numbers, got others in ${got}`, { cause: error });
  }

  /** Updates neighboring parameters with the same number of updates in one call. */
  #update(arena: Arena, active: readonly Slot[], total: number): void {
    let start = 0;
    let length = 0;
    arena.putHyperparameters(this.hyperparameters(this.#settings));
    for (const [i, { size, steps }] of active.entries()) {
      length += size;
      if (active[i + 1]?.steps === steps) continue;
      const part = { start, length, total, t: steps + 1 };
      arena.run((core) => this.update(core, this.#settings, part));
      start += length;
      length = 0;
    }
  }
}

export const checkLr = (lr: unknown): number => checkNumber("lr", lr, { min: 0 });

function checkParams(params: unknown): Tensor[] {
  const iterable = params as Iterable<unknown> | null | undefined;
  if (typeof iterable?.[Symbol.iterator] !== "function")
    throw invalidOption("params", "an iterable of tensors", params);
  const list = [...iterable] as Tensor[];
  if (list.length === 0) throw invalidOption("params", "at least one tensor", list);
  for (const param of list) {
    const usable = param instanceof Tensor && param.isLeaf && param.dtype === "float32";
    if (!usable) throw invalidOption("params", "float32 tensors that are not results of operations", param);
  }
  if (new Set(list).size < list.length) throw mismatch("ERR_INVALID_OPTION", "params", "each tensor once", "one twice");
  return list;
}

function checkNames(i: number, state: ParameterState, wanted: readonly string[]): void {
  const missing = wanted.filter((name) => !(name in state));
  const over = Object.keys(state).filter((name) => !wanted.includes(name));
  if (missing.length + over.length > 0) throw misfit(`state[${i}] of ${wanted.join(", ")}`, Object.keys(state));
}

const misfit = (wanted: string, got: unknown) =>
  new RnnError("ERR_FORMAT", `loadStateDict: expected ${wanted}, got ${show(got)}`);
