/**
 * Loads forecasters from files.
 */
import { decodeScales, scaleMethods } from "../../../data/scaling.js";
import type { ColumnName, TableForm } from "../../../data/table.js";
import { RnnError } from "../../../errors/rnn-error.js";
import { checkInteger, checkKeys, checkNumber, checkOneOf, invalidOption } from "../../../errors/validate.js";
import type { TensorData, TensorRecord } from "../../../formats/safetensors/tensor-record.js";
import type { JsonObject } from "../../../model/file.js";
import type { ReadState } from "../../../model/read-state.js";
import type { TaskLoading } from "../../task.js";
import { fromBase64 } from "../base64.js";
import { type ForecastCodec, type KeptSeries, tensorName } from "../codec.js";
import { forecastNetwork } from "../network.js";
import { differences } from "../preparation/difference.js";
import { leastHistory, maxForecast, type Preprocessing, planColumns, shapeOf } from "../preparation/preprocessing.js";
import { transformOf, transforms } from "../preparation/transform.js";
import { calendarParts, checkTimeZone } from "../series/calendar-parts.js";
import type { Clock } from "../series/time.js";

export const forecastLoading: TaskLoading<ForecastCodec> = { options: [], decode, resolve };

/** The network of a file must be the one that its columns ask for. */
function resolve({ shape }: ReadState, own: ForecastCodec | undefined) {
  if (!own)
    throw new RnnError(
      "ERR_FORMAT",
      "metadata: expected a file of save(), which has columns and scaling, got none: train() takes such a file as `weights`",
    );
  const network = forecastNetwork(shapeOf(own.preprocessing, planColumns(own.preprocessing)));
  const features = shape.input.kind === "rows" ? shape.input.features : 0;
  const wanted = network.input.features;
  if (features !== wanted || shape.output.size !== network.output.size)
    throw new RnnError(
      "ERR_FORMAT",
      `weights: expected ${wanted} numbers in and ${network.output.size} out, got ${features} and ${shape.output.size}`,
    );
  return { config: { ...shape, ...network }, codec: own };
}

