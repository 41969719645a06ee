/**
 * Reads a state dict as a configuration and one flat array of weights.
 */
import { isFloat32Array } from "../errors/realms.js";
import { RnnError } from "../errors/rnn-error.js";
import { showName } from "../errors/show-name.js";
import { show } from "../errors/validate.js";
import { type CellName, cellNames, cells, hasNonlinearity, type Nonlinearity } from "./cells.js";
import { type NetworkShape, parametersOf } from "./config.js";
import type { TensorSource } from "./state.js";

/** Sizes and weights of a state dict. */
export interface ReadState {
  readonly shape: NetworkShape;
  readonly weights: Float32Array<ArrayBuffer>;
}

/** Settings that the shapes do not determine. */
export interface Untold {
  /** From the file's metadata; otherwise it follows from the shapes. */
  readonly cell?: CellName | undefined;
  readonly nonlinearity?: Nonlinearity | undefined;
  readonly dropout?: number | undefined;
}

/**
 * Reads a state dict of recurrent layers and a Linear, with or without an Embedding, whatever their names; cell and sizes follow from the
 * shapes.
 * @throws RnnError `ERR_FORMAT` for a missing or unknown tensor, another shape or dtype, or a number that is not finite
 */
export function readState(tensors: ReadonlyMap<string, TensorSource>, untold: Untold = {}): ReadState {
  const names = namesIn(tensors);
  checkSupported(tensors, names);
  const shapeOf = (name: string, dimensions: number): readonly number[] => {
    const shape = tensors.get(names(name))?.shape;
    if (!Array.isArray(shape) || shape.length !== dimensions || ![...shape].every(Number.isSafeInteger))
      throw misfit(
        names(name).replace(/^layers\./, ""),
        `a tensor of ${dimensions} dimensions`,
        shape && shapeShown(shape),
      );
    return shape;
  };
  const [rows, hiddenSize] = shapeOf("layers.weight_hh_l0", 2) as [number, number];
  const cell = untold.cell ?? cellOf(names("layers."), rows, hiddenSize);
  const [size] = shapeOf("linear.weight", 2) as [number];
  let numLayers = 1;
  while (tensors.has(names(`layers.weight_ih_l${numLayers}`))) numLayers++;
  const bidirectional = tensors.has(names("layers.weight_ih_l0_reverse"));
  const shape: NetworkShape = {
    cell,
    ...(hasNonlinearity(cell) && { nonlinearity: untold.nonlinearity ?? "tanh" }),
    input: inputOf(tensors.has(names("embedding.weight")), shapeOf),
    hiddenSize,
    numLayers,
    bidirectional,
    dropout: untold.dropout ?? 0,
    output: { size },
  };
  const parameters = parametersOf(shape);
  // Check all shapes before allocating, so that a file cannot request more memory than it has.
  const values = parameters.map(({ name, shape }) => valuesOf(names(name), shape, tensors.get(names(name))));
  const known = new Set(parameters.map(({ name }) => names(name)));
  for (const name of tensors.keys()) if (!known.has(name)) throw misfit(name, "no tensor of this name", "one");
  const weights = new Float32Array(parameters.at(-1)?.end ?? 0);
  parameters.forEach(({ start }, i) => {
    weights.set(values[i] as Float32Array, start);
  });
  return { shape, weights };
}

/** Determines the cell from the number of its gates, and from the layers' name where several have as many. */
function cellOf(layers: string, rows: number, hiddenSize: number): CellName {
  const fitting = cellNames.filter((name) => cells[name].gates.length * hiddenSize === rows);
  const found = fitting.find((name) => layers === `${name}.`) ?? fitting[0];
  if (found) return found;
  const kinds = cellNames.map((name) => `${cells[name].gates.length}×${hiddenSize} (${name})`);
  throw misfit("weight_hh_l0", `rows of ${kinds.join(", ")}`, shapeShown([rows, hiddenSize]));
}

function inputOf(
  hasEmbedding: boolean,
  shapeOf: (name: string, dimensions: number) => readonly number[],
): NetworkShape["input"] {
  if (!hasEmbedding) return { kind: "rows", features: shapeOf("layers.weight_ih_l0", 2)[1] as number };
  const [vocabSize, embeddingDim] = shapeOf("embedding.weight", 2) as [number, number];
  return { kind: "tokens", vocabSize, embeddingDim };
}

