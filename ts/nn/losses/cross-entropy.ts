/**
 * The cross entropy of logits and classes: `torch.nn.CrossEntropyLoss`, for targets that are class indices.
 */
import { checkInteger, checkKeys, checkNumber, checkOneOf } from "../../errors/validate.js";
import { type Arrived, edgesOf, type Gradients, Node, SavingDerivative } from "../autograd/graph.js";
import { crossEntropy } from "../autograd/kernels.js";
import { Module } from "../layers/module.js";
import { checkTensor } from "../tensor/operands.js";
import { type Shape, sameShape, showShape, wrong } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";

const reductions = ["mean", "sum", "none"] as const;

/** Options of {@link CrossEntropyLoss}. */
export interface CrossEntropyLossOptions {
  /** A weight for each class, [C]. */
  readonly weight?: Tensor | undefined;
  /** Targets that count for nothing; default -100. */
  readonly ignoreIndex?: number | undefined;
  /** `"mean"` over what counts, weighted by its classes (default), `"sum"`, or `"none"`: one loss for each target. */
  readonly reduction?: (typeof reductions)[number] | undefined;
  /** ε, 0 ≤ ε ≤ 1: how much of each target is spread over all classes; default 0. */
  readonly labelSmoothing?: number | undefined;
}

/** The cross entropy, in nats, of logits and class indices: `torch.nn.CrossEntropyLoss`. */
export class CrossEntropyLoss extends Module {
  /** A weight for each class, [C]; undefined: all count alike. */
  readonly weight: Tensor | undefined;
  /** Targets of this value count for nothing. */
  readonly ignoreIndex: number;
  /** Whether losses are averaged, summed, or left one for each target. */
  readonly reduction: (typeof reductions)[number];
  /** How much of each target is spread over all classes, 0 … 1. */
  readonly labelSmoothing: number;

  /** @throws RnnError `ERR_INVALID_OPTION`, `ERR_DTYPE`, `ERR_SHAPE` */
  constructor(options: CrossEntropyLossOptions = {}) {
    super();
    checkKeys("CrossEntropyLoss", options, ["weight", "ignoreIndex", "reduction", "labelSmoothing"]);
    this.ignoreIndex = checkInteger("ignoreIndex", options.ignoreIndex ?? -100, -(2 ** 31), 2 ** 31 - 1);
    this.reduction = checkOneOf("reduction", options.reduction ?? "mean", reductions);
    this.labelSmoothing = checkNumber("labelSmoothing", options.labelSmoothing ?? 0, { min: 0, max: 1 });
    this.weight = options.weight && checkTensor("weight", options.weight, "float32");
    if (this.weight && this.weight.shape.length !== 1)
      throw wrong("ERR_SHAPE", "weight", "one number for each class", this.weight.shape);
  }

  /**
   * @param input logits [N, C, d…], or [C] for one target
   * @param target int32 classes [N, d…], or []
   * @returns shape [], or the target's without a reduction. The mean over nothing is NaN, as PyTorch's.
   * @throws RnnError `ERR_SHAPE`, `ERR_DTYPE`, `ERR_INDEX_RANGE` for a target that is neither a class nor `ignoreIndex`
   */
  forward(input: Tensor, target: Tensor): Tensor {
    checkTensor("input", input, "float32");
    checkTensor("target", target, "int32");
    const rank = input.shape.length;
    const classDim = rank === 1 ? 0 : 1;
    const classes = input.shape[classDim] ?? 0;
    if (classes === 0) throw wrong("ERR_SHAPE", "input", "logits of shape [N, C, …] or [C]", input.shape);
    const wanted = input.shape.toSpliced(classDim, 1);
    if (!sameShape(target.shape, wanted)) throw wrong("ERR_SHAPE", "target", showShape(wanted), target.shape);
    if (this.weight && this.weight.shape[0] !== classes)
      throw wrong("ERR_SHAPE", "weight", showShape([classes]), this.weight.shape);
    const targets = target.flat() as Int32Array;
    this.#checkTargets(targets, classes);

    const order = [...input.shape.keys()].toSpliced(classDim, 1).concat(classDim);
    const logits = input.detach().permute(order).flat() as Float32Array;
    const edges = edgesOf([input]);
    const options = { ...this, weight: this.weight?.flat() as Float32Array | undefined };
    const { loss, gradient } = crossEntropy(logits, targets, options, edges !== undefined);
    const node = edges && new Node(edges, new CrossEntropyDerivative(gradient as Float32Array, input.shape, order));
    return Tensor.of(loss, this.reduction === "none" ? wanted : [], node);
  }

  #checkTargets(targets: Int32Array, classes: number): void {
    for (const target of targets) {
      if ((target < 0 || target >= classes) && target !== this.ignoreIndex) {
        throw wrong("ERR_INDEX_RANGE", "target", `classes from 0 to ${classes - 1}`, String(target));
      }
    }
  }
}

/** Keeps the gradient of the loss, or of each row's; what comes from above multiplies it. */
class CrossEntropyDerivative extends SavingDerivative {
  readonly #shape: Shape;
  readonly #order: readonly number[];

  /** @param order of the input's dimensions in `rows`, the classes last */
  constructor(rows: Float32Array, shape: Shape, order: readonly number[]) {
    super([], rows);
    this.#shape = shape;
    this.#order = order;
  }

  override apply([gradient]: Arrived): Gradients {
    // They are this node's own, and it goes back once: the product may take their place.
    const rows = this.values;
    const above = (gradient as Tensor).flat();
    const each = rows.length / above.length;
    for (let i = 0; i < above.length; i++) {
      const by = above[i] as number;
      if (by !== 1) for (let at = i * each; at < (i + 1) * each; at++) (rows[at] as number) *= by;
    }
    const shape = this.#order.map((dim) => this.#shape[dim] as number);
    const back = this.#order.map((_, dim) => this.#order.indexOf(dim));
    return [Tensor.of(rows, shape).permute(back)];
  }
}
