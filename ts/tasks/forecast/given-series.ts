/**
 * Checks a forecaster's data, and lists its series.
 */
import { checkKeys, invalidOption } from "../../errors/validate.js";
import { hasKeys, inWords } from "../data-keys.js";
import { type ForecastData, forecastForms } from "./training-data.js";

/** Series as given, with what errors call them. */
export interface GivenSeries {
  readonly panel: { readonly names: readonly string[] | undefined } | undefined;
  readonly series: readonly unknown[];
}

/** @throws RnnError `ERR_INVALID_OPTION` for other data, for other keys beside it, and for an empty panel */
export function seriesOf(data: unknown): GivenSeries {
  if (!hasKeys<ForecastData>(data, forecastForms)) throw invalidOption("data", inWords(forecastForms), data);
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
