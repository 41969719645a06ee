/**
 * The options of the optimizers in `train` and `rnn-wasm/nn`, with PyTorch's names, defaults and limits.
 */
import type { OptimizerSettings } from "../core/network-config.js";
import { RnnError } from "../errors/rnn-error.js";
import { invalidOption } from "../errors/validate.js";
import type { TaskDefaults } from "./common.js";
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
  /** Adam, AdamW: decay rates of the running means of gradient and squared gradient; default [0.9, 0.999]. */
  betas: option(betas, "adam, adamw: decay rates of the moments", [0.9, 0.999]),
  /** Adam, AdamW: added to the denominator; default 1e-8. */
  eps: option(number({ min: 0 }), "adam, adamw: added to the denominator", 1e-8),
  /** Weight decay: an L2 penalty (default 0); decoupled in AdamW (default 0.01). */
  weightDecay: option(number({ min: 0 }), "weight decay (0; adamw 0.01)"),
  /** Adam, AdamW: whether to divide by the maximum of the second moments; default false. */
  amsgrad: option(boolean, "adam, adamw: use the maximum of the second moments", false),
};

export const sgdOptions = {
  /** SGD: momentum factor; default 0. */
  momentum: option(number({ min: 0 }), "sgd: momentum factor", 0),
  /** SGD: dampening of the momentum; default 0. */
  dampening: option(number(), "sgd: dampening of the momentum", 0),
  /** Weight decay, an L2 penalty; default 0. */
  weightDecay: adamOptions.weightDecay,
  /** SGD: Nesterov momentum; default false. */
  nesterov: option(boolean, "sgd: Nesterov momentum", false),
};

const optimizers = { adam: adamOptions, adamw: adamOptions, sgd: sgdOptions } as const satisfies Record<
  OptimizerSettings["name"],
  OptionSchema
>;

const optimizerNames = () => Object.keys(optimizers) as OptimizerSettings["name"][];

/** A norm; Infinity turns a default off. */
const norm: ValueKind<number> = {
  type: "number",
  check: (name, value) => (value === Number.POSITIVE_INFINITY ? value : number({ above: 0 }).check(name, value)),
};

export const optimizerOptions = ({
  optimizer,
  lr,
  clipGradNorm,
  weightDecay,
  emaDecay,
}: Pick<TaskDefaults, "optimizer" | "lr" | "clipGradNorm" | "weightDecay" | "emaDecay">) => ({
  /** Default `"adam"`, unless the task has another one. */
  optimizer: option(word(...optimizerNames()), "the optimizer", optimizer),
  /** Learning rate; the default depends on the task. */
  lr: option(number({ min: 0 }), "learning rate", lr),
  ...sgdOptions,
  ...adamOptions,
  /** Weight decay: an L2 penalty, decoupled in AdamW; the default depends on the task, and is 0.01 for AdamW and 0 for SGD. */
  weightDecay: option(
    number({ min: 0 }),
    `weight decay; with another --optimizer 0.01 for adamw, otherwise 0 (${weightDecay ?? 0})`,
  ),
  /** Scales gradients down to this norm if theirs is larger; `Infinity` turns a task's default off. */
  clipGradNorm: option(norm, "maximum norm of the gradients", clipGradNorm),
  /**
   * Validations and the model use an exponential moving average of the weights with this decay, 0 ≤ decay < 1; after t updates at most
   * (1 + t) / (10 + t). 0: the weights of the last update. The default depends on the task for runs that end by `patience`, and is otherwise 0.
   */
  emaDecay: option(
    number({ min: 0, below: 1 }),
    `decay of the moving average of the weights; without patience 0 (${emaDecay ?? 0})`,
  ),
});

/** @throws RnnError `ERR_INVALID_OPTION`, also for an option of another optimizer */
export function optimizerSettings(
  name: OptimizerSettings["name"],
  options: OptionsOf<ReturnType<typeof optimizerOptions>>,
) {
  const own: OptionSchema = optimizers[name];
  for (const other of Object.keys({ ...adamOptions, ...sgdOptions }) as (keyof typeof options)[])
    if (options[other] !== undefined && !(other in own))
      throw invalidOption(other, `no such option with the optimizer ${name}`, options[other]);
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
