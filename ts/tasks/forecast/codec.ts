/**
 * What a forecaster keeps beside its weights: preprocessing, and its series up to their last rows.
 */
import type { Scale } from "../../data/scaling.js";
import { dataPrefix } from "../../model/file.js";
import { levelsOf, PreparedSeries } from "./preparation/prepared-series.js";
import { type ColumnPlan, type Preprocessing, planColumns } from "./preparation/preprocessing.js";
import type { Calendar } from "./series/calendar.js";
import type { Series } from "./series/series.js";
import { calendars } from "./series/times.js";

/** A series of the training data. Plain values. */
export interface KeptSeries {
  /** Its rows, with those that were observed after the training. */
  readonly series: Series;
  /** Rows of the training part; those after it were held back. */
  readonly trainingRows: number;
  /** Rows at the end of the training. */
  readonly endRow: number;
  /** Of the predicted columns. */
  readonly scales: readonly Scale[];
}

export interface ForecastCodec {
  readonly preprocessing: Preprocessing;
  readonly series: readonly KeptSeries[];
  /** Whether the data is a panel, of which each series has a scale of its own, and its names if it has some. */
  readonly panel: { readonly names: readonly string[] | undefined } | undefined;
  /** Errors of the held-back windows, if a file has them. */
  readonly residuals?: Residuals | undefined;
  /** Whether the run chose the difference, so that its end may choose another one. Files do not have it. */
  readonly isDifferenceChosen?: boolean;
}

/** Errors at each step of windows that were not trained on, held back or observed since, under the transform; NaN where there is no error. */
export interface Residuals {
  /** For each series f64[windows][steps][targets]. */
  readonly errors: readonly Float64Array<ArrayBuffer>[];
  /** How many rows each series had. */
  readonly rows: readonly number[];
}

/** What exports contain about a forecaster. */
export interface ExportedForecaster {
  readonly preprocessing: Preprocessing;
  readonly plan: ColumnPlan;
  /** Scales of the predicted columns; of a panel those of each series. */
  readonly scales: readonly (readonly Scale[])[];
  readonly isPanel: boolean;
}

/** Series that are prepared, each once for the source, the scorer and the model of a thread. */
const preparedOnes = new WeakMap<KeptSeries, PreparedSeries>();

/** Prepares series by one preprocessing. */
export class Preparer {
  readonly preprocessing: Preprocessing;
  readonly plan: ColumnPlan;
  readonly #calendar: Calendar | undefined;

  constructor(preprocessing: Preprocessing) {
    this.preprocessing = preprocessing;
    this.plan = planColumns(preprocessing);
    const { calendar, timeZone } = preprocessing;
    this.#calendar = calendar.length > 0 ? calendars().calendarIn(timeZone) : undefined;
  }

  /** @throws RnnError `ERR_INVALID_NUMBER`; see `levelsOf` */
  levels(series: Omit<Series, "clock">, name: string): Float64Array<ArrayBuffer> {
    return levelsOf(series, this.preprocessing, this.plan, name);
  }

  prepare(series: Series, scales: readonly Scale[], name: string): PreparedSeries {
    const levels = this.levels(series, name);
    return new PreparedSeries(series, levels, scales, this.preprocessing, this.plan, this.#calendar);
  }
}

/** All series of a codec, prepared. */
export function preparedSeries(codec: ForecastCodec): PreparedSeries[] {
  const preparer = new Preparer(codec.preprocessing);
  return codec.series.map((kept, i) => {
    const prepared = preparedOnes.get(kept) ?? preparer.prepare(kept.series, kept.scales, seriesName(codec, i));
    preparedOnes.set(kept, prepared);
    return prepared;
  });
}

/** The tensor in a file that holds numbers of a long series. */
export const tensorName = (index: number, name: string): string => `${dataPrefix}${index}.${name}`;

/** What errors call a series of the training data. */
export function seriesName({ panel }: Pick<ForecastCodec, "panel">, index: number): string {
  if (!panel) return "series";
  const name = panel.names?.[index];
  return name === undefined ? `panel[${index}]` : `panel.${name}`;
}
