/**
 * The data of a forecaster: one series, or a panel of several of the same kind.
 */
/** One series: numbers, rows, row objects or columns; numbers and rows also as an iterable or async iterable. */
export interface SeriesData {
  /** Rows in the order of their times. */
  readonly series: object;
}

/** Several series with the same columns, as a list or by name. */
export interface PanelData {
  /** The series, which may differ in length. */
  readonly panel: readonly object[] | { readonly [name: string]: object };
}

/** The data of a forecaster. */
export type ForecastData = SeriesData | PanelData;

export const forecastForms = [["series"], ["panel"]] as const;
