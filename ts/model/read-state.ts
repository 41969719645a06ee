/**
 * A state dict of an Embedding, an LSTM and a Linear as sizes and one flat array of weights.
 */
import { isFloat32Array } from "../errors/realms.js";
import { RnnError } from "../errors/rnn-error.js";
import { show } from "../errors/validate.js";
import { type ModelConfig, parametersOf } from "./config.js";
import type { TensorSource } from "./state.js";

/** Sizes and weights that a state dict holds, and where it names the parts as PyTorch's modules of any name. */
export interface ReadState {
  readonly config: ModelConfig;
  readonly weights: Float32Array<ArrayBuffer>;
}

/**
 * Reads a state dict of an Embedding, an LSTM and a Linear, whatever their names; the sizes follow from the shapes.
 * @throws RnnError `ERR_FORMAT` for a tensor missing, over, of another shape or kind, or with a number that is not finite
 */
export function readState(tensors: ReadonlyMap<string, TensorSource>, dropout = 0): ReadState {
  const names = namesIn(tensors);
  const shapeOf = (name: string, dimensions: number): readonly number[] => {
    const shape = tensors.get(names(name))?.shape;
    if (!Array.isArray(shape) || shape.length !== dimensions || ![...shape].every(Number.isSafeInteger))
      throw misfit(name, `${dimensions} dimensions`, shape && shapeShown(shape));
    return shape;
  };
  const [vocabSize, embeddingDim] = shapeOf("embedding.weight", 2) as [number, number];
  const [, hiddenSize] = shapeOf("lstm.weight_hh_l0", 2) as [number, number];
  const [numClasses] = shapeOf("linear.weight", 2) as [number];
  let numLayers = 1;
  while (tensors.has(names(`lstm.weight_ih_l${numLayers}`))) numLayers++;
  const bidirectional = tensors.has(names("lstm.weight_ih_l0_reverse"));
  const config = { vocabSize, numClasses, embeddingDim, hiddenSize, numLayers, bidirectional, dropout };
  const parameters = parametersOf(config);
  // First what each tensor claims to be, then memory for all: a file cannot ask for more than it holds.
  const values = parameters.map(({ name, shape }) => valuesOf(name, shape, tensors.get(names(name))));
  const known = new Set(parameters.map(({ name }) => names(name)));
  for (const name of tensors.keys()) if (!known.has(name)) throw misfit(name, "no such tensor", "one");
  const weights = new Float32Array(parameters.at(-1)?.end ?? 0);
  parameters.forEach(({ start }, i) => {
    weights.set(values[i] as Float32Array, start);
  });
  return { config, weights };
}

function valuesOf(name: string, shape: readonly number[], tensor: TensorSource | undefined): Float32Array {
  if (!tensor) throw misfit(name, `a tensor of shape [${shape}]`, undefined);
  const given: unknown = tensor.shape;
  if (!Array.isArray(given) || given.length !== shape.length || shape.some((size, i) => given[i] !== size))
    throw misfit(name, `shape [${shape}]`, shapeShown(given));
  const { dtype = "F32" } = tensor;
  if (dtype !== "F32" && dtype !== "float32") throw misfit(name, "F32", dtype);
  const values = typeof tensor.data === "function" ? tensor.data() : tensor.data;
  const length = shape.reduce((a, b) => a * b);
  if (values?.length !== length) throw misfit(name, `${length} values`, values?.length);
  const floats = isFloat32Array(values) ? values : Array.from(values as ArrayLike<number>);
  // Of what is no number it is false.
  if (!floats.every(Number.isFinite)) throw misfit(name, "finite numbers", "others");
  return isFloat32Array(floats) ? floats : Float32Array.from(floats);
}

const shapeShown = (shape: unknown) =>
  Array.isArray(shape) && shape.every(Number.isFinite) ? `[${shape}]` : show(shape);

/** From our names to those of the dict: its LSTM's prefix, and an embedding and a linear layer of any name. */
function namesIn(tensors: ReadonlyMap<string, TensorSource>): (name: string) => string {
  const found: Record<string, string> = {};
  for (const name of tensors.keys()) {
    const [, lstm] = /^(.*)weight_hh_l0$/s.exec(name) ?? [];
    if (lstm !== undefined) found["lstm."] ??= lstm;
  }
  for (const name of tensors.keys()) {
    const [, prefix] = /^(.*\.)weight$/s.exec(name) ?? [];
    // Only a linear layer has a bias.
    if (prefix !== undefined) found[tensors.has(`${prefix}bias`) ? "linear." : "embedding."] ??= prefix;
  }
  return (name) => name.replace(/^\w+\./, (prefix) => found[prefix] ?? prefix);
}

const misfit = (name: string, wanted: string, got: unknown) =>
  new RnnError(
    "ERR_FORMAT",
    `${name}: expected ${wanted}, got ${typeof got === "string" ? got : got === undefined ? "none" : show(got)}`,
  );
