/**
 * `torch.optim.Adam` and `torch.optim.AdamW`.
 */

import type { EagerCore } from "../../core/eager.js";
import { checkBoolean, checkKeys } from "../../errors/validate.js";
import { adamOptions, adamSettings } from "../../options/optimizer.js";
import type { OptionsOf } from "../../options/schema.js";
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
export interface AdamOptions extends OptionsOf<typeof adamOptions> {
  /** Learning rate; default 0.001. */
  readonly lr?: number | undefined;
  /** Whether to climb rather than to descend; default false. */
  readonly maximize?: boolean | undefined;
}

function parse(what: string, options: AdamOptions, weightDecay: number): AdamSettings {
  checkKeys(what, options, ["lr", ...Object.keys(adamOptions), "maximize"]);
  return {
    lr: checkLr(options.lr ?? 1e-3),
    ...adamSettings(options, weightDecay),
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
