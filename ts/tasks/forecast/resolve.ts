/**
 * From data and options to what a forecaster's run is made of.
 */
import { Fingerprint } from "../../data/fingerprint.js";
import { fitScale, observedValues, type Scale } from "../../data/scaling.js";
import type { TableForm } from "../../data/table.js";
import { RnnError } from "../../errors/rnn-error.js";
import { invalidOption, show } from "../../errors/validate.js";
import type { NetworkShape } from "../../model/config.js";
import type { GivenOptions, ResolveContext, Resolved } from "../task.js";
import { type ForecastCodec, type KeptSeries, Preparer, seriesName } from "./codec.js";
import { seriesOf, tablesOf } from "./given-series.js";
import { forecastNetwork } from "./network.js";
import type { ForecastSettings } from "./options.js";
import { chooseDifference } from "./preparation/choose-difference.js";
import { chooseLags } from "./preparation/choose-lags.js";
import { fitScales } from "./preparation/prepared-series.js";
import { type Preprocessing, planColumns, shapeOf } from "./preparation/preprocessing.js";
import type { TrainingPart } from "./preparation/training-columns.js";
import { readSeries } from "./series/read-series.js";
import type { Series } from "./series/series.js";
import { loadTimes } from "./series/times.js";
import { manySequences, trainingWindows } from "./series/windows.js";
import { checkTogether, columnsOf, defaultHorizon, defaultWindow, heldBackOf, settingsWith } from "./settings.js";
import type { ForecastSpec } from "./source-spec.js";

type Values = ForecastSettings & { readonly batchSize: number; readonly bidirectional?: boolean | undefined };

export async function resolveForecast(
  data: unknown,
  options: GivenOptions,
  context: ResolveContext<ForecastCodec>,
): Promise<Resolved<ForecastSpec, ForecastCodec>> {
  const own = context.weights?.codec;
  const values = options as unknown as Values;
  const settings = settingsWith(values, own?.preprocessing);
  checkTogether(settings, values.bidirectional === true);
  const { panel, series: given } = await tablesOf(seriesOf(data), context.reading);
  if (settings.time !== undefined) await loadTimes();
  const { form, series } = readAll(given, panel, settings, own?.preprocessing.form);
  const horizon = settings.horizon ?? defaultHorizon(Math.max(...series.map(({ rows }) => rows)), settings.season);
  const named = { ...preprocessingOf(settings, form), horizon };
  const { preprocessing, parts } = withParts(named, series, panel, settings, own?.preprocessing);
  const codec = { ...codecOf(preprocessing, parts, panel, own), isDifferenceChosen: isDifferenceChosen(settings, own) };
  const plan = planColumns(codec.preprocessing);
  const network = forecastNetwork(shapeOf(codec.preprocessing, plan));
  checkWeights(context.weights?.shape, network.input.features, network.output.size);
  const stride = settings.stride ?? defaultStride(codec.preprocessing, longestOf(parts));
  const windows = parts.reduce(
    (count, { rows }) => count + trainingWindows(codec.preprocessing, plan, stride, rows).starts.length,
    0,
  );
  const { batchSize, shuffle = true } = values;
  const { form: _, gapColumns, knownScales, ...kept } = codec.preprocessing;
  return {
    source: { codec, stride, batchSize, shuffle },
    services: {},
    network,
    codec,
    options: {
      ...kept,
      // Chosen again when the run is resumed, with the same result.
      difference: own ? kept.difference : (settings.difference ?? "auto"),
      lags: own ? kept.lags : settings.lags,
      stride,
      shuffle,
      validation: settings.validation,
    },
    identity: async () => ({ kind: panel ? "panel" : "series", fingerprint: fingerprintOf(series, panel?.names) }),
    stepsPerEpoch: Math.ceil(windows / batchSize),
    hasValidation: parts.some((part) => part.rows < part.series.rows),
    ends: false,
  };
}

