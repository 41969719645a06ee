/**
 * Formats tensors for consoles like PyTorch: values with up to four decimals, and only the edges of large tensors.
 */
import { showShape, sizeOf } from "../arrays/shape.js";
import { flat, isInt32Array, type NdArray } from "../arrays/storage.js";

/** Tensors with more elements than this show only the edges of each dimension. */
const threshold = 1000;
/** The number of elements at each edge. */
const edgeItems = 3;
/** The width of a line. */
const columns = 80;

/** `Tensor(float32, [2, 3])`. */
export const tensorHeader = (array: NdArray): string =>
  `Tensor(${isInt32Array(array) ? "int32" : "float32"}, ${showShape(array.shape)})`;

/** The header and the values, on one line if they fit. */
export function tensorText(array: NdArray): string {
  const header = tensorHeader(array);
  const short = `${header} ${nested(array, (items) => items.join(", "))}`;
  if (short.length <= columns) return short;
  const width = Math.max(
    ...nested(array, (items) => items.join(" "))
      .split(/[[\] ]+/)
      .map(({ length }) => length),
  );
  return `${header}\n${nested(array, (items, depth, isRow) => {
    const indent = `\n${" ".repeat(depth + 1)}`;
    return isRow ? wrap(items, width, indent) : items.join(`,${indent}`);
  })}`;
}

/**
 * The values in brackets.
 * @param join joins the items of a dimension at `depth`; the last dimension is a row
 */
function nested(
  array: NdArray,
  join: (items: readonly string[], depth: number, isRow: boolean) => string,
  depth = 0,
  offset = 0,
  values = flat(array),
): string {
  const [size, ...rest] = array.shape.slice(depth);
  if (size === undefined) return numberText(values[offset] as number);
  const each = sizeOf(rest);
  const item = (i: number) => nested(array, join, depth + 1, offset + i * each, values);
  const isCut = values.length > threshold && size > 2 * edgeItems;
  const edge = (from: number, count: number) => Array.from({ length: count }, (_, i) => item(from + i));
  const items = isCut ? [...edge(0, edgeItems), "…", ...edge(size - edgeItems, edgeItems)] : edge(0, size);
  return `[${join(items, depth, rest.length === 0)}]`;
}

/** Items padded to one width, in as many lines as they need. */
function wrap(items: readonly string[], width: number, indent: string): string {
  const perLine = Math.max(1, Math.floor((columns - indent.length) / (width + 2)));
  const padded = items.map((text) => (text === "…" ? text : text.padStart(width)));
  const lines = Array.from({ length: Math.ceil(items.length / perLine) }, (_, i) =>
    padded.slice(i * perLine, (i + 1) * perLine).join(", "),
  );
  return lines.join(`,${indent}`);
}

function numberText(x: number): string {
  const size = Math.abs(x);
  if (Number.isInteger(x) ? size < 1e9 : !Number.isFinite(x)) return String(x);
  return size >= 1e-3 && size < 1e6 ? String(Number(x.toFixed(4))) : x.toExponential(3);
}