/** @throws RnnError `ERR_INVALID_OPTION` */
function decode(given: JsonObject): ForecastCodec {
  const preprocessing = decodePreprocessing(given["forecast"]);
  const { panel, tensors } = given;
  if (typeof panel !== "boolean" && !isTexts(panel)) throw invalidOption("panel", "names, true or false", panel);
  const list = given["series"];
  if (!Array.isArray(list) || list.length === 0) throw invalidOption("series", "an array", list);
  if ((panel === false && list.length > 1) || (isTexts(panel) && panel.length !== list.length))
    throw invalidOption("series", "as many as there are names", list.length);
  const found = new Map(tensors as [string, TensorRecord][]);
  const read = list.map((one, i) =>
    decodeSeries(`series[${i}]`, one, preprocessing, (name) => found.get(tensorName(i, name))?.data),
  );
  const errors = read.map(({ errors }) => errors);
  return {
    preprocessing,
    series: read.map(({ kept }) => kept),
    panel: panel === false ? undefined : { names: panel === true ? undefined : panel },
    residuals: errors.every((one) => one !== undefined)
      ? { errors, rows: read.map(({ kept }) => kept.series.rows) }
      : undefined,
  };
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");

const isColumns = (value: unknown): value is ColumnName[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string" || Number.isSafeInteger(item));

function decodePreprocessing(given: unknown): Preprocessing {
  checkKeys("forecast", given, [
    ...["form", "targets", "known", "mode", "horizon", "season", "difference", "transform", "lags", "time", "calendar"],
    ...["timeZone", "scale", "loss", "window", "missing", "gapColumns", "knownScales"],
  ]);
  const said = given as Readonly<Record<keyof Preprocessing, unknown>>;
  const form = decodeForm(said.form);
  const columns = (name: "targets" | "known" | "gapColumns") => {
    const list = said[name];
    if (!isColumns(list) || !list.every((column, i) => form.columns.includes(column) && list.indexOf(column) === i))
      throw invalidOption(name, "columns", list);
    return list;
  };
  const size = (name: "horizon" | "window" | "season") =>
    checkInteger(name, said[name], 1, name === "horizon" ? maxForecast : 2 ** 31 - 1);
  const known = columns("known");
  const targets = columns("targets");
  if (targets.length === 0 || targets.some((target) => known.includes(target)))
    throw invalidOption("targets", "columns that are not known ahead", targets);
  const season = said.season === undefined ? undefined : size("season");
  const difference = checkOneOf("difference", said.difference, differences);
  if (season === undefined && (difference === "season" || difference === "both"))
    throw invalidOption("season", "an integer", season);
  if (!Array.isArray(said.lags)) throw invalidOption("lags", "an array", said.lags);
  if (!Array.isArray(said.calendar)) throw invalidOption("calendar", "an array", said.calendar);
  const { time, timeZone } = said;
  if (time !== undefined && !isColumns([time])) throw invalidOption("time", "a column", time);
  if (typeof timeZone !== "string") throw invalidOption("timeZone", "a text", timeZone);
  checkTimeZone(timeZone);
  return {
    ...{ form, known, targets, season, difference, timeZone, gapColumns: columns("gapColumns") },
    mode: checkOneOf("mode", said.mode, ["recursive", "direct"]),
    horizon: size("horizon"),
    window: size("window"),
    transform: checkOneOf("transform", said.transform, transforms),
    lags: said.lags.map((lag, i) => checkInteger(`lags[${i}]`, lag, 1, 2 ** 31 - 1)),
    time: time as ColumnName | undefined,
    calendar: said.calendar.map((part, i) => checkOneOf(`calendar[${i}]`, part, calendarParts)),
    scale: checkOneOf("scale", said.scale, scaleMethods),
    loss: checkOneOf("loss", said.loss, ["mse", "mae", "huber", "gaussian"]),
    missing: checkOneOf("missing", said.missing, ["error", "carry"]),
    knownScales: decodeScales("knownScales", said.knownScales, known.length),
  };
}

function decodeForm(given: unknown): TableForm {
  checkKeys("form", given, ["layout", "columns"]);
  const { layout, columns } = given as Readonly<Record<keyof TableForm, unknown>>;
  if (!isColumns(columns) || columns.length === 0 || new Set(columns).size < columns.length)
    throw invalidOption("form.columns", "columns", columns);
  return { layout: checkOneOf("form.layout", layout, ["list", "rows", "records", "columns"]), columns };
}

/** @param tensor the numbers of a long series */
function decodeSeries(
  name: string,
  given: unknown,
  preprocessing: Preprocessing,
  tensor: (name: string) => TensorData | undefined,
) {
  const { form, known, horizon, targets } = preprocessing;
  checkKeys(name, given, ["rows", "trainingRows", "endRow", "scales", "clock", "values", "gaps", "errors"]);
  const said = given as JsonObject;
  const rows = checkInteger(`${name}.rows`, said["rows"], 1);
  const endRow = checkInteger(`${name}.endRow`, said["endRow"], 1, rows);
  const trainingRows = checkInteger(`${name}.trainingRows`, said["trainingRows"], 1, endRow);
  const width = form.columns.length;
  const cells = rows * width;
  const values = floats(`${name}.values`, said["values"] ?? tensor("values"));
  if (values.length !== cells || !values.every(Number.isFinite))
    throw invalidOption(`${name}.values`, `${cells} finite numbers`, values.length);
  const plan = planColumns(preprocessing);
  const { accepts, wanted } = transformOf[preprocessing.transform];
  for (const column of plan.predicted)
    for (let at = column; at < cells; at += width)
      if (!accepts(values[at] as number)) throw invalidOption(`${name}.values[${at}]`, wanted, values[at]);
  const marks = said["gaps"] ?? tensor("gaps");
  const gaps = marks instanceof Uint8Array ? (marks as Uint8Array<ArrayBuffer>) : fromBase64(marks);
  if (marks !== undefined && gaps?.length !== cells) throw invalidOption(`${name}.gaps`, `${cells} marks`, gaps);
  const residuals = said["errors"] ?? tensor("errors");
  const errors = residuals === undefined ? undefined : floats(`${name}.errors`, residuals);
  if (errors && errors.length % (horizon * targets.length) !== 0)
    throw invalidOption(`${name}.errors`, `windows of ${horizon} steps`, errors.length);
  const least = leastHistory(preprocessing, plan);
  if (rows < least) throw invalidOption(`${name}.rows`, `at least ${least}`, rows);
  const kept: KeptSeries = {
    series: { rows, values, gaps, clock: decodeClock(`${name}.clock`, said["clock"], preprocessing) },
    trainingRows,
    endRow,
    scales: decodeScales(`${name}.scales`, said["scales"], form.columns.length - known.length),
  };
  return { kept, errors };
}

function floats(name: string, given: unknown): Float64Array<ArrayBuffer> {
  if (given instanceof Float64Array) return given as Float64Array<ArrayBuffer>;
  const bytes = fromBase64(given);
  if (!bytes || bytes.length % 8 !== 0) throw invalidOption(name, "numbers as base64", typeof given);
  return new Float64Array(bytes.buffer);
}

function decodeClock(name: string, given: unknown, { time }: Preprocessing): Clock | undefined {
  if (time === undefined) {
    if (given !== undefined) throw invalidOption(name, "none without times", given);
    return undefined;
  }
  checkKeys(name, given, ["start", "step", "unit", "day", "style"]);
  const said = given as Readonly<Record<keyof Clock, unknown>>;
  checkKeys(`${name}.style`, said.style, ["kind", "separator", "precision", "between", "zone"]);
  const style = said.style as Readonly<Record<string, unknown>>;
  const kind = checkOneOf(`${name}.style.kind`, style["kind"], ["number", "date", "text"]);
  for (const part of kind === "text" ? (["separator", "between", "zone"] as const) : [])
    if (typeof style[part] !== "string") throw invalidOption(`${name}.style.${part}`, "a text", style[part]);
  if (kind === "text") checkInteger(`${name}.style.precision`, style["precision"], 1, 6);
  const unit = checkOneOf(`${name}.unit`, said.unit, ["milliseconds", "months", "number"]);
  return {
    unit,
    start: checkNumber(`${name}.start`, said.start, unit === "number" ? {} : { min: -8e15, max: 8e15 }),
    step: checkNumber(`${name}.step`, said.step, { above: 0 }),
    day: checkInteger(`${name}.day`, said.day, 1, 31),
    style: style as unknown as Clock["style"],
  };
}
