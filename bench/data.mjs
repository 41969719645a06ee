// The batches that every peer trains on. peers/pytorch.py generates the same numbers in Python.

/** The linear congruential generator of Numerical Recipes: one line in any language. Its low bits have short periods, so only high bits are used. */
function* draws(seed) {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state >>> 8;
  }
}

/** So small that the weights barely change, however long a measurement takes. */
export const lr = 1e-7;

/** The key of the Caesar cipher. */
export const key = 13;

/**
 * B messages of T letters and their encryption with the Caesar cipher.
 * @param {{ V: number, T: number, B: number }} sizes
 * @returns {{ original: Int32Array, encrypted: Int32Array }} indices, `[B][T]`
 */
export function messages({ V, T, B }, seed = 1) {
  const random = draws(seed);
  const original = Int32Array.from({ length: B * T }, () => random.next().value % V);
  return { original, encrypted: original.map((letter) => (letter + key) % V) };
}

/**
 * Numbers of mean 0 and deviation 1.
 * @param {{ F: number, T: number, B: number }} sizes
 * @returns {Float32Array} B windows of T rows of F columns, and the row that follows the last of them: `[B · T + 1][F]`
 */
export function seriesRows({ F, T, B }) {
  const random = draws(1);
  return Float32Array.from(
    { length: (B * T + 1) * F },
    () => Math.sqrt(12) * ((random.next().value % 1000) / 1000 - 0.5),
  );
}

/** Transposes `[B][T]` to time-major `[T][B]`. */
export function timeMajor(batch, { T, B }) {
  return batch.map((_, place) => batch[(place % B) * T + Math.floor(place / B)]);
}

/** An alphabet of `size` letters that begins with the tutorial's 27. */
export function alphabet(size) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ-abcdefghijklmnopqrstuvwxyz0123456789.";
  return size <= letters.length
    ? letters.slice(0, size)
    : String.fromCodePoint(...Array.from({ length: size }, (_, index) => 0x4e00 + index));
}
