// Made by build.sh from what wasm-bindgen wrote. Do not edit.

/** The class of the instance whose glue was initialized; its wasm with what the linked file exports. */
export function createSampler({ FinalizationRegistry, wasm, getDataViewMemory0, takeObject, _assertClass, Model }) {
var Sampler = class {
  __destroy_into_raw() {
    const ptr = this.__wbg_ptr;
    this.__wbg_ptr = 0;
    SamplerFinalization.unregister(this);
    return ptr;
  }
  free() {
    const ptr = this.__destroy_into_raw();
    wasm.a5(ptr, 0);
  }
  /**
   * `torch.multinomial(weights, 1)` of the first `count` words of the request, which are the weights' bits; 0 where no
   * weight is above 0.
   *
   * # Errors
   * Fewer words.
   * @param {Model} of
   * @param {number} count
   * @returns {number}
   */
  draw_weighted(of, count) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      _assertClass(of, Model);
      wasm.ca(retptr, this.__wbg_ptr, of.__wbg_ptr, count);
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
   * Draws what the request asks for, from the model's generator, and starts from its state of one sequence, which is
   * replaced by the one before the last symbol is read. Returns how many drawn symbols are there.
   *
   * # Errors
   * A request that does not fit, a symbol outside the alphabet; out of memory.
   * @param {Model} of
   * @param {number} temperature
   * @param {number} top_p
   * @returns {number}
   */
  generate(of, temperature, top_p) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      _assertClass(of, Model);
      wasm.cb(retptr, this.__wbg_ptr, of.__wbg_ptr, temperature, top_p);
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
   * A sampler for any model.
   */
  constructor() {
    const ret = wasm.cc();
    this.__wbg_ptr = ret;
    SamplerFinalization.register(this, this.__wbg_ptr, this);
    return this;
  }
  /**
   * Room for `len` words of a request:
   *
   * | word | |
   * |---|---|
   * | 0 | how many of the largest logits can be drawn |
   * | 1, 2 | an output that is never drawn, one that is the last; `u32::MAX` for none |
   * | 3, 4 | symbols to read, symbols of a stop |
   * | 5, 6 | drawn symbols that are there, and with those to draw |
   *
   * The symbols follow: those to read, the stop, those that are drawn.
   *
   * # Errors
   * Out of memory.
   * @param {number} len
   * @returns {number}
   */
  request_ptr(len) {
    try {
      const retptr = wasm.a6(-16) >>> 0;
      wasm.cd(retptr, this.__wbg_ptr, len);
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
};
if (Symbol.dispose) Sampler.prototype[Symbol.dispose] = Sampler.prototype.free;
var SamplerFinalization = typeof FinalizationRegistry === "undefined" ? { register: () => {
}, unregister: () => {
} } : new FinalizationRegistry((ptr) => wasm.a5(ptr, 1));
return Sampler;
}
