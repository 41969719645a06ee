/**
 * `torch.optim.Adam` and `torch.optim.AdamW`.
 */

import type { EagerCore } from "../../core/eager.js";
import { checkBoolean, checkKeys } from "../../errors/validate.js";
import { adamOptions, adamSettings } from "../../options/optimizer.js";
import type { OptionsOf } from "../../options/schema.js";
import type { Tensor } from "../tensor/tensor.js";
import { type CommonSettings, checkLr, Optimizer, type Part } from "./optimizer.js";

/** The settings of Adam and AdamW. */
export interface AdamSettings extends CommonSettings {
  /** Decay rates of the running means of the gradient and the squared gradient. */
  readonly betas: readonly [number, number];
  /** Added to the denominator. */
  readonly eps: number;
  /** Weight decay: an L2 penalty in Adam, decoupled in AdamW. */
  readonly weightDecay: number;
  /** Whether to divide by the maximum of the second moments. */
  readonly amsgrad: boolean;
}

/** Options of {@link Adam} and {@link AdamW}. */
export interface AdamOptions extends OptionsOf<typeof adamOptions> {
  /** Learning rate; default 0.001. */
  readonly lr?: number | undefined;
  /** Whether to maximize the objective; default false. */
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

  /** @internal Whether weight decay is decoupled. */
  protected abstract get decoupled(): boolean;

  /** @internal */
  protected override hyperparameters({ lr, betas, eps, weightDecay }: AdamSettings): readonly number[] {
    return [lr, betas[0], betas[1], eps, weightDecay];
  }

  /** @internal */
  protected override update(core: EagerCore, { amsgrad }: AdamSettings, { start, length, total, t }: Part): void {
    core.adam(start, length, total, t, (amsgrad ? 1 : 0) + (this.decoupled ? 2 : 0));
  }
}

/** Adam, with weight decay as an L2 penalty: `torch.optim.Adam`. */
export class Adam extends AdamFamily {
  /**
   * @param params the tensors to update, such as `module.parameters()`
   * @throws RnnError `ERR_INVALID_OPTION`
   */
  constructor(params: Iterable<Tensor>, options: AdamOptions = {}) {
    super(params, parse("Adam", options, 0));
  }

  /** @internal */
  protected override get decoupled(): boolean {
    return false;
  }
}

/** Adam with decoupled weight decay: `torch.optim.AdamW`. */
export class AdamW extends AdamFamily {
  /**
   * @param params the tensors to update, such as `module.parameters()`
   * @throws RnnError `ERR_INVALID_OPTION`
   */
  constructor(params: Iterable<Tensor>, options: AdamOptions = {}) {
    super(params, parse("AdamW", options, 0.01));
  }

  /** @internal */
  protected override get decoupled(): boolean {
    return true;
  }
}
