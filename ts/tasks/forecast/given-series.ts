/**
 * Checks a forecaster's data, lists its series, and reads those that are iterables.
 */
import type { Source } from "../../data/numeric-forms.js";
import type { ReadingControl } from "../../data/reading.js";
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
  // Object.values() leaves out the holes of an array.
  const series = Array.isArray(panel) ? [...panel] : isSeries ? Object.values(panel) : [];
  if (series.length === 0)
    throw invalidOption("panel", "an array of series, or an object with one for each name", panel);
  return { panel: { names: Array.isArray(panel) ? undefined : Object.keys(panel) }, series };
}

/** Reads iterables of rows to their end. @returns the series, all of them tables */
export async function tablesOf(
  { panel, series }: GivenSeries,
  control: ReadingControl | undefined,
): Promise<GivenSeries> {
  const tables: unknown[] = [];
  for (const one of series) tables.push(isIterable(one) ? await rowsOf(one, control) : one);
  return { panel, series: tables };
}

/** Whether rows have to be read one by one, unlike those of arrays. */
const isIterable = (series: unknown): series is Source<unknown> =>
  typeof series === "object" &&
  series !== null &&
  !Array.isArray(series) &&
  !ArrayBuffer.isView(series) &&
  (Symbol.iterator in series || Symbol.asyncIterator in series);

async function rowsOf(source: Source<unknown>, control: ReadingControl | undefined): Promise<unknown[]> {
  const { readItems } = await import("../../data/read-items.js");
  const rows: unknown[] = [];
  await readItems(source, (row) => rows.push(row), control);
  return rows;
}
