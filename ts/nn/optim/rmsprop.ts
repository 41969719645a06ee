/**
 * `torch.optim.RMSprop`.
 */
import type { EagerCore } from "../../core/eager.js";
import { checkBoolean, checkKeys, checkNumber } from "../../errors/validate.js";
import type { Tensor } from "../tensor/tensor.js";
import { type CommonSettings, checkLr, Optimizer, type Part } from "./optimizer.js";

/** The settings of RMSprop. */
export interface RMSpropSettings extends CommonSettings {
  /** Decay rate of the running mean of squared gradients. */
  readonly alpha: number;
  /** Added to the denominator. */
  readonly eps: number;
  /** Weight decay, an L2 penalty. */
  readonly weightDecay: number;
  /** Momentum factor. */
  readonly momentum: number;
  /** Whether to normalize by the variance of the gradient. */
  readonly centered: boolean;
}

/** Options of {@link RMSprop}. */
export interface RMSpropOptions {
  /** Learning rate; default 0.01. */
  readonly lr?: number | undefined;
  /** Decay rate of the running mean of squared gradients; default 0.99. */
  readonly alpha?: number | undefined;
  /** Added to the denominator; default 1e-8. */
  readonly eps?: number | undefined;
  /** Weight decay, an L2 penalty; default 0. */
  readonly weightDecay?: number | undefined;
  /** Momentum factor; default 0. */
  readonly momentum?: number | undefined;
  /** Whether to normalize by the variance of the gradient; default false. */
  readonly centered?: boolean | undefined;
  /** Whether to maximize the objective; default false. */
  readonly maximize?: boolean | undefined;
}

const names = ["lr", "alpha", "eps", "weightDecay", "momentum", "centered", "maximize"];

function parse(what: string, options: RMSpropOptions): RMSpropSettings {
  checkKeys(what, options, names);
  return {
    lr: checkLr(options.lr ?? 1e-2),
    alpha: checkNumber("alpha", options.alpha ?? 0.99, { min: 0, max: 1 }),
    eps: checkNumber("eps", options.eps ?? 1e-8, { min: 0 }),
    weightDecay: checkNumber("weightDecay", options.weightDecay ?? 0, { min: 0 }),
    momentum: checkNumber("momentum", options.momentum ?? 0, { min: 0 }),
    centered: checkBoolean("centered", options.centered ?? false),
    maximize: checkBoolean("maximize", options.maximize ?? false),
  };
}

/** RMSprop, which divides each gradient by the root of its running mean square: `torch.optim.RMSprop`. */
export class RMSprop extends Optimizer<RMSpropSettings> {
  /**
   * @param params the tensors to update, such as `module.parameters()`
   * @throws RnnError `ERR_INVALID_OPTION`
   */
  constructor(params: Iterable<Tensor>, options: RMSpropOptions = {}) {
    super(params, parse("RMSprop", options));
  }

  /** @internal */
  protected override get countsSteps(): boolean {
    return true;
  }

  /** @internal */
  protected override momentNames({ momentum, centered }: RMSpropSettings): readonly string[] {
    return ["square_avg", ...(momentum > 0 ? ["momentum_buffer"] : []), ...(centered ? ["grad_avg"] : [])];
  }

  /** @internal */
  protected override parse(options: RMSpropOptions): RMSpropSettings {
    return parse("paramGroups[0]", options);
  }

  /** @internal */
  protected override momentumOption(momentum: number): Partial<RMSpropSettings> {
    return { momentum };
  }

  /** @internal */
  protected override hyperparameters({ lr, alpha, eps, weightDecay, momentum }: RMSpropSettings): readonly number[] {
    return [lr, alpha, eps, weightDecay, momentum];
  }

  /** @internal */
  protected override update(core: EagerCore, { centered }: RMSpropSettings, { start, length, total }: Part): void {
    core.rmsprop(start, length, total, centered);
  }
}
