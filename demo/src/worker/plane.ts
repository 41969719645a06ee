/**
 * The plane in which states of a network differ most: their two first principal components.
 */
export interface Plane {
  readonly center: Float32Array;
  readonly axes: readonly [Float32Array, Float32Array];
}

const rounds = 24;

/** @param states of equal length, at least one */
export function planeOf(states: readonly Float32Array[]): Plane {
  const size = states[0]?.length ?? 0;
  const center = new Float32Array(size);
  for (const state of states)
    for (let j = 0; j < size; j++) center[j] = (center[j] as number) + (state[j] as number) / states.length;
  const centered = states.map((state) => state.map((value, j) => value - (center[j] as number)));
  const first = mainDirection(centered, undefined);
  return { center, axes: [first, mainDirection(centered, first)] };
}

/** By power iteration from a fixed start, so that pictures of successive updates are alike. */
function mainDirection(rows: readonly Float32Array[], without: Float32Array | undefined): Float32Array {
  const size = rows[0]?.length ?? 0;
  let axis = Float32Array.from({ length: size }, (_, j) => Math.cos(j + (without ? 2 : 0)));
  for (let round = 0; round < rounds; round++) {
    const next = new Float32Array(size);
    for (const row of rows) {
      const share = dot(row, axis);
      for (let j = 0; j < size; j++) next[j] = (next[j] as number) + share * (row[j] as number);
    }
    if (without) {
      const share = dot(next, without);
      for (let j = 0; j < size; j++) next[j] = (next[j] as number) - share * (without[j] as number);
    }
    const length = Math.hypot(...next) || 1;
    axis = next.map((value) => value / length);
  }
  return axis;
}

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, j) => sum + value * (b[j] as number), 0);

export function placeIn({ center, axes }: Plane, state: Float32Array): readonly [x: number, y: number] {
  const offset = state.map((value, j) => value - (center[j] as number));
  return [dot(offset, axes[0]), dot(offset, axes[1])];
}
