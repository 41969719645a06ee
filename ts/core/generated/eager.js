// Made by build.sh from what wasm-bindgen wrote. Do not edit.

/** The class of the instance whose glue was initialized; its wasm with what the linked file exports. */
export function createEager({ FinalizationRegistry, wasm, getDataViewMemory0, getArrayF64FromWasm0, takeObject }) {
var Eager = class {
  __destroy_into_raw() {
    const ptr = this.__wbg_ptr;
    this.__wbg_ptr = 0;
    EagerFinalization.unregister(this);
    return ptr;
  }
  free() {
    const ptr = this.__destroy_into_raw();
    wasm.a2(ptr, 0);
  }
  /**
   * Update `t` of Adam, with the hyperparameters lr, beta1, beta2, eps and weight decay. Flags: 1 `AMSGrad`, 2 decoupled
   * decay, which is `AdamW`.
   *
   * # Errors
   * A gradient or a new weight that is not finite; the arena is too small.
   * @param {number} start
   * @param {number} len
   * @param {number} total
   * @param {number} t
   * @param {number} flags
   */
  adam(start, len, total, t, flags) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.a9(retptr, this.__wbg_ptr, start, len, total, t, flags);
      var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
      var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
      if (r1) {
        throw takeObject(r0);
      }
    } finally {
      wasm.a6(16);
    }
  }
  /**
   * `a [count], b [period]`: a becomes a + b (0), a − b (1), a · b (2) or a / b (3), where b repeats as often as it fits.
   *
   * # Errors
   * A period that does not divide the count; no such operation; the arena is too small.
   * @param {number} operation
   * @param {number} count
   * @param {number} period
   */
  arithmetic(operation, count, period) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.aa(retptr, this.__wbg_ptr, operation, count, period);
      var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
      var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
      if (r1) {
        throw takeObject(r0);
      }
    } finally {
      wasm.a6(16);
    }
  }
  /**
   * `logits [rows][classes]`, in rows padded to whole vectors while it works; words `targets [rows]`. Returns the mean
   * loss. With `gradient` the logits become its gradient.
   *
   * # Errors
   * The arena is too small; a target that is no class.
   * @param {number} rows
   * @param {number} classes
   * @param {boolean} gradient
   * @returns {number}
   */
  cross_entropy(rows, classes, gradient) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.ab(retptr, this.__wbg_ptr, rows, classes, gradient);
      var r0 = getDataViewMemory0().getFloat64(retptr + 8 * 0, true);
      var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
      var r3 = getDataViewMemory0().getInt32(retptr + 4 * 3, true);
      if (r3) {
        throw takeObject(r2);
      }
      return r0;
    } finally {
      wasm.a6(16);
    }
  }
  /**
   * The loss with all its options: `weight [classes]` if `weighted`, `losses [rows]` to be written, `logits` as in
   * [`Eager::cross_entropy`]. Returns Σ losses, over Σ w\[target\] for a `mean`. With `gradient` the logits become
   * the gradient of that, or of each row's own loss where losses are not reduced: that of their sum.
   *
   * # Errors
   * As [`Eager::cross_entropy`], but for targets that are ignored.
   * @param {number} rows
   * @param {number} classes
   * @param {boolean} weighted
   * @param {number} ignore_index
   * @param {number} label_smoothing
   * @param {boolean} mean
   * @param {boolean} gradient
   * @returns {number}
   */
  cross_entropy_with(rows, classes, weighted, ignore_index, label_smoothing, mean, gradient) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.ac(retptr, this.__wbg_ptr, rows, classes, weighted, ignore_index, label_smoothing, mean, gradient);
      var r0 = getDataViewMemory0().getFloat64(retptr + 8 * 0, true);
      var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
      var r3 = getDataViewMemory0().getInt32(retptr + 4 * 3, true);
      if (r3) {
        throw takeObject(r2);
      }
      return r0;
    } finally {
      wasm.a6(16);
    }
  }
  /**
   * `x [count]` becomes eˣ.
   *
   * # Errors
   * The arena is too small.
   * @param {number} count
   */
  exp(count) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.ad(retptr, this.__wbg_ptr, count);
      var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
      var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
      if (r1) {
        throw takeObject(r0);
      }
    } finally {
      wasm.a6(16);
    }
  }
  /**
   * f32\[reserved\].
   * @returns {number}
   */
  floats_ptr() {
    const ret = wasm.ae(this.__wbg_ptr);
    return ret >>> 0;
  }
  /**
   * f64\[5\]: the hyperparameters of an optimizer, in the order that its method names.
   * @returns {number}
   */
  hyperparameters_ptr() {
    const ret = wasm.af(this.__wbg_ptr);
    return ret >>> 0;
  }
  /**
   * `x, weight, dy [rows][outputs]` → `dweight, dbias, dx`; dx is left out unless wanted, and works in padded rows.
   *
   * # Errors
   * As [`Eager::linear`].
   * @param {number} rows
   * @param {number} inputs
   * @param {number} outputs
   * @param {boolean} wants_dx
   */
  linear_backward(rows, inputs, outputs, wants_dx) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.ah(retptr, this.__wbg_ptr, rows, inputs, outputs, wants_dx);
      var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
      var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
      if (r1) {
        throw takeObject(r0);
      }
    } finally {
      wasm.a6(16);
    }
  }
  /**
   * `x [rows][inputs], weight [outputs][inputs], bias [outputs]` → `y [rows][outputs]`, in rows padded to whole
   * vectors while it works.
   *
   * # Errors
   * The arena is too small; out of memory.
   * @param {number} rows
   * @param {number} inputs
   * @param {number} outputs
   */
  linear(rows, inputs, outputs) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.ag(retptr, this.__wbg_ptr, rows, inputs, outputs);
      var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
      var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
      if (r1) {
        throw takeObject(r0);
      }
    } finally {
      wasm.a6(16);
    }
  }
  /**
   * `x [rows][classes]` becomes x − ln Σ eˣ of its row.
   *
   * # Errors
   * A size of 0; the arena is too small.
   * @param {number} rows
   * @param {number} classes
   */
  log_softmax(rows, classes) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.ai(retptr, this.__wbg_ptr, rows, classes);
      var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
      var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
      if (r1) {
        throw takeObject(r0);
      }
    } finally {
      wasm.a6(16);
    }
  }
  /**
   * `a [count][rows][inner], b [count][inner][columns]` → `c [count][rows][columns]`, in rows padded to whole vectors
   * while it works. A transposed operand lies as `[count][inner][rows]` or `[count][columns][inner]`.
   *
   * # Errors
   * A size of 0; the arena is too small; out of memory.
   * @param {number} count
   * @param {number} rows
   * @param {number} inner
   * @param {number} columns
   * @param {boolean} a_transposed
   * @param {boolean} b_transposed
   */
  matmul(count, rows, inner, columns, a_transposed, b_transposed) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.aj(retptr, this.__wbg_ptr, count, rows, inner, columns, a_transposed, b_transposed);
      var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
      var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
      if (r1) {
        throw takeObject(r0);
      }
    } finally {
      wasm.a6(16);
    }
  }
  /**
   * An empty arena.
   */
  constructor() {
    const ret = wasm.ak();
    this.__wbg_ptr = ret;
    EagerFinalization.register(this, this.__wbg_ptr, this);
    return this;
  }
  /**
   * A pair of normal numbers from two uniform ones, as `torch.randn` makes fewer than 16.
   * @param {number} u1
   * @param {number} u2
   * @returns {Float64Array}
   */
  static normal_pair(u1, u2) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.al(retptr, u1, u2);
      var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
      var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
      var v1 = getArrayF64FromWasm0(r0, r1).slice();
      wasm.a7(r0, r1 * 8, 8);
      return v1;
    } finally {
      wasm.a6(16);
    }
  }
  /**
   * `x [count]` of uniform numbers, at least 16, becomes normal numbers as `torch.randn` makes them. Where `count` is
   * no multiple of 16, 16 more uniform numbers follow: the last 16 are made of those.
   *
   * # Errors
   * The arena is too small.
   * @param {number} count
   */
  normals(count) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.am(retptr, this.__wbg_ptr, count);
      var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
      var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
      if (r1) {
        throw takeObject(r0);
      }
    } finally {
      wasm.a6(16);
    }
  }
  /**
   * `weights, x`, with a state `h, c`, `dy [rows][D·out]`, with a state gradient those of the final `h, c`
   * → `dweights`, if wanted `dx [rows][input]`, with a state gradient those of the initial `h, c`. Weights and x are
   * left out where they are resident: nothing ran between the forward pass and this. Flags: 1 mapped, 2 with a state,
   * 4 with a state gradient, 8 dx wanted, 16 resident.
   *
   * # Errors
   * As [`Eager::recurrent_forward`].
   * @param {number} rows
   * @param {number} batch
   * @param {number} steps
   * @param {number} flags
   */
  recurrent_backward(rows, batch, steps, flags) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.ao(retptr, this.__wbg_ptr, rows, batch, steps, flags);
      var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
      var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
      if (r1) {
        throw takeObject(r0);
      }
    } finally {
      wasm.a6(16);
    }
  }
  /**
   * The sizes of the recurrence that the next calls run: a cell as in a model's configuration, its input, hidden units,
   * projection (0 for none), layers, directions; flags: 1 with biases, 2 with masks of dropout beside the input.
   *
   * # Errors
   * A size of 0, a cell or a projection that there is none of, or sizes whose weights no memory holds; those of before
   * stay.
   * @param {number} cell
   * @param {number} input
   * @param {number} hidden
   * @param {number} projection
   * @param {number} layers
   * @param {number} directions
   * @param {number} flags
   */
  recurrent(cell, input, hidden, projection, layers, directions, flags) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.an(retptr, this.__wbg_ptr, cell, input, hidden, projection, layers, directions, flags);
      var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
      var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
      if (r1) {
        throw takeObject(r0);
      }
    } finally {
      wasm.a6(16);
    }
  }
  /**
   * `weights, x [rows][input]`, with a state `h [L·D][B][out], c [L·D][B][H]`, with dropout `masks [L − 1][N][D·out]`
   * → `y [rows][D·out], h, c`; c only where the cell has one. The backward pass reads [`Eager::saved_ptr`].
   * Flags: 1 mapped, 2 with a state.
   *
   * # Errors
   * The arena is too small, the words do not fit the sizes; out of memory.
   * @param {number} rows
   * @param {number} batch
   * @param {number} steps
   * @param {number} flags
   */
  recurrent_forward(rows, batch, steps, flags) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.ap(retptr, this.__wbg_ptr, rows, batch, steps, flags);
      var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
      var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
      if (r1) {
        throw takeObject(r0);
      }
    } finally {
      wasm.a6(16);
    }
  }
  /**
   * Reserves memory for these numbers of f32 and u32 of operands and results.
   *
   * # Errors
   * Out of memory: what was reserved before stays usable.
   * @param {number} floats
   * @param {number} words
   */
  reserve(floats, words) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.aq(retptr, this.__wbg_ptr, floats, words);
      var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
      var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
      if (r1) {
        throw takeObject(r0);
      }
    } finally {
      wasm.a6(16);
    }
  }
  /**
   * An update of `RMSprop`, with the hyperparameters lr, alpha, eps, weight decay and momentum, over `params, grads, square
   * averages`, `momentum buffers` with a momentum, `gradient averages` if `centered`, each \[total\], of which it takes
   * `len` from `start` on.
   *
   * # Errors
   * A gradient or a new weight that is not finite; the arena is too small.
   * @param {number} start
   * @param {number} len
   * @param {number} total
   * @param {boolean} centered
   */
  rmsprop(start, len, total, centered) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.ar(retptr, this.__wbg_ptr, start, len, total, centered);
      var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
      var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
      if (r1) {
        throw takeObject(r0);
      }
    } finally {
      wasm.a6(16);
    }
  }
  /**
   * Floats that a forward pass over `rows` packed rows leaves.
   *
   * # Errors
   * More than any memory holds.
   * @param {number} rows
   * @returns {number}
   */
  saved_len(rows) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.as(retptr, this.__wbg_ptr, rows);
      var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
      var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
      var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
      if (r2) {
        throw takeObject(r1);
      }
      return r0 >>> 0;
    } finally {
      wasm.a6(16);
    }
  }
  /**
   * f32\[[`Eager::saved_len`]\]: what a forward pass over `rows` packed rows left, to be taken away before the next one
   * and brought back before the backward pass.
   *
   * # Errors
   * Out of memory.
   * @param {number} rows
   * @param {number} batch
   * @returns {number}
   */
  saved_ptr(rows, batch) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.at(retptr, this.__wbg_ptr, rows, batch);
      var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
      var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
      var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
      if (r2) {
        throw takeObject(r1);
      }
      return r0 >>> 0;
    } finally {
      wasm.a6(16);
    }
  }
  /**
   * Update `t` of SGD, with the hyperparameters lr, momentum, dampening and weight decay.
   *
   * # Errors
   * As [`Eager::adam`].
   * @param {number} start
   * @param {number} len
   * @param {number} total
   * @param {number} t
   * @param {boolean} nesterov
   */
  sgd(start, len, total, t, nesterov) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.au(retptr, this.__wbg_ptr, start, len, total, t, nesterov);
      var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
      var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
      if (r1) {
        throw takeObject(r0);
      }
    } finally {
      wasm.a6(16);
    }
  }
  /**
   * `x [count]` becomes 1 / (1 + e⁻ˣ).
   *
   * # Errors
   * The arena is too small.
   * @param {number} count
   */
  sigmoid(count) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.av(retptr, this.__wbg_ptr, count);
      var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
      var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
      if (r1) {
        throw takeObject(r0);
      }
    } finally {
      wasm.a6(16);
    }
  }
  /**
   * `x [rows][classes]` becomes eˣ / Σ eˣ of its row; NaN where the row has no finite element, as in PyTorch.
   *
   * # Errors
   * A size of 0; the arena is too small.
   * @param {number} rows
   * @param {number} classes
   */
  softmax(rows, classes) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.aw(retptr, this.__wbg_ptr, rows, classes);
      var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
      var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
      if (r1) {
        throw takeObject(r0);
      }
    } finally {
      wasm.a6(16);
    }
  }
  /**
   * `x [count]` becomes tanh x.
   *
   * # Errors
   * The arena is too small.
   * @param {number} count
   */
  tanh(count) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.ax(retptr, this.__wbg_ptr, count);
      var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
      var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
      if (r1) {
        throw takeObject(r0);
      }
    } finally {
      wasm.a6(16);
    }
  }
  /**
   * u32\[reserved\].
   * @returns {number}
   */
  words_ptr() {
    const ret = wasm.ay(this.__wbg_ptr);
    return ret >>> 0;
  }
};
if (Symbol.dispose) Eager.prototype[Symbol.dispose] = Eager.prototype.free;
var EagerFinalization = typeof FinalizationRegistry === "undefined" ? { register: () => {
}, unregister: () => {
} } : new FinalizationRegistry((ptr) => wasm.a2(ptr, 1));
return Eager;
}
