// Made by build.sh from what wasm-bindgen wrote. Do not edit.

/** The wasm files that go with this glue carry the same. */
export const fingerprint = "b366415c732a";

/** The bindings, with a state of their own at each call. */
export function createGlue(FinalizationRegistry) {
var Model = class {
  __destroy_into_raw() {
    const ptr = this.__wbg_ptr;
    this.__wbg_ptr = 0;
    ModelFinalization.unregister(this);
    return ptr;
  }
  free() {
    const ptr = this.__destroy_into_raw();
    wasm.a3(ptr, 0);
  }
  /**
   * \[`queue_targets`\]\[width\]: for each target the likeliest class, u32, the first of equals; or the numbers, f32.
   * @returns {number}
   */
  answers_ptr() {
    const ret = wasm.b0(this.__wbg_ptr);
    return ret >>> 0;
  }
  /**
   * u32\[`queue_time`\].
   * @returns {number}
   */
  batch_sizes_ptr() {
    const ret = wasm.b1(this.__wbg_ptr);
    return ret >>> 0;
  }
  /**
   * Bytes that such a model takes with `copies` slices as long as its weights, itself among them, for batches of `rows`
   * rows in `batch` sequences; at least this many if they do not fit.
   *
   * # Errors
   * Words without a meaning.
   * @param {Uint32Array | number[]} config
   * @param {number} rows
   * @param {number} batch
   * @param {number} copies
   * @returns {number}
   */
  static bytes_needed(config, rows, batch, copies) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      const val2 = +rows;
      const val3 = +batch;
      const val4 = +copies;
      const ptr0 = passArray32ToWasm0(config, wasm.a8);
      const len0 = WASM_VECTOR_LEN;
      wasm.b2(retptr, ptr0, len0, val2, val3, val4);
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
   * Floats of the state with which the next update begins, where updates hand one on; 0 for zeros.
   * @returns {number}
   */
  carried_len() {
    const ret = wasm.b3(this.__wbg_ptr);
    return ret >>> 0;
  }
  /**
   * Says that the next update begins with a state of this many floats, which are there in an order of its own; 0 for
   * zeros.
   *
   * # Errors
   * A length that no state has; out of memory.
   * @param {number} len
   * @returns {number}
   */
  carry_from(len) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.b4(retptr, this.__wbg_ptr, len);
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
   * f32\[outputs\]: the weight of each class, where the loss has them.
   * @returns {number}
   */
  class_weights_ptr() {
    const ret = wasm.b5(this.__wbg_ptr);
    return ret >>> 0;
  }
  /**
   * Answers of the first `steps` batches of the queue, whose targets are ignored.
   *
   * # Errors
   * As [`Model::train`].
   * @param {number} steps
   */
  classify(steps) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.b6(retptr, this.__wbg_ptr, steps);
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
   * `randint(0, high, [count])` into the draws.
   *
   * # Errors
   * Out of memory.
   * @param {number} high
   * @param {number} count
   */
  draw_integers(high, count) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.b7(retptr, this.__wbg_ptr, high, count);
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
   * `randperm(count)` into the draws.
   *
   * # Errors
   * Out of memory.
   * @param {number} count
   */
  draw_permutation(count) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.b8(retptr, this.__wbg_ptr, count);
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
   * Draws all weights in the order of the state dict, as PyTorch does.
   */
  draw_weights() {
    wasm.b9(this.__wbg_ptr);
  }
  /**
   * u32\[count\] of the latest draw.
   * @returns {number}
   */
  draws_ptr() {
    const ret = wasm.ba(this.__wbg_ptr);
    return ret >>> 0;
  }
  /**
   * Losses, metrics and answers of the first `steps` batches of the queue.
   *
   * # Errors
   * As [`Model::train`].
   * @param {number} steps
   */
  evaluate(steps) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.bb(retptr, this.__wbg_ptr, steps);
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
   * Copies a slot to the transfer buffer in PyTorch's layout and order: 0 weights, 1 gradients of the latest step,
   * 2 to 4 the optimizer's moments, 5 the average.
   *
   * # Errors
   * No such slot.
   * @param {number} slot
   */
  export_state(slot) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.bc(retptr, this.__wbg_ptr, slot);
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
   * Words of a snapshot.
   * @returns {number}
   */
  generator_len() {
    const ret = wasm.bd(this.__wbg_ptr);
    return ret >>> 0;
  }
  /**
   * u32\[`generator_len`\]: the snapshot.
   * @returns {number}
   */
  generator_ptr() {
    const ret = wasm.be(this.__wbg_ptr);
    return ret >>> 0;
  }
  /**
   * Copies the transfer buffer to a slot.
   *
   * # Errors
   * No such slot, or a value that is not finite: the slot is what it was.
   * @param {number} slot
   */
  import_state(slot) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.bf(retptr, this.__wbg_ptr, slot);
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
   * \[`queue_rows`\]\[width\]: tokens, u32, or numbers, f32.
   * @returns {number}
   */
  inputs_ptr() {
    const ret = wasm.bg(this.__wbg_ptr);
    return ret >>> 0;
  }
  /**
   * Sets the generator's state from the snapshot.
   */
  load_generator() {
    wasm.bh(this.__wbg_ptr);
  }
  /**
   * f64\[`queue_steps`\].
   * @returns {number}
   */
  lr_ptr() {
    const ret = wasm.bi(this.__wbg_ptr);
    return ret >>> 0;
  }
  /**
   * A model of zeros; its sizes are words as `Config::read` takes them.
   *
   * # Errors
   * Words without a meaning, a size of 0, a setting out of range; out of memory.
   * @param {Uint32Array | number[]} config
   */
  constructor(config) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      const ptr0 = passArray32ToWasm0(config, wasm.a8);
      const len0 = WASM_VECTOR_LEN;
      wasm.bj(retptr, ptr0, len0);
      var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
      var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
      var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
      if (r2) {
        throw takeObject(r1);
      }
      this.__wbg_ptr = r0;
      ModelFinalization.register(this, this.__wbg_ptr, this);
      return this;
    } finally {
      wasm.a6(16);
    }
  }
  /**
   * The weights as PyTorch counts them.
   * @returns {number}
   */
  num_parameters() {
    const ret = wasm.bk(this.__wbg_ptr);
    return ret >>> 0;
  }
  /**
   * f32\[targets\]\[outputs\]: probabilities of all classes, or numbers, in the order of the queue's targets.
   * @returns {number}
   */
  outputs_ptr() {
    const ret = wasm.bl(this.__wbg_ptr);
    return ret >>> 0;
  }
  /**
   * Answers and outputs of the first batch. With `carry` the pass starts from the state and leaves the final one there.
   *
   * # Errors
   * As [`Model::train`]; out of memory.
   * @param {boolean} carry
   */
  predict(carry) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.bm(retptr, this.__wbg_ptr, carry);
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
   * Room for batches of up to `max_rows` rows in `max_batch` sequences, and for a queue of `queue_rows` rows and
   * `queue_targets` targets in `queue_steps` batches of `queue_time` steps in all.
   *
   * # Errors
   * Out of memory: what was reserved before stays usable.
   * @param {number} max_rows
   * @param {number} max_batch
   * @param {number} queue_rows
   * @param {number} queue_targets
   * @param {number} queue_time
   * @param {number} queue_steps
   */
  reserve(max_rows, max_batch, queue_rows, queue_targets, queue_time, queue_steps) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.bn(retptr, this.__wbg_ptr, max_rows, max_batch, queue_rows, queue_targets, queue_time, queue_steps);
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
   * f64\[`queue_steps`\]\[3\]: mean loss, right classes or absolute errors in all, gradient norm before clipping.
   * @returns {number}
   */
  results_ptr() {
    const ret = wasm.bo(this.__wbg_ptr);
    return ret >>> 0;
  }
  /**
   * Copies the generator's state to the snapshot.
   */
  save_generator() {
    wasm.bp(this.__wbg_ptr);
  }
  /**
   * `torch.manual_seed` of the run's generator.
   * @param {number} seed
   */
  seed(seed) {
    wasm.bq(this.__wbg_ptr, seed);
  }
  /**
   * Adam, or `AdamW` when `decoupled`; moments begin at 0. To be called before `reserve` for training.
   *
   * # Errors
   * Out of memory.
   * @param {number} beta1
   * @param {number} beta2
   * @param {number} eps
   * @param {number} weight_decay
   * @param {boolean} amsgrad
   * @param {boolean} decoupled
   */
  set_adam(beta1, beta2, eps, weight_decay, amsgrad, decoupled) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.br(retptr, this.__wbg_ptr, beta1, beta2, eps, weight_decay, amsgrad, decoupled);
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
   * SGD; its buffer begins empty. To be called before `reserve` for training.
   *
   * # Errors
   * Out of memory.
   * @param {number} momentum
   * @param {number} dampening
   * @param {number} weight_decay
   * @param {boolean} nesterov
   */
  set_sgd(momentum, dampening, weight_decay, nesterov) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.bs(retptr, this.__wbg_ptr, momentum, dampening, weight_decay, nesterov);
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
   * Sets the optimizer's count of updates.
   * @param {number} steps
   */
  set_step_count(steps) {
    wasm.bt(this.__wbg_ptr, steps);
  }
  /**
   * What an update does besides the optimizer's step: scales gradients down to `max_norm`, `Infinity` for never, and
   * keeps a moving average of the weights, none for a decay of 0. To be called before the optimizer is chosen.
   * @param {number} max_norm
   * @param {number} ema_decay
   */
  set_update(max_norm, ema_decay) {
    wasm.bu(this.__wbg_ptr, max_norm, ema_decay);
  }
  /**
   * Room for the state of `batch` sequences, f32\[states\]\[L·D\]\[B\]\[H\]: h, then c where the cell has one.
   *
   * # Errors
   * Out of memory.
   * @param {number} batch
   * @returns {number}
   */
  state_ptr(batch) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.bv(retptr, this.__wbg_ptr, batch);
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
   * Updates that the optimizer has made.
   * @returns {number}
   */
  step_count() {
    const ret = wasm.bw(this.__wbg_ptr);
    return ret;
  }
  /**
   * \[`queue_targets`\]\[width\]: classes, u32, or numbers, f32; one for each row, or for each sequence.
   * @returns {number}
   */
  targets_ptr() {
    const ret = wasm.bx(this.__wbg_ptr);
    return ret >>> 0;
  }
  /**
   * u32\[`queue_steps`\].
   * @returns {number}
   */
  times_ptr() {
    const ret = wasm.by(this.__wbg_ptr);
    return ret >>> 0;
  }
  /**
   * As [`Model::predict`], and all gates and states of the first batch, which is one sequence.
   *
   * # Errors
   * As [`Model::predict`]; more than one sequence.
   */
  trace() {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.bz(retptr, this.__wbg_ptr);
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
   * f32\[L·D\]\[…\]\[T\]\[H\]: h, c where the cell has one, its gates where it has several.
   * @returns {number}
   */
  trace_ptr() {
    const ret = wasm.c0(this.__wbg_ptr);
    return ret >>> 0;
  }
  /**
   * Updates with the first `steps` batches of the queue. Returns how many were made: where it is fewer, the next
   * one diverged, and weights and moments are what they were before it.
   *
   * # Errors
   * A batch that does not fit, a token or target outside its alphabet: the updates before it stand. No optimizer, or
   * no room reserved since it was chosen.
   * @param {number} steps
   * @returns {number}
   */
  train(steps) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.c1(retptr, this.__wbg_ptr, steps);
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
   * f32\[`num_parameters`\].
   * @returns {number}
   */
  transfer_ptr() {
    const ret = wasm.c2(this.__wbg_ptr);
    return ret >>> 0;
  }
};
if (Symbol.dispose) Model.prototype[Symbol.dispose] = Model.prototype.free;
function __wbg_get_imports() {
  const import0 = {
    __proto__: null,
    __wbg___wbindgen_throw_4c88d8bf264fd984: function(arg0, arg1) {
      throw new Error(getStringFromWasm0(arg0, arg1));
    },
    __wbindgen_generic_0000000000000001: function(arg0) {
      const ret = arg0;
      return addHeapObject(ret);
    }
  };
  return {
    __proto__: null,
    "./core_bg.js": import0
  };
}
var ModelFinalization = typeof FinalizationRegistry === "undefined" ? { register: () => {
}, unregister: () => {
} } : new FinalizationRegistry((ptr) => wasm.a3(ptr, 1));
function addHeapObject(obj) {
  if (heap_next === heap.length) heap.push(heap.length + 1);
  const idx = heap_next;
  heap_next = heap[idx];
  heap[idx] = obj;
  return idx;
}
function _assertClass(instance, klass) {
  if (!(instance instanceof klass)) {
    throw new Error(`expected instance of ${klass.name}`);
  }
}
function dropObject(idx) {
  if (idx < 1028) return;
  heap[idx] = heap_next;
  heap_next = idx;
}
function getArrayF64FromWasm0(ptr, len) {
  ptr = ptr >>> 0;
  return getFloat64ArrayMemory0().subarray(ptr / 8, ptr / 8 + len);
}
var cachedDataViewMemory0 = null;
function getDataViewMemory0() {
  if (cachedDataViewMemory0 === null || cachedDataViewMemory0.buffer.detached === true || cachedDataViewMemory0.buffer.detached === void 0 && cachedDataViewMemory0.buffer !== wasm.memory.buffer) {
    cachedDataViewMemory0 = new DataView(wasm.memory.buffer);
  }
  return cachedDataViewMemory0;
}
var cachedFloat64ArrayMemory0 = null;
function getFloat64ArrayMemory0() {
  if (cachedFloat64ArrayMemory0 === null || cachedFloat64ArrayMemory0.byteLength === 0) {
    cachedFloat64ArrayMemory0 = new Float64Array(wasm.memory.buffer);
  }
  return cachedFloat64ArrayMemory0;
}
function getStringFromWasm0(ptr, len) {
  ptr = ptr >>> 0;
  return decodeText(getUint8ArrayMemory0().subarray(ptr, ptr + len));
}
var cachedUint32ArrayMemory0 = null;
function getUint32ArrayMemory0() {
  if (cachedUint32ArrayMemory0 === null || cachedUint32ArrayMemory0.byteLength === 0) {
    cachedUint32ArrayMemory0 = new Uint32Array(wasm.memory.buffer);
  }
  return cachedUint32ArrayMemory0;
}
var cachedUint8ArrayMemory0 = null;
function getUint8ArrayMemory0() {
  if (cachedUint8ArrayMemory0 === null || cachedUint8ArrayMemory0.byteLength === 0) {
    cachedUint8ArrayMemory0 = new Uint8Array(wasm.memory.buffer);
  }
  return cachedUint8ArrayMemory0;
}
function getObject(idx) {
  return heap[idx];
}
var heap = new Array(1024).fill(void 0);
heap.push(void 0, null, true, false);
var heap_next = heap.length;
function passArray32ToWasm0(arg, malloc) {
  const ptr = malloc(arg.length * 4, 4) >>> 0;
  getUint32ArrayMemory0().set(arg, ptr / 4);
  WASM_VECTOR_LEN = arg.length;
  return ptr;
}
function takeObject(idx) {
  const ret = getObject(idx);
  dropObject(idx);
  return ret;
}
var cachedTextDecoder = new TextDecoder("utf-8", { ignoreBOM: true });
cachedTextDecoder.decode();
var MAX_SAFARI_DECODE_BYTES = 2146435072;
var numBytesDecoded = 0;
function decodeText(bytes) {
  numBytesDecoded += bytes.length;
  if (numBytesDecoded >= MAX_SAFARI_DECODE_BYTES) {
    cachedTextDecoder = new TextDecoder("utf-8", { ignoreBOM: true });
    cachedTextDecoder.decode();
    numBytesDecoded = bytes.length;
  }
  return cachedTextDecoder.decode(bytes);
}
var WASM_VECTOR_LEN = 0;
var wasmModule;
var wasmInstance;
var wasm;
function __wbg_finalize_init(instance, module) {
  wasmInstance = instance;
  wasm = instance.exports;
  wasmModule = module;
  cachedDataViewMemory0 = null;
  cachedFloat64ArrayMemory0 = null;
  cachedUint32ArrayMemory0 = null;
  cachedUint8ArrayMemory0 = null;
  return wasm;
}
function initSync(module) {
  if (wasm !== void 0) return wasm;
  if (module !== void 0) {
    if (Object.getPrototypeOf(module) === Object.prototype) {
      ({ module } = module);
    } else {
      console.warn("using deprecated parameters for `initSync()`; pass a single object instead");
    }
  }
  const imports = __wbg_get_imports();
  if (!(module instanceof WebAssembly.Module)) {
    module = new WebAssembly.Module(module);
  }
  const instance = new WebAssembly.Instance(module, imports);
  return __wbg_finalize_init(instance, module);
}
return {
  late: () => ({ FinalizationRegistry, wasm, getDataViewMemory0, getArrayF64FromWasm0, takeObject, _assertClass, Model }),
  Model,
  initSync
};
}
