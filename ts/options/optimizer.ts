/**
 * The options of the optimizers: PyTorch's names, defaults and limits. Of `train` and of `rnn-wasm/nn`.
 */
import type { OptimizerSettings } from "../core/network.js";
import { invalidOption } from "../errors/validate.js";
import {
  boolean,
  number,
  type OptionSchema,
  type OptionsOf,
  option,
  type ValueKind,
  valuesOf,
  word,
} from "./schema.js";

const betas: ValueKind<readonly [number, number]> = {
  type: "numbers",
  check(name, value) {
    if (!Array.isArray(value) || value.length !== 2) throw invalidOption(name, "two numbers", value);
    const { check } = number({ min: 0, below: 1 });
    return [check(`${name}[0]`, value[0]), check(`${name}[1]`, value[1])];
  },
};

export const adamOptions = {
  /** Adam, AdamW: default [0.9, 0.999]. */
  betas: option(betas, "Adam's", [0.9, 0.999]),
  /** Adam, AdamW: default 1e-8. */
  eps: option(number({ min: 0 }), "Adam's", 1e-8),
  /** Default 0; AdamW 0.01. */
  weightDecay: option(number({ min: 0 }), "(0; AdamW's 0.01)"),
  /** Adam, AdamW: default false. */
  amsgrad: option(boolean, "Adam's variant", false),
};

export const sgdOptions = {
  /** SGD: default 0. */
  momentum: option(number({ min: 0 }), "SGD's", 0),
  /** SGD: default 0. */
  dampening: option(number(), "SGD's", 0),
  weightDecay: adamOptions.weightDecay,
  /** SGD: default false. */
  nesterov: option(boolean, "SGD's variant", false),
};

const optimizers = { adam: adamOptions, adamw: adamOptions, sgd: sgdOptions } as const satisfies Record<
  OptimizerSettings["name"],
  OptionSchema
>;

export const optimizerOptions = {
  /** Default `"adam"`. */
  optimizer: option(word("adam", "adamw", "sgd"), "which optimizer", "adam"),
  /** Learning rate; default 0.001. */
  lr: option(number({ min: 0 }), "learning rate", 0.001),
  ...adamOptions,
  ...sgdOptions,
  /** Gradients whose norm is larger are scaled down to it. */
  clipGradNorm: option(number({ above: 0 }), "largest norm of the gradients"),
};

/** @throws RnnError `ERR_INVALID_OPTION`, also for an option of another optimizer */
export function optimizerSettings(name: OptimizerSettings["name"], options: OptionsOf<typeof optimizerOptions>) {
  const own: OptionSchema = optimizers[name];
  for (const other of Object.keys({ ...adamOptions, ...sgdOptions }) as (keyof typeof options)[])
    if (options[other] !== undefined && !(other in own))
      throw invalidOption(other, `no such option for ${name}`, options[other]);
  return name === "sgd" ? sgdSettings(options) : adamSettings(name, options);
}

/** @throws RnnError `ERR_INVALID_OPTION` */
export function adamSettings<Name extends "adam" | "adamw">(name: Name, options: OptionsOf<typeof adamOptions>) {
  const { weightDecay = name === "adamw" ? 0.01 : 0, ...values } = valuesOf(adamOptions, options);
  return { name, ...values, weightDecay };
}

/** @throws RnnError `ERR_INVALID_OPTION` */
export function sgdSettings(options: OptionsOf<typeof sgdOptions>) {
  const { weightDecay = 0, ...values } = valuesOf(sgdOptions, options);
  const { momentum, dampening, nesterov } = values;
  if (nesterov && (momentum === 0 || dampening !== 0))
    throw invalidOption("nesterov", "a momentum and no dampening", `momentum ${momentum}, dampening ${dampening}`);
  return { name: "sgd" as const, ...values, weightDecay };
}
