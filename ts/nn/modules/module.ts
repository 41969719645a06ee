/**
 * What building blocks have in common: finding their weights, copying them in and out, and the switch between training and use.
 */

import { currentEngine } from "../../core/load.js";
import { isMap } from "../../errors/realms.js";
import { RnnError, rnnError } from "../../errors/rnn-error.js";
import { checkBoolean, checkKeys, invalidOption, show } from "../../errors/validate.js";
import { parseValues, type TensorValues } from "../arrays/literals.js";
import { type Shape, sameShape, showShape, sizeOf } from "../arrays/shape.js";
import type { Values } from "../arrays/values.js";
import { Tensor } from "../tensor/tensor.js";
import { Parameter } from "./parameter.js";

/** Elements of a state dict's value: a typed array, or nested arrays. */
export type StateData = Exclude<TensorValues, number>;

/** A weight as a state dict, a model or a file has it: a shape with the elements in row-major order, or what gives them. */
export interface StateValue {
  /** The size of each dimension; `[]` for a single number. */
  readonly shape: Shape;
  /** The elements row by row, or what gives them. */
  readonly data: StateData | (() => StateData);
  /** What they are, for readers; the array says it too. */
  readonly dtype?: string;
}

/** Weights by name, as a Map or an object. */
export type StateDict = ReadonlyMap<string, StateValue> | Readonly<Record<string, StateValue>>;

/** Options of {@link Module.loadStateDict}. */
export interface LoadOptions {
  /** Whether names that are missing or over are an error; default true. */
  readonly strict?: boolean | undefined;
}

/** What `loadStateDict` found, as PyTorch reports it. */
export interface LoadResult {
  /** Names that the module has and the dict lacks. */
  readonly missingKeys: readonly string[];
  /** Names that the dict has and the module lacks. */
  readonly unexpectedKeys: readonly string[];
}

/**
 * The base of all building blocks, and of a user's own: fields that are modules, parameters or arrays of them are found under
 * the field's name (`this.layers = [a, b]` gives `layers.0.…`). Private `#fields` cannot be.
 */
export class Module {
  /** Whether dropout drops; `train()` and `eval()` set it. */
  training = true;

  /** @internal Keeps Vue from wrapping it in a reactive proxy, which private fields do not survive. */
  get __v_skip(): true {
    return true;
  }

  constructor() {
    currentEngine();
  }

  /** All weights, those of inner modules too, each once. */
  parameters(): Parameter[] {
    return this.namedParameters().map(([, parameter]) => parameter);
  }

  /** All weights with their names, each once, in the order in which the fields were set. */
  namedParameters(): [string, Parameter][] {
    const seen = new Set<Parameter>();
    return this.#entries().filter(([, parameter]) => !seen.has(parameter) && seen.add(parameter));
  }

  /** Copies of all weights, under PyTorch's names. */
  stateDict(): Map<string, Tensor> {
    return new Map(this.#entries().map(([name, parameter]) => [name, Tensor.of(parameter.data(), parameter.shape)]));
  }

  /**
   * Copies weights in.
   * @throws RnnError `ERR_FORMAT` for names that are missing or over, `ERR_SHAPE`, `ERR_DTYPE`; nothing is copied then
   */
  loadStateDict(dict: StateDict, options: LoadOptions = {}): LoadResult {
    checkKeys("loadStateDict", options, ["strict"]);
    if (typeof dict !== "object" || dict === null)
      throw invalidOption("loadStateDict", "a Map or an object of tensors", dict);
    const strict = checkBoolean("strict", options.strict ?? true);
    const own = new Map(this.#entries());
    const given = isMap(dict) ? (dict as ReadonlyMap<string, StateValue>) : new Map(Object.entries(dict));
    const missingKeys = [...own.keys()].filter((name) => !given.has(name));
    const unexpectedKeys = [...given.keys()].filter((name) => !own.has(name));
    if (strict && missingKeys.length + unexpectedKeys.length > 0) {
      // A Map may have anything as its keys.
      const list = (names: readonly unknown[]) =>
        names.map((name) => (typeof name === "string" ? name : show(name))).join(", ") || "none";
      const got = `missing: ${list(missingKeys)}; unexpected: ${list(unexpectedKeys)}`;
      throw new RnnError("ERR_FORMAT", `loadStateDict: expected exactly the module's names, got ${got}`);
    }
    const copies = [...own].flatMap(([name, parameter]) => {
      const value = given.get(name);
      return value === undefined ? [] : [[parameter, valuesFor(name, parameter.shape, value)] as const];
    });
    for (const [parameter, values] of copies) parameter.write(values);
    return { missingKeys, unexpectedKeys };
  }

  /** Dropout drops from here on, in inner modules too. */
  train(mode = true): this {
    checkBoolean("mode", mode);
    for (const module of this.#modules()) module.training = mode;
    return this;
  }

  /** Dropout does nothing from here on. */
  eval(): this {
    return this.train(false);
  }

  /** Drops all gradients. */
  zeroGrad(): void {
    for (const parameter of this.parameters()) parameter.grad = null;
  }

  #modules(): Set<Module> {
    const found = new Set<Module>([this]);
    for (const module of found) for (const [, child] of children(module)) if (child instanceof Module) found.add(child);
    return found;
  }

  /** Weights by name, shared ones under each of their names. */
  #entries(prefix = "", above: readonly Module[] = []): [string, Parameter][] {
    return children(this).flatMap(([name, child]): [string, Parameter][] => {
      if (child instanceof Parameter) return [[prefix + name, child]];
      // A module that leads back to one it is in would have no end.
      return above.includes(child) || child === this ? [] : child.#entries(`${prefix}${name}.`, [...above, this]);
    });
  }
}

/** Fields that are modules or parameters, and those in arrays, under `field.index`. */
function children(owner: object): [string, Module | Parameter][] {
  return Object.entries(owner).flatMap(([name, value]): [string, Module | Parameter][] => {
    if (value instanceof Parameter || value instanceof Module) return [[name, value]];
    return Array.isArray(value) ? children(value).map(([index, child]) => [`${name}.${index}`, child]) : [];
  });
}

/** A state dict's value in row-major order, copied. @throws RnnError `ERR_SHAPE`, `ERR_DTYPE`, `ERR_INVALID_OPTION` */
export function valuesFor(name: string, shape: Shape, value: StateValue): Values {
  const { data, dtype } = value ?? {};
  if (!Array.isArray(value?.shape) || data === undefined)
    throw invalidOption(name, "a Tensor or { shape, data }", value);
  if (dtype !== undefined && !/^(F32|F64|float32)$/.test(dtype)) throw rnnError("ERR_DTYPE", name, "float32", dtype);
  if (!sameShape(value.shape, shape)) throw rnnError("ERR_SHAPE", name, showShape(shape), value.shape);
  const { values } = parseValues(typeof data === "function" ? data.call(value) : data, "float32");
  if (values.length !== sizeOf(shape))
    throw rnnError("ERR_SHAPE", name, `${sizeOf(shape)} values`, String(values.length));
  return values;
}
