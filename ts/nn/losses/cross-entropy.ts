/**
 * The cross entropy for class indices: `torch.nn.CrossEntropyLoss`.
 */
import { checkNumber } from "../../errors/validate.js";
import { edgesOf } from "../autograd/graph.js";
import { crossEntropy } from "../kernels/kernels.js";
import { Tensor } from "../tensor/tensor.js";
import { ClassLoss, type ClassLossOptions } from "./class-targets.js";
import { reduceLosses } from "./reduction.js";

/** Options of {@link CrossEntropyLoss}. */
export interface CrossEntropyLossOptions extends ClassLossOptions {
  /** The share of each target that is spread over all classes, 0 … 1; default 0. */
  readonly labelSmoothing?: number | undefined;
}

/** The cross entropy of logits and class indices, in nats: `torch.nn.CrossEntropyLoss`. */
export class CrossEntropyLoss extends ClassLoss {
  /** The share of each target that is spread over all classes, 0 … 1. */
  readonly labelSmoothing: number;

  /** @throws RnnError `ERR_INVALID_OPTION`, `ERR_DTYPE`, `ERR_SHAPE` */
  constructor(options: CrossEntropyLossOptions = {}) {
    super("CrossEntropyLoss", options, ["labelSmoothing"]);
    this.labelSmoothing = checkNumber("labelSmoothing", options.labelSmoothing ?? 0, { min: 0, max: 1 });
  }

  /**
   * Computes the loss.
   * @param input float32 logits [N, C, d…], or [C] for one target
   * @param target int32 classes [N, d…], or []
   * @returns shape [], or the target's shape without a reduction. The mean over no targets is NaN, as in PyTorch.
   * @throws RnnError `ERR_SHAPE`, `ERR_DTYPE`, `ERR_INDEX_RANGE` for a target that is neither a class nor `ignoreIndex`
   */
  forward(input: Tensor, target: Tensor): Tensor {
    const { scores, targets, weight, shape, toInput } = this.rowsOf(input, target);
    const { ignoreIndex, labelSmoothing, reduction } = this;
    const options = { weight, ignoreIndex, labelSmoothing, reduction };
    const { loss, gradient } = crossEntropy(scores, targets, options, edgesOf([input]) !== undefined);
    // The core reduces the loss itself, and returns the gradient of the reduced loss.
    const elements = { losses: loss, shape: reduction === "none" ? shape : [], slopes: [gradient ?? null], toInput };
    return Tensor.result([input], reduceLosses("none", elements));
  }
}
