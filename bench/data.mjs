// The batches that every peer trains on: the same numbers for all, in JavaScript here and in peers/pytorch.py.

/** Numerical Recipes' generator: a line in any language. The low bits repeat soon, so the high ones are used. */
function* draws(seed) {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state >>> 8;
  }
}

/** The learning rate of the training steps: so small that the weights stay where training starts, however long is measured. */
export const lr = 1e-7;

/** The key of the cipher, Caesar's. */
export const key = 13;

/**
 * B messages of T letters, one after another, and what Caesar's cipher makes of them.
 * @param {{ V: number, T: number, B: number }} sizes
 * @returns {{ original: Int32Array, encrypted: Int32Array }} indices, `[B][T]`
 */
export function messages({ V, T, B }, seed = 1) {
  const random = draws(seed);
  const original = Int32Array.from({ length: B * T }, () => random.next().value % V);
  return { original, encrypted: original.map((letter) => (letter + key) % V) };
}

/** Time-major order, `[T][B]`, of what is `[B][T]`. */
export function timeMajor(batch, { T, B }) {
  return batch.map((_, place) => batch[(place % B) * T + Math.floor(place / B)]);
}

/** An alphabet of `size` letters: the tutorial's 27 first. */
export function alphabet(size) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ-abcdefghijklmnopqrstuvwxyz0123456789.";
  return size <= letters.length
    ? letters.slice(0, size)
    : String.fromCodePoint(...Array.from({ length: size }, (_, index) => 0x4e00 + index));
}