/** @throws RnnError as `readSeries`; `ERR_EMPTY_DATASET` */
function readAll(
  given: readonly unknown[],
  panel: ForecastCodec["panel"],
  { missing = "error", time, calendar = [] }: ForecastSettings,
  own: TableForm | undefined,
): { form: TableForm; series: Series[] } {
  let form = own;
  const series = given.map((one, i) => {
    const name = seriesName({ panel }, i);
    const read = readSeries(one, name, { missing, time, calendar, expected: form });
    if (read.series.rows === 0) throw new RnnError("ERR_EMPTY_DATASET", `${name}: expected rows, got none`);
    form ??= read.form;
    return read.series;
  });
  // The layout is that of this data; the file's may be another one with the same columns.
  return { form: form as TableForm, series };
}

function preprocessingOf(settings: ForecastSettings, form: TableForm): Preprocessing {
  const { mode = "recursive", season, transform = "none", lags = [], time, calendar = [], timeZone = "UTC" } = settings;
  const { scale = "standard", loss = "mse", missing = "error", difference = "auto" } = settings;
  return {
    form,
    ...columnsOf(form, settings),
    ...{ mode, season, transform, lags, time, calendar, timeZone, scale, loss, missing },
    difference: difference === "auto" ? "none" : difference,
    horizon: 1,
    window: 1,
    gapColumns: [],
    knownScales: [],
  };
}

/** Whether neither an option nor the file of weights tells the difference. */
const isDifferenceChosen = ({ difference = "auto" }: ForecastSettings, own: object | undefined): boolean =>
  own === undefined && difference === "auto";

/** Decides what depends on the training parts: their lengths, the difference, columns with gaps, the window, lags. */
function withParts(
  named: Preprocessing,
  series: readonly Series[],
  panel: ForecastCodec["panel"],
  settings: ForecastSettings,
  own: Preprocessing | undefined,
): { preprocessing: Preprocessing; parts: TrainingPart[] } {
  const ahead = named.mode === "direct" ? named.horizon : 1;
  const partsFor = (firstRow: number) => {
    const least = firstRow + ahead + 1;
    return series.map((one, i) => {
      const rows = one.rows - heldBackOf(one.rows, settings.validation, named.horizon, least);
      return { series: one, rows, name: seriesName({ panel }, i), least };
    });
  };
  // As if nothing were lost to differences, until they are chosen.
  const draft = partsFor(planColumns(named).firstRow);
  const windowFor = (rows: number) => settings.window ?? defaultWindow(rows, named);
  const isGiven = own !== undefined || settings.lags !== undefined || named.mode === "direct";
  const longSeason = isGiven ? [] : chooseLags({ ...named, window: windowFor(longestOf(draft)) }, draft);
  // Lags of a long season tell the short one too, better than its differences.
  const withSeason = longSeason.length > 0 ? { ...named, lags: longSeason, season: undefined } : named;
  const difference =
    own?.difference ?? (isDifferenceChosen(settings, own) ? chooseDifference(withSeason, draft) : named.difference);
  const planned = { ...named, lags: withSeason.lags, difference };
  const { firstRow } = planColumns(planned);
  const parts = partsFor(firstRow);
  const short = parts.find(({ rows, least }) => rows < least);
  if (short)
    throw new RnnError(
      "ERR_SHAPE",
      `${short.name}: expected at least ${short.least} rows to train on with these options, got ${short.rows}`,
    );
  checkObserved(planned, parts);
  const room = longestOf(parts) - firstRow - ahead;
  const window = windowFor(room);
  if (window > room) throw invalidOption("window", `at most ${room} rows, as many as the training part has`, window);
  const gapColumns = own?.gapColumns ?? named.form.columns.filter((_, column) => parts.some(hasGaps(column)));
  return { preprocessing: { ...planned, window, gapColumns }, parts };
}

