/**
 * The values of a regressor: their form, and their scaling, which is undone in its answers.
 */
import { decodeScales, encodeScales, noScale, unscaled } from "../../data/scaling.js";
import { type TableForm, writeRow } from "../../data/table.js";
import { checkNumber, invalidOption } from "../../errors/validate.js";
import type { JsonObject } from "../../model/file.js";
import { decodeForm } from "../sequence/input.js";
import type { InputScaling } from "../sequence/rows.js";

export class ValueOutput {
  readonly form: TableForm;
  /** Known from the split on, which says what the training part is. */
  scaling: InputScaling | undefined;

  constructor(form: TableForm, scaling?: InputScaling) {
    this.form = form;
    this.scaling = scaling;
  }

  /** The number of values. */
  get size(): number {
    return this.form.columns.length;
  }

  /** Values in their own units. @param outputs scaled values, possibly with variances after them */
  numbersOf(outputs: ArrayLike<number>): Float64Array {
    const { scales } = this.scaling as InputScaling;
    return Float64Array.from(scales, (scale, i) => unscaled(outputs[i] as number, scale));
  }

  /** Values in the form of the data: a number, an array or an object. */
  write(numbers: ArrayLike<number>): unknown {
    return writeRow(this.form, numbers);
  }

  describe(): JsonObject {
    const { scales, means } = this.scaling as InputScaling;
    return { ...this.form, scales: encodeScales(scales), means };
  }
}

/** Reads what `describe` wrote. @throws RnnError `ERR_INVALID_OPTION` */
export function decodeOutput(given: unknown): ValueOutput {
  if (typeof given !== "object" || given === null) throw invalidOption("values", "an object", given);
  const description = given as JsonObject;
  const form = decodeForm("values.columns", description);
  const count = form.columns.length;
  const means = description["means"];
  if (!Array.isArray(means) || means.length !== count) throw invalidOption("values.means", `${count} numbers`, means);
  return new ValueOutput(form, {
    scales: decodeScales("values.scales", description["scales"], count),
    means: means.map((mean, i) => checkNumber(`values.means[${i}]`, mean)),
  });
}

/** Values of a network without metadata: as they are, without names. */
export function plainValues(size: number): ValueOutput {
  const columns = Array.from({ length: size }, (_, i) => i);
  const scaling = { scales: columns.map(() => noScale), means: columns.map(() => 0) };
  return new ValueOutput({ layout: size === 1 ? "list" : "rows", columns }, scaling);
}
