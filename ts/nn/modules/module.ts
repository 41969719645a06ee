/**
 * The base of modules: it finds their parameters, reads and writes state dicts, and switches between training and evaluation.
 */

import { currentEngine } from "../../core/load.js";
import { mapOf } from "../../errors/realms.js";
import { RnnError } from "../../errors/rnn-error.js";
import { checkBoolean, checkKeys, invalidOption, show } from "../../errors/validate.js";
import { parseValues, type TensorValues } from "../arrays/literals.js";
import { mismatch } from "../arrays/mismatch.js";
import { type Shape, sameShape, showShape, sizeOf } from "../arrays/shape.js";
import type { Values } from "../arrays/values.js";
import { Tensor } from "../tensor/tensor.js";
import { Parameter } from "./parameter.js";

/** The elements of a tensor in a state dict: a typed array, or nested arrays. */
export type StateData = Exclude<TensorValues, number>;

/** A tensor in a state dict, such as a Tensor, an entry of a model's state dict, or a record of a safetensors file. */
export interface StateValue {
  /** The size of each dimension; `[]` for a single number. */
  readonly shape: Shape;
  /** The elements in row-major order, or a method that returns them. */
  readonly data: StateData | ArrayBufferView | (() => StateData);
  /** The dtype; must be float32 (`"F32"`, `"F64"`, `"float32"`) if given. */
  readonly dtype?: string;
}

/** Tensors by name, as a Map or an object. */
export type StateDict = ReadonlyMap<string, StateValue> | Readonly<Record<string, StateValue>>;

/** Options of {@link Module.loadStateDict}. */
export interface LoadOptions {
  /** Whether missing and unexpected names are errors; default true. */
  readonly strict?: boolean | undefined;
}

/** The result of {@link Module.loadStateDict}, as in PyTorch. */
export interface LoadResult {
  /** Names of the module that the dict lacks. */
  readonly missingKeys: readonly string[];
  /** Names of the dict that the module lacks. */
  readonly unexpectedKeys: readonly string[];
}

/**
 * The base class of all modules: `torch.nn.Module`. Extend it for custom ones. Fields that are modules, parameters or arrays of
 * them are registered under the field's name: `this.layers = [a, b]` gives `layers.0.…`. Private `#fields` are not registered.
 */
export class Module {
  /** Whether the module is in training mode, in which dropout is active. `train()` and `eval()` set it. */
  training = true;

  /** @internal Keeps Vue from wrapping it in a reactive proxy, which private fields do not survive. */
  get __v_skip(): true {
    return true;
  }

  constructor() {
    currentEngine();
    // Browsers' consoles show this instead of the minified name of the class.
    Object.defineProperty(this, Symbol.toStringTag, { value: this.constructor.name });
  }

  /** All parameters, including those of submodules, each once. */
  parameters(): Parameter[] {
    return this.namedParameters().map(([, parameter]) => parameter);
  }

  /** All parameters with their names, each once, in the order in which the fields were set. */
  namedParameters(): [string, Parameter][] {
    const seen = new Set<Parameter>();
    return this.#entries().filter(([, parameter]) => !seen.has(parameter) && seen.add(parameter));
  }

  /** Copies of all parameters by name. */
  stateDict(): Map<string, Tensor> {
    return new Map(this.#entries().map(([name, parameter]) => [name, Tensor.of(parameter.data(), parameter.shape)]));
  }

  /**
   * Copies the values of a state dict into the parameters.
   * @throws RnnError `ERR_FORMAT` for missing or unexpected names, `ERR_SHAPE`, `ERR_DTYPE`. All parameters then stay as they were.
   */
  loadStateDict(dict: StateDict, options: LoadOptions = {}): LoadResult {
    checkKeys("loadStateDict", options, ["strict"]);
    const given = mapOf(dict) as ReadonlyMap<string, StateValue> | undefined;
    if (!given) throw invalidOption("loadStateDict", "a Map or an object of tensors", dict);
    const strict = checkBoolean("strict", options.strict ?? true);
    const own = new Map(this.#entries());
    const missingKeys = [...own.keys()].filter((name) => !given.has(name));
    const unexpectedKeys = [...given.keys()].filter((name) => !own.has(name));
    if (strict && missingKeys.length + unexpectedKeys.length > 0) {
      // The keys of a Map may be anything.
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

  /** Switches this module and its submodules to training mode, or to evaluation mode with `false`. @returns the module */
  train(mode = true): this {
    checkBoolean("mode", mode);
    for (const module of this.#modules()) module.training = mode;
    return this;
  }

  /** Switches this module and its submodules to evaluation mode, in which dropout is inactive. @returns the module */
  eval(): this {
    return this.train(false);
  }

  /** Sets the gradients of all parameters to null. */
  zeroGrad(): void {
    for (const parameter of this.parameters()) parameter.grad = null;
  }

  #modules(): Set<Module> {
    const found = new Set<Module>([this]);
    for (const module of found) for (const [, child] of children(module)) if (child instanceof Module) found.add(child);
    return found;
  }

  /** Parameters by name. Shared ones appear under each of their names. */
  #entries(prefix = "", above: readonly Module[] = []): [string, Parameter][] {
    return children(this).flatMap(([name, child]): [string, Parameter][] => {
      if (child instanceof Parameter) return [[prefix + name, child]];
      // A module that contains itself would recurse without end.
      return above.includes(child) || child === this ? [] : child.#entries(`${prefix}${name}.`, [...above, this]);
    });
  }
}

/** Fields that are modules or parameters; those in arrays under `field.index`. */
function children(owner: object): [string, Module | Parameter][] {
  return Object.entries(owner).flatMap(([name, value]): [string, Module | Parameter][] => {
    if (value instanceof Parameter || value instanceof Module) return [[name, value]];
    return Array.isArray(value) ? children(value).map(([index, child]) => [`${name}.${index}`, child]) : [];
  });
}

/** The elements of a state dict's tensor in row-major order, copied. @throws RnnError `ERR_SHAPE`, `ERR_DTYPE`, `ERR_INVALID_OPTION` */
export function valuesFor(name: string, shape: Shape, value: StateValue): Values {
  const { data, dtype } = value ?? {};
  if (!Array.isArray(value?.shape) || data === undefined)
    throw invalidOption(name, "a Tensor or { shape, data }", value);
  if (dtype !== undefined && !/^(F32|F64|float32)$/.test(dtype)) throw mismatch("ERR_DTYPE", name, "float32", dtype);
  if (!sameShape(value.shape, shape)) throw mismatch("ERR_SHAPE", name, showShape(shape), value.shape);
  const { values } = parseValues((typeof data === "function" ? data.call(value) : data) as StateData, "float32");
  if (values.length !== sizeOf(shape))
    throw mismatch("ERR_SHAPE", name, `${sizeOf(shape)} values`, String(values.length));
  return values;
}
