/**
 * The series of a forecaster: those it was trained on, with what was observed since, and others that it is asked about.
 */
import type { Scale } from "../../data/scaling.js";
import { RnnError } from "../../errors/rnn-error.js";
import { checkInteger, invalidOption, show } from "../../errors/validate.js";
import { type ForecastCodec, type KeptSeries, Preparer, preparedSeries, type Residuals } from "./codec.js";
import { fitScales, type PreparedSeries } from "./preparation/prepared-series.js";
import { leastHistory } from "./preparation/preprocessing.js";
import { readRowsAfter, readSeries } from "./series/read-series.js";
import { appended } from "./series/series.js";

export class KeptHistory {
  readonly preparer: Preparer;
  readonly #codec: ForecastCodec;
  readonly #series: KeptSeries[];
  #residuals: Residuals | undefined;

  constructor(codec: ForecastCodec) {
    this.#codec = codec;
    this.#series = [...codec.series];
    this.#residuals = codec.residuals;
    this.preparer = new Preparer(codec.preprocessing);
  }

  /** Keeps errors of held-back windows, which take a while to compute. */
  keepResiduals(residuals: Residuals): Residuals {
    this.#residuals = residuals;
    return residuals;
  }

  get count(): number {
    return this.#series.length;
  }

  /** The codec with what was observed. */
  get codec(): ForecastCodec {
    return { ...this.#codec, series: this.#series, residuals: this.#residuals };
  }

  at(index: number): KeptSeries {
    return this.#series[index] as KeptSeries;
  }

  get allPrepared(): PreparedSeries[] {
    return preparedSeries(this.codec);
  }

  /**
   * The place of a series of a panel.
   * @throws RnnError `ERR_INVALID_OPTION`
   */
  indexOf(series: unknown): number {
    const { panel } = this.#codec;
    if (!panel) {
      if (series !== undefined) throw invalidOption("series", "none, for a model of one series", series);
      return 0;
    }
    const { names } = panel;
    if (!names) return checkInteger("series", series, 0, this.count - 1);
    const index = names.indexOf(series as string);
    if (index < 0) throw invalidOption("series", `a series of the panel, ${names.map(show).join(", ")}`, series);
    return index;
  }

  /** Appends rows to a series. @throws RnnError as reading does, and nothing is appended */
  observe(rows: unknown, index: number): void {
    const { preprocessing } = this.preparer;
    const { missing, time, form } = preprocessing;
    const kept = this.at(index);
    const more = readRowsAfter(kept.series, rows, "rows", { missing, time, expected: form });
    // Refuses what the transform does not take.
    this.preparer.levels(more, "rows");
    this.#series[index] = { ...kept, series: appended(kept.series, more) };
  }

  /**
   * Reads another series, and scales it: by itself for a panel, otherwise as the model's own.
   * @param name what errors call it
   * @throws RnnError as reading does; `ERR_SHAPE` for a series that is too short
   */
  read(value: unknown, name: string): PreparedSeries {
    const { preprocessing, plan } = this.preparer;
    const least = leastHistory(preprocessing, plan);
    const like = this.at(0).series.clock;
    const { series } = readSeries(value, name, { ...preprocessing, expected: preprocessing.form, like });
    if (series.rows < least)
      throw new RnnError("ERR_SHAPE", `${name}: expected at least ${least} rows, got ${series.rows}`);
    const scales: readonly Scale[] = this.#codec.panel
      ? fitScales(series, this.preparer.levels(series, name), preprocessing, plan, series.rows)
      : this.at(0).scales;
    return this.preparer.prepare(series, scales, name);
  }
}
