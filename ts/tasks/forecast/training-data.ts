/**
 * The data of a forecaster: one series, or a panel of several of the same kind.
 */
import { checkKeys, invalidOption } from "../../errors/validate.js";

/** One series: numbers, rows, row objects or columns. */
export interface SeriesData {
  /** Rows in the order of their times. */
  readonly series: object;
}

/** Several series with the same columns, as a list or by name. */
export interface PanelData {
  /** The series, which may differ in length. */
  readonly panel: readonly object[] | { readonly [name: string]: object };
}

/** What a forecaster learns from. */
export type ForecastData = SeriesData | PanelData;

/** The same in words. */
export const forecastData = "{ series } or { panel }";

export const isForecastData = (data: unknown): data is ForecastData =>
  typeof data === "object" && data !== null && ("series" in data || "panel" in data);

/** Series as given, with what errors call them. */
export interface GivenSeries {
  readonly panel: { readonly names: readonly string[] | undefined } | undefined;
  readonly series: readonly unknown[];
}

/** @throws RnnError `ERR_INVALID_OPTION` for other data, for other keys beside it, and for an empty panel */
export function seriesOf(data: unknown): GivenSeries {
  if (!isForecastData(data)) throw invalidOption("data", forecastData, data);
  if ("series" in data) {
    checkKeys("data", data, ["series"]);
    return { panel: undefined, series: [data.series] };
  }
  checkKeys("data", data, ["panel"]);
  const { panel } = data;
  const isSeries = typeof panel === "object" && panel !== null && !ArrayBuffer.isView(panel);
  const series = isSeries ? Object.values(panel) : [];
  if (series.length === 0)
    throw invalidOption("panel", "an array of series, or an object with one for each name", panel);
  return { panel: { names: Array.isArray(panel) ? undefined : Object.keys(panel) }, series };
}
