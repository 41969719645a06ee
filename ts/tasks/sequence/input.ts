/**
 * What the sequences of a model are, and how they become inputs of its network: symbols of an alphabet, or numbers of some columns.
 */
import type { NetworkConfig } from "../../core/network-config.js";
import { type MissingPolicy, readTable } from "../../data/read-table.js";
import {
  decodeScales,
  encodeScales,
  noScale,
  type Scale,
  type ScaleMethod,
  scaled,
  scaleMethods,
} from "../../data/scaling.js";
import { IntList } from "../../data/sequence.js";
import { type ColumnName, isNamed, type TableForm, writeTable } from "../../data/table.js";
import { type UnknownPolicy, Vocabulary } from "../../data/vocabulary.js";
import { RnnError } from "../../errors/rnn-error.js";
import { checkNumber, checkOneOf, invalidOption } from "../../errors/validate.js";
import type { JsonObject } from "../../model/file.js";
import { type InputScaling, type NumberRows, type StepRows, scaledInputs } from "./rows.js";

/** Sequences of symbols or of numbers. */
export type SequenceInput = SymbolInput | NumberInput;

/** The inputs of a network: tokens or rows of numbers. */
export type NetworkInputs = Int32Array<ArrayBuffer> | Float32Array<ArrayBuffer>;

export class SymbolInput {
  readonly kind = "symbols";
  readonly alphabet: Vocabulary;

  constructor(alphabet: Vocabulary) {
    this.alphabet = alphabet;
  }

  /** @throws RnnError `ERR_UNKNOWN_SYMBOL`, `ERR_INDEX_RANGE`, `ERR_INVALID_OPTION`; `ERR_SHAPE` for an empty sequence */
  encode(sequence: unknown, name: string): Int32Array<ArrayBuffer> {
    const tokens = new IntList();
    this.alphabet.encode(sequence, () => name, tokens);
    if (tokens.length === 0) throw emptySequence(name);
    return tokens.take();
  }

  /** The data's own form of rows. */
  decode(rows: StepRows): unknown {
    return rows.kind === "tokens" ? this.alphabet.decode(rows.tokens) : undefined;
  }

  describe(): JsonObject {
    return { alphabet: this.alphabet.asGiven, unknown: this.alphabet.unknown };
  }
}

/** How numbers are read and scaled. */
export interface NumberSettings {
  readonly form: TableForm;
  readonly scale: ScaleMethod;
  readonly missing: MissingPolicy;
  /** Indices of the columns for which a further input says where their values are missing. */
  readonly gapColumns: readonly number[];
}

export class NumberInput implements NumberSettings {
  readonly kind = "numbers";
  readonly form: TableForm;
  readonly scale: ScaleMethod;
  readonly missing: MissingPolicy;
  readonly gapColumns: readonly number[];
  /** Known from the split on, which says what the training part is. */
  scaling: InputScaling | undefined;

  constructor({ form, scale, missing, gapColumns }: NumberSettings, scaling?: InputScaling) {
    this.form = form;
    this.scale = scale;
    this.missing = missing;
    this.gapColumns = gapColumns;
    this.scaling = scaling;
  }

  get columns(): readonly ColumnName[] {
    return this.form.columns;
  }

  /** Numbers in a row of the network's input. */
  get features(): number {
    return this.columns.length + this.gapColumns.length;
  }

  /**
   * @param before the values before the first row, which gaps at the beginning repeat
   * @throws RnnError `ERR_INVALID_NUMBER`, `ERR_SHAPE`, `ERR_INVALID_OPTION`
   */
  read(sequence: unknown, name: string, before?: ArrayLike<number>): NumberRows {
    const { form, missing } = this;
    const { values, gaps, rows } = readTable(sequence, name, { expected: form, missing, before });
    if (rows === 0) throw emptySequence(name);
    return { kind: "numbers", columns: form.columns.length, values, gaps };
  }

  /** The network's inputs of rows that were read. */
  inputsOf(rows: NumberRows): Float32Array<ArrayBuffer> {
    return scaledInputs(rows, this.scaling as InputScaling, this.gapColumns);
  }

  encode(sequence: unknown, name: string): Float32Array<ArrayBuffer> {
    return this.inputsOf(this.read(sequence, name));
  }

  /** The input of a row that tells nothing: the means of the training part. */
  get neutralRow(): Float32Array {
    const { scales, means } = this.scaling as InputScaling;
    return Float32Array.from({ length: this.features }, (_, i) =>
      i < means.length ? scaled(means[i] as number, scales[i] as Scale) : 0,
    );
  }

  decode(rows: StepRows): unknown {
    return rows.kind === "numbers" ? writeTable(this.form, rows.values, rows.values.length / rows.columns) : undefined;
  }

  describe(): JsonObject {
    const { form, scale, missing, gapColumns, scaling } = this;
    const { scales, means } = scaling as InputScaling;
    return { ...form, scale, missing, gapColumns, scales: encodeScales(scales), means };
  }
}

/** Reads what `describe` wrote. @throws RnnError `ERR_INVALID_OPTION` */
export function decodeInput(given: JsonObject): SequenceInput {
  if (given["alphabet"] !== undefined)
    return new SymbolInput(
      new Vocabulary(
        "alphabet",
        given["alphabet"],
        checkOneOf<UnknownPolicy>("unknown", given["unknown"], ["error", "symbol"]),
      ),
    );
  const form = decodeForm("columns", given);
  const count = form.columns.length;
  const list = <T>(name: string, check: (name: string, value: unknown) => T): T[] => {
    const values = given[name];
    if (!Array.isArray(values)) throw invalidOption(name, "a list", values);
    return values.map((value, i) => check(`${name}[${i}]`, value));
  };
  const means = list("means", (name, value) => checkNumber(name, value));
  if (means.length !== count) throw invalidOption("means", `${count} numbers`, means);
  return new NumberInput(
    {
      form,
      scale: checkOneOf("scale", given["scale"], scaleMethods),
      missing: checkOneOf("missing", given["missing"], ["error", "carry"]),
      gapColumns: list("gapColumns", (name, value) => checkNumber(name, value, { min: 0, below: count })),
    },
    { scales: decodeScales("scales", given["scales"], count), means },
  );
}

/** Reads the form of a table in a file. @throws RnnError `ERR_INVALID_OPTION` */
export function decodeForm(name: string, given: JsonObject): TableForm {
  const layout = checkOneOf("layout", given["layout"], ["list", "rows", "records", "columns"]);
  const columns = given["columns"];
  const isName = (column: unknown) => typeof column === (isNamed({ layout }) ? "string" : "number");
  if (
    !Array.isArray(columns) ||
    columns.length === 0 ||
    !columns.every(isName) ||
    new Set(columns).size < columns.length
  )
    throw invalidOption(name, "distinct columns", columns);
  return { layout, columns };
}

/** Numbers of a network without metadata: as they are, without names. */
export function plainNumbers(features: number): NumberInput {
  const columns = Array.from({ length: features }, (_, i) => i);
  return new NumberInput(
    { form: { layout: features === 1 ? "list" : "rows", columns }, scale: "none", missing: "error", gapColumns: [] },
    { scales: columns.map(() => noScale), means: columns.map(() => 0) },
  );
}

/** The network's input. */
export function networkInput(input: SequenceInput, embeddingDim: number): NetworkConfig["input"] {
  if (input.kind === "symbols") return { kind: "tokens", vocabSize: input.alphabet.size, embeddingDim };
  return { kind: "rows", features: input.features };
}

export const emptySequence = (name: string): RnnError =>
  new RnnError("ERR_SHAPE", `${name}: expected at least one step, got an empty sequence`);
