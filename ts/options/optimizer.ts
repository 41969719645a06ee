/**
 * The options of the optimizers: which has which, PyTorch's defaults and limits.
 */

import type { OptimizerSettings } from "../core/network.js";
import { checkBoolean, checkNumber, checkOneOf, invalidOption } from "../errors/validate.js";
import type { TrainOptions } from "./train-options.js";

const adam = ["betas", "eps", "weightDecay", "amsgrad"] as const;
const sgd = ["momentum", "dampening", "weightDecay", "nesterov"] as const;

/** @throws RnnError `ERR_INVALID_OPTION`, also for an option of another optimizer */
export function optimizerSettings(options: TrainOptions): OptimizerSettings {
  const name = checkOneOf("optimizer", options.optimizer ?? "adam", ["adam", "adamw", "sgd"]);
  const own: readonly string[] = name === "sgd" ? sgd : adam;
  for (const option of [...adam, ...sgd])
    if (options[option] !== undefined && !own.includes(option))
      throw invalidOption(option, `no such option for ${name}`, options[option]);
  const number = (option: "eps" | "weightDecay" | "momentum", byDefault: number) =>
    checkNumber(option, options[option] ?? byDefault, { min: 0 });
  const weightDecay = number("weightDecay", name === "adamw" ? 0.01 : 0);
  if (name !== "sgd") {
    const amsgrad = checkBoolean("amsgrad", options.amsgrad ?? false);
    return { name, betas: checkBetas(options.betas ?? [0.9, 0.999]), eps: number("eps", 1e-8), weightDecay, amsgrad };
  }
  const momentum = number("momentum", 0);
  const dampening = checkNumber("dampening", options.dampening ?? 0, {});
  const nesterov = checkBoolean("nesterov", options.nesterov ?? false);
  if (nesterov && (momentum === 0 || dampening !== 0))
    throw invalidOption("nesterov", "a momentum and no dampening", `momentum ${momentum}, dampening ${dampening}`);
  return { name, momentum, dampening, weightDecay, nesterov };
}

function checkBetas(betas: unknown): readonly [number, number] {
  if (!Array.isArray(betas) || betas.length !== 2) throw invalidOption("betas", "two numbers", betas);
  const [first, second] = betas.map((beta, i) => checkNumber(`betas[${i}]`, beta, { min: 0, below: 1 }));
  return [first as number, second as number];
}
