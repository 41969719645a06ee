// Made by build.sh from what wasm-bindgen wrote. Do not edit.

/** The class of the instance whose glue was initialized; its wasm with what the linked file exports. */
export function createReplica({ FinalizationRegistry, wasm, getDataViewMemory0, takeObject, _assertClass, Model }) {
var Replica = class {
  __destroy_into_raw() {
    const ptr = this.__wbg_ptr;
    this.__wbg_ptr = 0;
    ReplicaFinalization.unregister(this);
    return ptr;
  }
  free() {
    const ptr = this.__destroy_into_raw();
    wasm.a4(ptr, 0);
  }
  /**
   * Adds the first `len` of the received gradients to those of the model from `from` on.
   *
   * # Errors
   * A part that is not one of the gradients; its length is a multiple of four.
   * @param {Model} of
   * @param {number} from
   * @param {number} len
   */
  add_received(of, from, len) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      _assertClass(of, Model);
      wasm.c3(retptr, this.__wbg_ptr, of.__wbg_ptr, from, len);
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
   * Floats of the gradients.
   * @param {Model} of
   * @returns {number}
   */
  gradients_len(of) {
    _assertClass(of, Model);
    const ret = wasm.c4(this.__wbg_ptr, of.__wbg_ptr);
    return ret >>> 0;
  }
  /**
   * The gradients, f32, in an order that is the same in all models of these sizes.
   * @param {Model} of
   * @returns {number}
   */
  gradients_ptr(of) {
    _assertClass(of, Model);
    const ret = wasm.c5(this.__wbg_ptr, of.__wbg_ptr);
    return ret >>> 0;
  }
  /**
   * Number `index` of `of` replicas.
   *
   * # Errors
   * No such number.
   * @param {number} index
   * @param {number} of
   */
  constructor(index, of) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.c6(retptr, index, of);
      var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
      var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
      var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
      if (r2) {
        throw takeObject(r1);
      }
      this.__wbg_ptr = r0;
      ReplicaFinalization.register(this, this.__wbg_ptr, this);
      return this;
    } finally {
      wasm.a6(16);
    }
  }
  /**
   * f32\[`gradients_len`\]: where gradients of another replica are written before [`Self::add_received`].
   *
   * # Errors
   * Out of memory.
   * @param {Model} of
   * @returns {number}
   */
  received_ptr(of) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      _assertClass(of, Model);
      wasm.c7(retptr, this.__wbg_ptr, of.__wbg_ptr);
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
   * The first half of an update with a batch of the model's queue, the first or the next one: the share's gradients,
   * and its part of the loss and the metric as the result. Over all shares they add up to the whole batch's.
   *
   * # Errors
   * As [`Model::train`].
   * @param {Model} of
   * @param {number} index
   */
  train_share(of, index) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      _assertClass(of, Model);
      wasm.c8(retptr, this.__wbg_ptr, of.__wbg_ptr, index);
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
   * The second half of an update, with gradients and loss as they now are; the result gets the gradients' norm.
   * Whether it was made: else it diverged, and weights and moments are what they were.
   *
   * # Errors
   * A number that no batch of the queue has; otherwise none that training has not reported.
   * @param {Model} of
   * @param {number} index
   * @returns {boolean}
   */
  update(of, index) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      _assertClass(of, Model);
      wasm.c9(retptr, this.__wbg_ptr, of.__wbg_ptr, index);
      var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
      var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
      var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
      if (r2) {
        throw takeObject(r1);
      }
      return r0 !== 0;
    } finally {
      wasm.a6(16);
    }
  }
};
if (Symbol.dispose) Replica.prototype[Symbol.dispose] = Replica.prototype.free;
var ReplicaFinalization = typeof FinalizationRegistry === "undefined" ? { register: () => {
}, unregister: () => {
} } : new FinalizationRegistry((ptr) => wasm.a4(ptr, 1));
return Replica;
}
