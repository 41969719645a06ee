/**
 * A table of vectors, looked up by index: `torch.nn.Embedding`.
 *
 * Rows are copied here, not in the core: the whole table would have to go there for a few of its rows.
 */
import { checkInteger, checkKeys } from "../../errors/validate.js";
import { type Arrived, edgesOf, type Gradients, Node, SavingDerivative } from "../autograd/graph.js";
import { drawNormals } from "../tensor/create.js";
import { checkTensor, checkWeight } from "../tensor/operands.js";
import { type Shape, sizeOf, wrong } from "../tensor/shape.js";
import { floats } from "../tensor/strided.js";
import { Tensor } from "../tensor/tensor.js";
import { Module } from "./module.js";
import { Parameter } from "./parameter.js";

/** Options of {@link Embedding}. */
export interface EmbeddingOptions {
  /** A row that starts as zeros and gets no gradient; negative: from the end. */
  readonly paddingIdx?: number | undefined;
}

/** A table of vectors, looked up by index: `torch.nn.Embedding`. */
export class Embedding extends Module {
  /** Rows of the table. */
  readonly numEmbeddings: number;
  /** Length of a row. */
  readonly embeddingDim: number;
  /** The row that gets no gradient, from 0; undefined where there is none. */
  readonly paddingIdx: number | undefined;
  /** [numEmbeddings, embeddingDim], drawn from N(0, 1). */
  weight: Parameter;

  /** @throws RnnError `ERR_INVALID_OPTION` */
  constructor(numEmbeddings: number, embeddingDim: number, options: EmbeddingOptions = {}) {
    super();
    this.numEmbeddings = checkInteger("numEmbeddings", numEmbeddings, 1);
    this.embeddingDim = checkInteger("embeddingDim", embeddingDim, 1);
    checkKeys("Embedding", options, ["paddingIdx"]);
    const padding = options.paddingIdx;
    if (padding !== undefined) checkInteger("paddingIdx", padding, -numEmbeddings, numEmbeddings - 1);
    this.paddingIdx = padding !== undefined && padding < 0 ? padding + numEmbeddings : padding;
    const values = drawNormals(numEmbeddings * embeddingDim);
    if (this.paddingIdx !== undefined) {
      values.fill(0, this.paddingIdx * embeddingDim, (this.paddingIdx + 1) * embeddingDim);
    }
    this.weight = new Parameter(Tensor.of(values, [numEmbeddings, embeddingDim]));
  }

  /**
   * @param input int32 indices of any shape
   * @returns [...input.shape, embeddingDim]
   * @throws RnnError `ERR_DTYPE`, `ERR_INDEX_RANGE`
   */
  forward(input: Tensor): Tensor {
    checkTensor("input", input, "int32");
    const indices = input.flat() as Int32Array;
    const { numEmbeddings, embeddingDim } = this;
    const weight = checkWeight("weight", this.weight, [numEmbeddings, embeddingDim]);
    const table = weight.flat();
    const out = floats(indices.length * embeddingDim);
    for (let row = 0, to = 0; row < indices.length; row++) {
      const index = indices[row] as number;
      if (index < 0 || index >= numEmbeddings) {
        throw wrong("ERR_INDEX_RANGE", "input", `indices from 0 to ${numEmbeddings - 1}`, String(index));
      }
      for (let from = index * embeddingDim, end = from + embeddingDim; from < end; )
        out[to++] = table[from++] as number;
    }
    const edges = edgesOf([weight]);
    const node = edges && new Node(edges, new Lookup(input, weight.shape, this.paddingIdx));
    return Tensor.of(out, [...input.shape, embeddingDim], node);
  }
}

/** dweight[index] += dout, over all rows. */
class Lookup extends SavingDerivative {
  readonly #shape: Shape;
  readonly #paddingIdx: number | undefined;

  constructor(input: Tensor, shape: Shape, paddingIdx: number | undefined) {
    super([input]);
    this.#shape = shape;
    this.#paddingIdx = paddingIdx;
  }

  override apply([gradient]: Arrived): Gradients {
    const dim = this.#shape[1] as number;
    const indices = (this.saved[0] as Tensor).flat();
    const rows = (gradient as Tensor).flat();
    const table = floats(sizeOf(this.#shape));
    for (let row = 0, from = 0; row < indices.length; row++, from += dim) {
      const index = indices[row] as number;
      if (index === this.#paddingIdx) continue;
      const to = index * dim;
      for (let i = 0; i < dim; i++) (table[to + i] as number) += rows[from + i] as number;
    }
    return [Tensor.of(table, this.#shape)];
  }
}