function valuesOf(name: string, shape: readonly number[], tensor: TensorSource | undefined): Float32Array {
  if (!tensor) throw misfit(name, `a tensor of shape [${shape}]`, undefined);
  const given: unknown = tensor.shape;
  if (!Array.isArray(given) || given.length !== shape.length || shape.some((size, i) => given[i] !== size))
    throw misfit(name, `shape [${shape}]`, shapeShown(given));
  const { dtype = "F32" } = tensor;
  if (dtype !== "F32" && dtype !== "float32") throw misfit(name, "F32", show(dtype));
  const values = typeof tensor.data === "function" ? tensor.data() : tensor.data;
  const length = shape.reduce((a, b) => a * b);
  if (values?.length !== length) throw misfit(name, `${length} values`, values?.length);
  const floats = isFloat32Array(values) ? values : Array.from(values as ArrayLike<number>);
  // Also false for NaN.
  if (!floats.every(Number.isFinite)) throw misfit(name, "finite numbers", "others");
  return isFloat32Array(floats) ? floats : Float32Array.from(floats);
}

const shapeShown = (shape: unknown) =>
  Array.isArray(shape) && shape.every(Number.isFinite) ? `[${shape}]` : show(shape);

/** Maps this package's names to those of the dict: the prefix of the recurrent layers, and the names of embedding and linear layer. */
function namesIn(tensors: ReadonlyMap<string, TensorSource>): (name: string) => string {
  const found: Record<string, string> = {};
  for (const name of tensors.keys()) {
    const [, prefix] = /^(.*)weight_hh_l0$/s.exec(name) ?? [];
    if (prefix !== undefined) for (const name of ["layers", ...cellNames]) found[`${name}.`] ??= prefix;
  }
  for (const name of tensors.keys()) {
    const [, prefix] = /^(.*\.)weight$/s.exec(name) ?? [];
    // An embedding has no bias.
    if (prefix !== undefined) found[tensors.has(`${prefix}bias`) ? "linear." : "embedding."] ??= prefix;
  }
  return (name) => name.replace(/^\w+\./, (prefix) => found[prefix] ?? prefix);
}

/**
 * Rejects variants of PyTorch's modules that models do not support. A missing bias is not replaced by zeros, because that would add
 * parameters, which training would change.
 */
function checkSupported(tensors: ReadonlyMap<string, TensorSource>, names: (name: string) => string): void {
  const first = names("layers.weight_hh_l0");
  if (!tensors.has(first)) return;
  const prefix = first.slice(0, -"weight_hh_l0".length);
  const projection = `${prefix}weight_hr_l0`;
  if (tensors.has(projection))
    throw misfit(projection, "recurrent layers without a projection (proj_size is not supported)", "one");
  const bias = ["bias_ih_l0", "bias_hh_l0"].map((name) => prefix + name);
  if (!bias.some((name) => tensors.has(name)))
    throw misfit(bias[0] as string, "recurrent layers with biases (bias=False is not supported)", undefined);
  if (tensors.has(names("linear.weight"))) return;
  const lonely = [...tensors.keys()].find((name) => name.endsWith(".bias") && !name.startsWith(first));
  if (lonely !== undefined)
    throw misfit(
      lonely.replace(/bias$/, "weight"),
      "a linear layer with weights of its own (weights tied to the embedding are not supported; a copy of them is)",
      undefined,
    );
  // The linear layer reads the outputs of the recurrent layers; the embedding has another width.
  const width = (tensors.get(first)?.shape?.[1] ?? 0) * (tensors.has(`${prefix}weight_ih_l0_reverse`) ? 2 : 1);
  const matrices = [...tensors].filter(([name, { shape }]) => name.endsWith(".weight") && shape?.[1] === width);
  // If the embedding is as wide, its shape does not tell it from the linear layer, so the error names both.
  const biases = matrices.map(([name]) => name.replace(/weight$/, "bias"));
  if (biases.length > 0)
    throw misfit(biases.join(" or "), "a linear layer with a bias (bias=False is not supported)", undefined);
}

const misfit = (name: string, wanted: string, got: unknown) =>
  new RnnError(
    "ERR_FORMAT",
    `${showName(name)}: expected ${wanted}, got ${typeof got === "string" ? got : got === undefined ? "none" : show(got)}`,
  );
