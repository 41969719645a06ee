/**
 * The embedding: `torch.nn.Embedding`.
 *
 * Rows are copied in JavaScript, because the core would need a copy of the whole table for a few of its rows.
 */

import { checkInteger, checkKeys } from "../../errors/validate.js";
import { mismatch } from "../arrays/mismatch.js";
import { flat, flatFloats, type NdArray, ndArray } from "../arrays/storage.js";
import { floats } from "../arrays/values.js";
import type { OutputGrads } from "../autograd/graph.js";
import { Module } from "../modules/module.js";
import { Parameter } from "../modules/parameter.js";
import { result } from "../operations/result.js";
import { drawNormals } from "../tensor/create.js";
import { checkTensor, checkWeight } from "../tensor/operands.js";
import { Tensor } from "../tensor/tensor.js";

/** Options of {@link Embedding}. */
export interface EmbeddingOptions {
  /** The index of a row that starts as zeros and gets no gradient; negative ones count from the end. */
  readonly paddingIdx?: number | undefined;
}

/** A table of trainable vectors, looked up by index: `torch.nn.Embedding`. */
export class Embedding extends Module {
  /** The number of rows. */
  readonly numEmbeddings: number;
  /** The length of a row. */
  readonly embeddingDim: number;
  /** The index of the row that gets no gradient; undefined if there is none. */
  readonly paddingIdx: number | undefined;
  /** [numEmbeddings, embeddingDim], drawn from N(0, 1). */
  weight: Parameter;

  /**
   * @param numEmbeddings the number of rows
   * @param embeddingDim the length of a row
   * @throws RnnError `ERR_INVALID_OPTION`
   */
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
   * Looks up rows.
   * @param input int32 indices of any shape
   * @returns [...input.shape, embeddingDim]
   * @throws RnnError `ERR_DTYPE`, `ERR_INDEX_RANGE`
   */
  forward(input: Tensor): Tensor {
    checkTensor("input", input, "int32");
    const indices = flat(input) as Int32Array;
    const { numEmbeddings, embeddingDim } = this;
    const weight = checkWeight("weight", this.weight, [numEmbeddings, embeddingDim]);
    const table = flat(weight);
    const out = floats(indices.length * embeddingDim);
    for (let row = 0, to = 0; row < indices.length; row++) {
      const index = indices[row] as number;
      if (index < 0 || index >= numEmbeddings) {
        throw mismatch("ERR_INDEX_RANGE", "input", `indices from 0 to ${numEmbeddings - 1}`, String(index));
      }
      for (let from = index * embeddingDim, end = from + embeddingDim; from < end; )
        out[to++] = table[from++] as number;
    }
    const shape = [...input.shape, embeddingDim];
    const backward = ([g]: OutputGrads) => [this.#gradient(flat(input) as Int32Array, flatFloats(g as NdArray))];
    return Tensor.result([weight], result(out, shape, { backward, saves: [input] }));
  }

  /** The gradient of the table: dweight[index] += dout for each row. */
  #gradient(indices: Int32Array, rows: Float32Array): NdArray {
    const dim = this.embeddingDim;
    const table = floats(this.numEmbeddings * dim);
    for (let row = 0, from = 0; row < indices.length; row++, from += dim) {
      const index = indices[row] as number;
      if (index === this.paddingIdx) continue;
      const to = index * dim;
      for (let i = 0; i < dim; i++) (table[to + i] as number) += rows[from + i] as number;
    }
    return ndArray(table, [this.numEmbeddings, dim]);
  }
}
