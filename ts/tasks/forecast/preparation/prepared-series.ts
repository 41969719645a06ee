/**
 * A series as the network reads it: transformed, differenced, scaled, with all columns of its inputs.
 */
import { pathOf } from "../../../data/read-table.js";
import { fitScale, noScale, type Scale, scaled } from "../../../data/scaling.js";
import { RnnError } from "../../../errors/rnn-error.js";
import type { Calendar } from "../series/calendar.js";
import { columnsPerPart } from "../series/calendar-parts.js";
import type { Series } from "../series/series.js";
import { calendars } from "../series/times.js";
import type { ColumnPlan, Preprocessing } from "./preprocessing.js";
import { transformOf } from "./transform.js";

/**
 * The levels of a series: its values under the transform, f64[rows][predicted]. Where that changes nothing they are the values themselves: of a
 * long series, each array takes as much memory as the data.
 * @param name what errors call the series
 * @throws RnnError `ERR_INVALID_NUMBER` for a value that the transform does not take
 */
export function levelsOf(
  { rows, values, gaps }: Pick<Series, "rows" | "values" | "gaps">,
  { form, transform }: Preprocessing,
  { predicted }: ColumnPlan,
  name: string,
): Float64Array<ArrayBuffer> {
  const { apply, accepts, wanted } = transformOf[transform];
  const [width, columns] = [predicted.length, form.columns.length];
  if (transform === "none" && width === columns) return values;
  const levels = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++)
    for (let at = 0; at < width; at++) {
      const cell = row * columns + (predicted[at] as number);
      const value = values[cell] as number;
      if (!accepts(value) && !gaps?.[cell]) {
        const path = pathOf(form, name, row, form.columns[predicted[at] as number] as string | number);
        throw new RnnError(
          "ERR_INVALID_NUMBER",
          `${path}: expected ${wanted} for transform: "${transform}", got ${value}`,
        );
      }
      levels[row * width + at] = apply(value);
    }
  return levels;
}

/** The difference of a level, `NaN` at the rows that have none. */
function differenceAt(levels: Float64Array, { predicted, terms }: ColumnPlan, row: number, at: number): number {
  const width = predicted.length;
  let difference = levels[row * width + at] as number;
  for (const { lag, sign } of terms)
    difference -= sign * (row >= lag ? (levels[(row - lag) * width + at] as number) : Number.NaN);
  return difference;
}

/** Whether a difference has an imputed end, so that it counts in nothing. */
export function isImputed(
  { gaps }: Series,
  { form }: Preprocessing,
  plan: ColumnPlan,
  row: number,
  at: number,
): boolean {
  if (!gaps) return false;
  const columns = form.columns.length;
  const column = plan.predicted[at] as number;
  return gaps[row * columns + column] === 1 || plan.terms.some(({ lag }) => gaps[(row - lag) * columns + column] === 1);
}

/** Fits the scales of the predicted columns on the rows before `end`. */
export function fitScales(
  series: Series,
  levels: Float64Array,
  preprocessing: Preprocessing,
  plan: ColumnPlan,
  end: number,
): Scale[] {
  const width = plan.predicted.length;
  const { scale, form } = preprocessing;
  return plan.predicted.map((column, at) => {
    const observed = new Float64Array(end);
    let [count, sum, seen] = [0, 0, 0];
    for (let row = 0; row < end; row++) {
      if (!series.gaps?.[row * form.columns.length + column]) {
        sum += levels[row * width + at] as number;
        seen++;
      }
      const difference = differenceAt(levels, plan, row, at);
      if (!Number.isNaN(difference) && !isImputed(series, preprocessing, plan, row, at)) observed[count++] = difference;
    }
    return fitScale(scale, observed.subarray(0, count), seen > 0 ? sum / seen : 0);
  });
}

/** The columns that are known ahead, scaled: f64[rows][known]. */
export function scaledKnown(values: Float64Array, columns: readonly number[], width: number, scales: readonly Scale[]) {
  const rows = width === 0 ? 0 : values.length / width;
  const known = new Float64Array(rows * columns.length);
  for (let row = 0; row < rows; row++)
    for (let at = 0; at < columns.length; at++)
      known[row * columns.length + at] = scaled(
        values[row * width + (columns[at] as number)] as number,
        scales[at] ?? noScale,
      );
  return known;
}

/** Where the values of the inputs of a row come from. */
export interface InputSource {
  scaledAt(row: number, index: number): number;
  knownAt(row: number, index: number): number;
  gapAt(row: number, column: number): number;
}

export class PreparedSeries implements InputSource {
  readonly series: Series;
  readonly preprocessing: Preprocessing;
  readonly plan: ColumnPlan;
  readonly scales: readonly Scale[];
  /** f64[rows][predicted]: under the transform. */
  readonly levels: Float64Array<ArrayBuffer>;
  /** f64[rows][known]: scaled. */
  readonly known: Float64Array<ArrayBuffer>;
  /** f32[rows][features]. What the last row reads of the row after it is 0, unless the calendar tells it. */
  readonly inputs: Float32Array<ArrayBuffer>;
  readonly #calendar: Calendar | undefined;
  readonly #calendarRow: Float32Array;

  constructor(
    series: Series,
    levels: Float64Array<ArrayBuffer>,
    scales: readonly Scale[],
    preprocessing: Preprocessing,
    plan: ColumnPlan,
    calendar: Calendar | undefined,
  ) {
    this.series = series;
    this.preprocessing = preprocessing;
    this.plan = plan;
    this.scales = scales;
    this.levels = levels;
    this.known = scaledKnown(series.values, plan.known, preprocessing.form.columns.length, preprocessing.knownScales);
    this.#calendar = calendar;
    this.#calendarRow = new Float32Array(preprocessing.calendar.length * columnsPerPart);
    const features = plan.inputs.length;
    this.inputs = new Float32Array(series.rows * features);
    for (let row = plan.firstRow; row < series.rows; row++) this.writeInputs(row, this, this.inputs, row * features);
  }

  get rows(): number {
    return this.series.rows;
  }

  /** Writes the inputs of a row, of this series or of one that continues it. */
  writeInputs(row: number, source: InputSource, out: Float32Array, at: number): void {
    const { inputs, gaps } = this.plan;
    const { clock } = this.series;
    if (clock && this.#calendar)
      calendars().writeCalendar(this.preprocessing.calendar, this.#calendar, clock, row + 1, this.#calendarRow, 0);
    for (let i = 0; i < inputs.length; i++) {
      const column = inputs[i] as (typeof inputs)[number];
      const { index } = column;
      if ("lag" in column) out[at + i] = source.scaledAt(row + 1 - column.lag, index);
      else if (column.kind === "known") out[at + i] = source.knownAt(row + 1, index);
      else if (column.kind === "gap") out[at + i] = source.gapAt(row, gaps[index] as number);
      else out[at + i] = this.#calendarRow[index] as number;
    }
  }

  scaledAt(row: number, index: number): number {
    return scaled(differenceAt(this.levels, this.plan, row, index), this.scales[index] ?? noScale);
  }

  knownAt(row: number, index: number): number {
    return row < this.rows ? (this.known[row * this.plan.known.length + index] as number) : 0;
  }

  gapAt(row: number, column: number): number {
    return this.series.gaps?.[row * this.preprocessing.form.columns.length + column] ?? 0;
  }
}
