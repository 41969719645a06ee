/**
 * The evaluation of a regressor.
 */
import type { Network } from "../../core/network.js";
import { ReadingControl } from "../../data/reading.js";
import { readAnswered } from "../sequence/answered-data.js";
import { encodeAll } from "../sequence/encode-all.js";
import { type InputScaling, scaledInputs } from "../sequence/rows.js";
import { scoresOfAll } from "../sequence/scores.js";
import type { RegressCodec } from "./codec.js";
import { totalsOf } from "./evaluation.js";
import { readValues } from "./resolve.js";
import { regressKeys } from "./training-data.js";

/** The result of {@link Regressor.evaluate}. */
export interface RegressorEvaluation {
  /** Mean loss of the scaled values. */
  readonly loss: number;
  /** Mean absolute error, in the units of the values. */
  readonly mae: number;
  /** Root of the mean squared error, in the units of the values. */
  readonly rmse: number;
  /** Share of the variance that the estimates explain, the mean over values; for constant values 0 or 1, as in scikit-learn. */
  readonly r2: number;
  /** The result of always estimating the mean of the training part. */
  readonly baseline: {
    /** Mean absolute error, in the units of the values. */
    readonly mae: number;
    /** Root of the mean squared error, in the units of the values. */
    readonly rmse: number;
  };
}

export async function evaluateValued(
  data: unknown,
  { input, output, hasBaseline }: RegressCodec,
  network: () => Network,
  rows: number,
  pause: () => undefined | Promise<void>,
): Promise<RegressorEvaluation> {
  const items = await readAnswered(data, regressKeys);
  const { inputs, starts } = await encodeAll(input, items, new ReadingControl());
  const given = readValues(items, output.form);
  const { values, columns } = given;
  const { means: trained } = output.scaling as InputScaling;
  const targets = scaledInputs(given, output.scaling as InputScaling, []);
  const scores = await scoresOfAll(network, { inputs, targets, starts }, rows, pause);
  const totals = totalsOf(scores, values, output);
  const means = meansOf(values, columns);
  const variances = squaredFrom(values, means);
  // PyTorch's files do not tell the mean of the training part: then that of this data.
  const guess = hasBaseline ? trained : means;
  const ratios = totals.squared.map((squared, i) => explained(squared, variances[i] as number));
  return {
    loss: totals.loss,
    mae: totals.mae,
    rmse: Math.sqrt(mean(totals.squared)),
    r2: mean(ratios),
    baseline: {
      mae: mean(Array.from(values, (value, at) => Math.abs(value - (guess[at % columns] as number)))),
      rmse: Math.sqrt(mean(squaredFrom(values, guess))),
    },
  };
}

const mean = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0) / numbers.length;

const meansOf = (values: Float64Array, columns: number): number[] =>
  Array.from({ length: columns }, (_, column) => mean(columnOf(values, columns, column)));

/** The mean squared distance of each column from a number. */
const squaredFrom = (values: Float64Array, from: readonly number[]): number[] =>
  from.map((center, column) => mean(columnOf(values, from.length, column).map((value) => (value - center) ** 2)));

const columnOf = (values: Float64Array, columns: number, column: number): number[] =>
  Array.from({ length: values.length / columns }, (_, row) => values[row * columns + column] as number);

const explained = (squared: number, variance: number): number =>
  variance > 0 ? 1 - squared / variance : squared > 0 ? 0 : 1;
