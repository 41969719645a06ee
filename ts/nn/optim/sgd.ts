/**
 * `torch.optim.SGD`.
 */

import type { EagerCore } from "../../core/eager.js";
import { rnnError } from "../../errors/rnn-error.js";
import { checkBoolean, checkKeys, checkNumber } from "../../errors/validate.js";
import type { Tensor } from "../tensor/tensor.js";
import { type CommonSettings, checkLr, Optimizer, type Part } from "./optimizer.js";

/** What SGD is set to. */
export interface SGDSettings extends CommonSettings {
  /** How much of the last step goes on. */
  readonly momentum: number;
  /** How much of the gradient does not go into the momentum. */
  readonly dampening: number;
  /** λ of the gradient. */
  readonly weightDecay: number;
  /** Whether the momentum is Nesterov's. */
  readonly nesterov: boolean;
}

/** Options of {@link SGD}. */
export interface SGDOptions {
  /** Learning rate; default 0.001. */
  readonly lr?: number | undefined;
  /** How much of the last step goes on; default 0. */
  readonly momentum?: number | undefined;
  /** How much of the gradient does not go into the momentum; default 0. */
  readonly dampening?: number | undefined;
  /** λ of the gradient; default 0. */
  readonly weightDecay?: number | undefined;
  /** Nesterov's momentum; default false. */
  readonly nesterov?: boolean | undefined;
  /** Whether to climb rather than to descend; default false. */
  readonly maximize?: boolean | undefined;
}

const names = ["lr", "momentum", "dampening", "weightDecay", "nesterov", "maximize"];

function parse(what: string, options: SGDOptions): SGDSettings {
  checkKeys(what, options, names);
  const momentum = checkNumber("momentum", options.momentum ?? 0, { min: 0 });
  const dampening = checkNumber("dampening", options.dampening ?? 0, {});
  const nesterov = checkBoolean("nesterov", options.nesterov ?? false);
  if (nesterov && (momentum === 0 || dampening !== 0)) {
    throw rnnError(
      "ERR_INVALID_OPTION",
      "nesterov",
      "a momentum above 0 and no dampening",
      `momentum ${momentum}, dampening ${dampening}`,
    );
  }
  const weightDecay = checkNumber("weightDecay", options.weightDecay ?? 0, { min: 0 });
  const maximize = checkBoolean("maximize", options.maximize ?? false);
  return { lr: checkLr(options.lr ?? 1e-3), momentum, dampening, weightDecay, nesterov, maximize };
}

/** Stochastic gradient descent, with momentum. */
export class SGD extends Optimizer<SGDSettings> {
  /** @throws RnnError `ERR_INVALID_OPTION` */
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
  protected override update(core: EagerCore, settings: SGDSettings, { start, length, total, t }: Part): void {
    const { lr, momentum, dampening, weightDecay, nesterov } = settings;
    core.sgd(start, length, total, t, lr, momentum, dampening, weightDecay, nesterov);
  }
}
