/**
 * The options of the optimizers: PyTorch's names, defaults and limits. Of `train` and of `rnn-wasm/nn`.
 */
import type { OptimizerSettings } from "../core/network.js";
import { RnnError } from "../errors/rnn-error.js";
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
  /** Adam, AdamW: how much of the mean and of the mean square stays at each step; default [0.9, 0.999]. */
  betas: option(betas, "Adam's", [0.9, 0.999]),
  /** Adam, AdamW: added to the root; default 1e-8. */
  eps: option(number({ min: 0 }), "Adam's", 1e-8),
  /** λ: of the gradient (default 0); in AdamW of the weight itself (default 0.01). */
  weightDecay: option(number({ min: 0 }), "(0; AdamW's 0.01)"),
  /** Adam, AdamW: whether to divide by the largest mean square so far; default false. */
  amsgrad: option(boolean, "Adam's variant", false),
};

export const sgdOptions = {
  /** SGD: how much of the last step is added to the next; default 0. */
  momentum: option(number({ min: 0 }), "SGD's", 0),
  /** SGD: how much of the gradient does not go into the momentum; default 0. */
  dampening: option(number(), "SGD's", 0),
  /** λ of the gradient; default 0. */
  weightDecay: adamOptions.weightDecay,
  /** SGD: Nesterov's momentum; default false. */
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
  ...sgdOptions,
  ...adamOptions,
  /** Gradients whose norm is larger are scaled down to it. */
  clipGradNorm: option(number({ above: 0 }), "largest norm of the gradients"),
};

/** @throws RnnError `ERR_INVALID_OPTION`, also for an option of another optimizer */
export function optimizerSettings(name: OptimizerSettings["name"], options: OptionsOf<typeof optimizerOptions>) {
  const own: OptionSchema = optimizers[name];
  for (const other of Object.keys({ ...adamOptions, ...sgdOptions }) as (keyof typeof options)[])
    if (options[other] !== undefined && !(other in own))
      throw invalidOption(other, `no such option for ${name}`, options[other]);
  if (name === "sgd") return { name, ...sgdSettings(options) } as const;
  return { name, ...adamSettings(options, name === "adamw" ? 0.01 : 0) } as const;
}

/** @throws RnnError `ERR_INVALID_OPTION` */
export function adamSettings(options: OptionsOf<typeof adamOptions>, weightDecay: number) {
  const values = valuesOf(adamOptions, options);
  return { ...values, weightDecay: values.weightDecay ?? weightDecay };
}

/** @throws RnnError `ERR_INVALID_OPTION` */
export function sgdSettings(options: OptionsOf<typeof sgdOptions>) {
  const values = valuesOf(sgdOptions, options);
  const { momentum, dampening, nesterov, weightDecay = 0 } = values;
  if (nesterov && (momentum === 0 || dampening !== 0))
    throw new RnnError(
      "ERR_INVALID_OPTION",
      `nesterov: expected a momentum above 0 and no dampening, got momentum ${momentum}, dampening ${dampening}`,
    );
  return { ...values, weightDecay };
}