/** @throws RnnError `ERR_INVALID_NUMBER` for training rows that have no number of a target, or held-back ones, which then judge nothing */
function checkObserved({ form, targets }: Preprocessing, parts: readonly TrainingPart[]): void {
  const lackedIn = (ranges: readonly (readonly [series: Series, start: number, end: number])[]) =>
    ranges.length === 0
      ? undefined
      : targets.find((target) =>
          ranges.every(
            ([series, start, end]) =>
              observedValues({ ...series, form }, form.columns.indexOf(target), start, end).length === 0,
          ),
        );
  const heldBack = parts.filter(({ series, rows }) => rows < series.rows);
  const data = parts.length === 1 ? (parts[0] as TrainingPart).name : "panel";
  const lacked = [
    [data, "training", lackedIn(parts.map(({ series, rows }) => [series, 0, rows]))],
    ["validation", "held-back", lackedIn(heldBack.map(({ series, rows }) => [series, rows, series.rows]))],
  ] as const;
  for (const [name, rows, target] of lacked)
    if (target !== undefined)
      throw new RnnError(
        "ERR_INVALID_NUMBER",
        `${name}: expected numbers of ${show(target)} in the ${rows} rows, got none`,
      );
}

const longestOf = (parts: readonly TrainingPart[]): number => Math.max(...parts.map(({ rows }) => rows));

const hasGaps =
  (column: number) =>
  ({ series: { gaps, values, rows: all }, rows }: TrainingPart): boolean => {
    if (!gaps) return false;
    const columns = values.length / all;
    for (let at = column; at < rows * columns; at += columns) if (gaps[at]) return true;
    return false;
  };

function codecOf(
  preprocessing: Preprocessing,
  parts: readonly TrainingPart[],
  panel: ForecastCodec["panel"],
  own: ForecastCodec | undefined,
): ForecastCodec {
  const preparer = new Preparer({
    ...preprocessing,
    knownScales: own?.preprocessing.knownScales ?? knownScalesOf(preprocessing, parts),
  });
  const scalesBefore = (i: number): readonly Scale[] | undefined => {
    if (!own || (own.panel === undefined) !== (panel === undefined)) return undefined;
    const names = own.panel?.names;
    return own.series[names ? names.indexOf(panel?.names?.[i] ?? "") : i]?.scales;
  };
  const series = parts.map(({ series, rows, name }, i): KeptSeries => {
    const levels = preparer.levels(series, name);
    const scales = scalesBefore(i) ?? fitScales(series, levels, preprocessing, preparer.plan, rows);
    return { series, trainingRows: rows, endRow: series.rows, scales };
  });
  return { preprocessing: preparer.preprocessing, series, panel };
}

/** Known columns mean the same in all series, so they have one scale. */
function knownScalesOf({ form, known, scale }: Preprocessing, parts: readonly TrainingPart[]): Scale[] {
  return form.columns.flatMap((column, index) => {
    if (!known.includes(column)) return [];
    const all = parts.map(({ series, rows }) => observedValues({ ...series, form }, index, 0, rows));
    const joined = new Float64Array(all.reduce((length, values) => length + values.length, 0));
    let at = 0;
    for (const values of all) {
      joined.set(values, at);
      at += values.length;
    }
    return [fitScale(scale, joined)];
  });
}

const defaultStride = ({ window }: Preprocessing, rows: number): number =>
  Math.max(1, Math.min(window, Math.round(rows / manySequences)));

/** @throws RnnError `ERR_INVALID_OPTION` for weights of another network */
function checkWeights(shape: NetworkShape | undefined, features: number, size: number): void {
  if (!shape) return;
  const { input, output } = shape;
  const got = input.kind === "rows" ? input.features : undefined;
  if (got === features && output.size === size) return;
  throw new RnnError(
    "ERR_INVALID_OPTION",
    `weights: expected a network with ${features} numbers in and ${size} out, got one with ${got ?? "symbols"} and ${output.size}`,
  );
}

function fingerprintOf(series: readonly Series[], names: readonly string[] | undefined): string {
  const fingerprint = new Fingerprint().addTexts(names ?? []);
  for (const { values, gaps } of series)
    fingerprint
      .add([values.length])
      .add(new Int32Array(values.buffer))
      .add(gaps ?? []);
  return fingerprint.digest;
}
