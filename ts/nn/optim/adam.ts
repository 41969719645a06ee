/**
 * `torch.optim.Adam` and `torch.optim.AdamW`.
 */

import type { EagerCore } from "../../core/eager.js";
import { checkBoolean, checkKeys, checkNumber, invalidOption } from "../../errors/validate.js";
import type { Tensor } from "../tensor/tensor.js";
import { type CommonSettings, checkLr, Optimizer, type Part } from "./optimizer.js";

/** What Adam and AdamW are set to. */
export interface AdamSettings extends CommonSettings {
  /** How much of the mean and of the mean square stays at each step. */
  readonly betas: readonly [number, number];
  /** Added to the root. */
  readonly eps: number;
  /** λ: of the gradient in Adam, of the weight itself in AdamW. */
  readonly weightDecay: number;
  /** Whether it divides by the largest mean square so far. */
  readonly amsgrad: boolean;
}

/** Options of {@link Adam} and {@link AdamW}. */
export interface AdamOptions {
  /** Learning rate; default 0.001. */
  readonly lr?: number | undefined;
  /** How much of the mean and of the mean square stays at each step; default [0.9, 0.999]. */
  readonly betas?: readonly [number, number] | undefined;
  /** Added to the root; default 1e-8. */
  readonly eps?: number | undefined;
  /** λ: of the gradient in Adam (default 0), of the weight itself in AdamW (default 0.01). */
  readonly weightDecay?: number | undefined;
  /** Whether to divide by the largest mean square so far; default false. */
  readonly amsgrad?: boolean | undefined;
  /** Whether to climb rather than to descend; default false. */
  readonly maximize?: boolean | undefined;
}

const names = ["lr", "betas", "eps", "weightDecay", "amsgrad", "maximize"];

function parse(what: string, options: AdamOptions, weightDecay: number): AdamSettings {
  checkKeys(what, options, names);
  const betas = options.betas ?? [0.9, 0.999];
  if (!Array.isArray(betas) || betas.length !== 2) throw invalidOption("betas", "two numbers", betas);
  const beta = (i: 0 | 1) => checkNumber(`betas[${i}]`, betas[i], { min: 0, below: 1 });
  return {
    lr: checkLr(options.lr ?? 1e-3),
    betas: [beta(0), beta(1)],
    eps: checkNumber("eps", options.eps ?? 1e-8, { min: 0 }),
    weightDecay: checkNumber("weightDecay", options.weightDecay ?? weightDecay, { min: 0 }),
    amsgrad: checkBoolean("amsgrad", options.amsgrad ?? false),
    maximize: checkBoolean("maximize", options.maximize ?? false),
  };
}

abstract class AdamFamily extends Optimizer<AdamSettings> {
  /** @internal */
  protected override get countsSteps(): boolean {
    return true;
  }

  /** @internal */
  protected override momentNames({ amsgrad }: AdamSettings): readonly string[] {
    return ["exp_avg", "exp_avg_sq", ...(amsgrad ? ["max_exp_avg_sq"] : [])];
  }

  /** @internal */
  protected override parse(options: AdamOptions): AdamSettings {
    return parse("paramGroups[0]", options, 0);
  }

  /** @internal */
  protected override momentumOption(beta: number): Partial<AdamSettings> {
    return { betas: [beta, this.settings.betas[1]] };
  }

  /** @internal Whether weights decay by themselves. */
  protected abstract get decoupled(): boolean;

  /** @internal */
  protected override update(core: EagerCore, settings: AdamSettings, { start, length, total, t }: Part): void {
    const { lr, betas, eps, weightDecay, amsgrad } = settings;
    core.adam(start, length, total, t, lr, betas[0], betas[1], eps, weightDecay, amsgrad, this.decoupled);
  }
}

/** Adam, with weight decay through the gradient. */
export class Adam extends AdamFamily {
  /** @throws RnnError `ERR_INVALID_OPTION` */
  constructor(params: Iterable<Tensor>, options: AdamOptions = {}) {
    super(params, parse("Adam", options, 0));
  }

  /** @internal */
  protected override get decoupled(): boolean {
    return false;
  }
}

/** Adam whose weights decay by themselves. */
export class AdamW extends AdamFamily {
  /** @throws RnnError `ERR_INVALID_OPTION` */
  constructor(params: Iterable<Tensor>, options: AdamOptions = {}) {
    super(params, parse("AdamW", options, 0.01));
  }

  /** @internal */
  protected override get decoupled(): boolean {
    return true;
  }
}
