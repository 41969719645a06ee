/**
 * Scaling of columns: fitted on the training part in f64, applied before the network and undone after it.
 */
import { checkNumber, invalidOption } from "../errors/validate.js";

/**
 * How columns are scaled. `standard`: mean 0, population deviation 1. `minmax`: to 0 … 1. `robust`: median 0, interquartile range 1. `none`: not
 * at all.
 * @inline
 */
export type ScaleMethod = "standard" | "minmax" | "robust" | "none";

export const scaleMethods = ["standard", "minmax", "robust", "none"] as const satisfies readonly ScaleMethod[];

/** How a column is scaled: (x − shift) / width. */
export interface Scale {
  readonly shift: number;
  readonly width: number;
}

export const noScale: Scale = { shift: 0, width: 1 };

/** The least width: a denormal one has too few digits to be undone. */
const minWidth = 2 ** -1022;

/**
 * Fits the scale of a column. A column that is constant but for rounding has width 1.
 * @param values finite; without any the scale is {@link noScale}
 * @param level the mean of the values that these are differences of: their rounding is that of the level. Default their own mean
 */
export function fitScale(method: ScaleMethod, values: Float64Array, level?: number): Scale {
  if (method === "none" || values.length === 0) return noScale;
  // The squares of very large or small numbers leave the range of f64. A power of two rounds nothing.
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const unit = largest > 2 ** 500 ? 2 ** 520 : largest < 2 ** -400 ? 2 ** -520 : 1;
  const inUnits = values.map((value) => value / unit);
  const { mean, variance } = momentsOf(inUnits);
  const n = values.length;
  const rounding = n * Math.max(Math.abs(mean), Math.abs(level ?? 0) / unit) * Number.EPSILON;
  const isConstant = variance <= n * Number.EPSILON * variance + rounding ** 2;
  const scale = (shift: number, width: number): Scale => {
    const own = width * unit;
    return { shift: shift * unit, width: !isConstant && own >= minWidth && Number.isFinite(own) ? own : 1 };
  };
  if (method === "standard") return scale(mean, Math.sqrt(variance));
  const sorted = inUnits.sort();
  if (method === "minmax") return scale(sorted[0] as number, (sorted[n - 1] as number) - (sorted[0] as number));
  const range = quantile(sorted, 0.75) - quantile(sorted, 0.25);
  return scale(quantile(sorted, 0.5), range * unit >= minWidth ? range : Math.sqrt(variance));
}

/** Mean and population variance, in two passes. */
function momentsOf(values: Float64Array): { mean: number; variance: number } {
  const n = values.length;
  let mean = 0;
  for (const value of values) mean += value / n;
  let [rest, squares] = [0, 0];
  for (const value of values) {
    const difference = value - mean;
    rest += difference;
    squares += difference * difference;
  }
  // The second pass corrects the rounding of the first.
  const correction = rest / n;
  return { mean: mean + correction, variance: Math.max(0, squares / n - correction * correction) };
}

/** A quantile by linear interpolation, as NumPy's default. @param sorted not empty */
export function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const value = sorted[low] as number;
  return value + (at - low) * ((sorted[Math.min(low + 1, sorted.length - 1)] as number) - value);
}

export const scaled = (value: number, { shift, width }: Scale): number => (value - shift) / width;

export const unscaled = (value: number, { shift, width }: Scale): number => shift + width * value;

/** Values of one column of a table that count in a fit: those that are there. */
export function observedValues(
  { values, gaps, form }: { values: Float64Array; gaps: Uint8Array | undefined; form: { columns: readonly unknown[] } },
  column: number,
  from: number,
  to: number,
): Float64Array {
  const width = form.columns.length;
  const found = new Float64Array(Math.max(0, to - from));
  let count = 0;
  for (let at = from * width + column; at < to * width; at += width)
    if (!gaps?.[at]) found[count++] = values[at] as number;
  return found.subarray(0, count);
}

/** Scales as plain JSON, for files. */
export const encodeScales = (scales: readonly Scale[]): unknown => scales.map(({ shift, width }) => [shift, width]);

/** Reads what {@link encodeScales} wrote. @throws RnnError `ERR_INVALID_OPTION` */
export function decodeScales(name: string, given: unknown, count: number): Scale[] {
  if (!Array.isArray(given) || given.length !== count) throw invalidOption(name, `${count} scales`, given);
  return given.map((pair, i) => {
    if (!Array.isArray(pair) || pair.length !== 2) throw invalidOption(`${name}[${i}]`, "a shift and a width", pair);
    return {
      shift: checkNumber(`${name}[${i}][0]`, pair[0]),
      width: checkNumber(`${name}[${i}][1]`, pair[1], { above: 0 }),
    };
  });
}
