/**
 * `torch.optim.SGD`.
 */

import type { EagerCore } from "../../core/eager.js";
import { checkBoolean, checkKeys } from "../../errors/validate.js";
import { sgdOptions, sgdSettings } from "../../options/optimizer.js";
import type { OptionsOf } from "../../options/schema.js";
import type { Tensor } from "../tensor/tensor.js";
import { type CommonSettings, checkLr, Optimizer, type Part } from "./optimizer.js";

/** The settings of SGD. */
export interface SGDSettings extends CommonSettings {
  /** Momentum factor. */
  readonly momentum: number;
  /** Dampening of the momentum. */
  readonly dampening: number;
  /** Weight decay, an L2 penalty. */
  readonly weightDecay: number;
  /** Whether to use Nesterov momentum. */
  readonly nesterov: boolean;
}

/** Options of {@link SGD}. */
export interface SGDOptions extends OptionsOf<typeof sgdOptions> {
  /** Learning rate; default 0.001. */
  readonly lr?: number | undefined;
  /** Whether to maximize the objective; default false. */
  readonly maximize?: boolean | undefined;
}

function parse(what: string, options: SGDOptions): SGDSettings {
  checkKeys(what, options, ["lr", ...Object.keys(sgdOptions), "maximize"]);
  return {
    lr: checkLr(options.lr ?? 1e-3),
    ...sgdSettings(options),
    maximize: checkBoolean("maximize", options.maximize ?? false),
  };
}

/** Stochastic gradient descent with optional momentum: `torch.optim.SGD`. */
export class SGD extends Optimizer<SGDSettings> {
  /**
   * @param params the tensors to update, such as `module.parameters()`
   * @throws RnnError `ERR_INVALID_OPTION`
   */
  constructor(params: Iterable<Tensor>, options: SGDOptions = {}) {
    super(params, parse("SGD", options));
  }

  /** @internal */
  protected override get countsSteps(): boolean {
    return false;
  }

  /** @internal */
  protected override momentNames({ momentum }: SGDSettings): readonly string[] {
    return momentum > 0 ? ["momentum_buffer"] : [];
  }

  /** @internal */
  protected override parse(options: SGDOptions): SGDSettings {
    return parse("paramGroups[0]", options);
  }

  /** @internal */
  protected override momentumOption(momentum: number): Partial<SGDSettings> {
    return { momentum };
  }

  /** @internal */
  protected override hyperparameters({ lr, momentum, dampening, weightDecay }: SGDSettings): readonly number[] {
    return [lr, momentum, dampening, weightDecay];
  }

  /** @internal */
  protected override update(core: EagerCore, { nesterov }: SGDSettings, { start, length, total, t }: Part): void {
    core.sgd(start, length, total, t, nesterov);
  }
}
