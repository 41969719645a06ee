/**
 * The subset of the ONNX schema (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto) that recurrent models need, with its field
 * numbers and type codes.
 */
import type { Cell } from "../../model/cells.js";
import { bytes, type Chunks, integer, join, message, text } from "./protobuf.js";

const float = 1;
const int32 = 6;
const int64 = 7;
const double = 11;

/** Codes of element types, for the operator Cast. */
export const elementTypes = { float, int32, double } as const;

/** The operators of opset 17 that exports use. */
type Operator =
  | Cell["onnx"]["operator"]
  | "Add"
  | "Cast"
  | "Concat"
  | "Div"
  | "Exp"
  | "Gather"
  | "Less"
  | "Log"
  | "MatMul"
  | "Mul"
  | "Range"
  | "ReduceMax"
  | "ReduceSum"
  | "Reshape"
  | "Shape"
  | "Slice"
  | "Softmax"
  | "Squeeze"
  | "Sub"
  | "Transpose"
  | "Unsqueeze"
  | "Where";

/** A fixed size, or the name of a dynamic one. */
type Dimension = number | string;

/** Builds an ONNX graph node by node. */
export class OnnxGraph {
  readonly #nodes: Chunks[] = [];
  readonly #initializers: Chunks[] = [];
  readonly #inputs: Chunks[] = [];
  readonly #outputs: Chunks[] = [];

  inputIntegers(name: string, shape: readonly Dimension[]): string {
    this.#inputs.push(value(11, name, int64, shape));
    return name;
  }

  inputFloats(name: string, shape: readonly Dimension[]): string {
    this.#inputs.push(value(11, name, float, shape));
    return name;
  }

  inputDoubles(name: string, shape: readonly Dimension[]): string {
    this.#inputs.push(value(11, name, double, shape));
    return name;
  }

  outputFloats(name: string, shape: readonly Dimension[]): void {
    this.#outputs.push(value(12, name, float, shape));
  }

  outputDoubles(name: string, shape: readonly Dimension[]): void {
    this.#outputs.push(value(12, name, double, shape));
  }

  /** Adds a constant vector of float64. @returns its name */
  doubles(name: string, values: readonly number[]): string {
    return this.#constant(name, double, [values.length], Float64Array.from(values));
  }

  /** Adds a constant number: an int64 without dimensions. @returns its name */
  integer(name: string, integer: number): string {
    return this.#constant(name, int64, [], BigInt64Array.of(BigInt(integer)));
  }

  /** Adds a constant tensor. @returns its name */
  floats(name: string, shape: readonly number[], values: Float32Array): string {
    return this.#constant(name, float, shape, values);
  }

  /** Adds a constant vector of int64. @returns its name */
  integers(name: string, values: readonly number[]): string {
    return this.#constant(name, int64, [values.length], BigInt64Array.from(values, BigInt));
  }

  /**
   * Adds an operation, named after its output.
   * @param inputs "" omits an optional input
   * @param output its name, or the names of its outputs
   * @returns the first output's name
   */
  node(
    operation: Operator,
    inputs: readonly string[],
    output: string | readonly string[],
    attributes: readonly Chunks[] = [],
  ): string {
    const outputs = typeof output === "string" ? [output] : output;
    const [name] = outputs as [string];
    const names = [...inputs.map((input) => text(1, input)), ...outputs.map((each) => text(2, each))];
    this.#nodes.push(message(1, ...names, text(3, name), text(4, operation), ...attributes));
    return name;
  }

  /** Encodes the file. Runtimes since 2022 read opset 17 and IR version 8. */
  toFile(
    name: string,
    producer: string,
    version: string,
    metadata: Readonly<Record<string, string>>,
  ): Uint8Array<ArrayBuffer> {
    const graph = [...this.#nodes, text(2, name), ...this.#initializers, ...this.#inputs, ...this.#outputs];
    return join(
      [
        integer(1, 8),
        text(2, producer),
        text(3, version),
        message(7, ...graph),
        message(8, integer(2, 17)),
        ...Object.entries(metadata).map(([key, entry]) => message(14, text(1, key), text(2, entry))),
      ].flat(),
    );
  }

  #constant(
    name: string,
    type: number,
    shape: readonly number[],
    { buffer, byteOffset, byteLength }: ArrayBufferView,
  ): string {
    const raw = bytes(9, [new Uint8Array(buffer, byteOffset, byteLength)]);
    this.#initializers.push(message(5, ...shape.map((size) => integer(1, size)), integer(2, type), text(8, name), raw));
    return name;
  }
}

/** The value of a node's attribute. */
export type AttributeValue = number | string | readonly number[] | readonly string[];

/** Encodes an attribute of a node; numbers are integers. */
export function attribute(name: string, given: AttributeValue): Chunks {
  if (typeof given === "number") return message(5, text(1, name), integer(3, given), integer(20, 2));
  if (typeof given === "string") return message(5, text(1, name), text(4, given), integer(20, 3));
  const items = given.map((item) => (typeof item === "number" ? integer(8, item) : text(9, item)));
  return message(5, text(1, name), ...items, integer(20, typeof given[0] === "string" ? 8 : 7));
}

/** Encodes name, element type and shape of an input or output of the graph. */
function value(field: number, name: string, type: number, shape: readonly Dimension[]): Chunks {
  const dimensions = shape.map((size) => message(1, typeof size === "number" ? integer(1, size) : text(2, size)));
  return message(field, text(1, name), message(2, message(1, integer(1, type), message(2, ...dimensions))));
}
