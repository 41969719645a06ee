/**
 * Replaces a network that learned nothing by a simple rule. Early stopping finds weights that fit the held-back rows by chance; for a random walk
 * it finds only these. So one-step forecasts must correlate with the true values. Otherwise, the network becomes a constant, which with a
 * difference is a simple rule: the last value, the line through the series, the last season, or the mean.
 */
import { noScale } from "../../../data/scaling.js";
import { parametersOf } from "../../../model/config.js";
import type { ModelWeights } from "../../../model/inference.js";
import type { ModelParts, TrainingSummary, ValidationOf } from "../../../model/model.js";
import { stateDictOf } from "../../../model/state.js";
import { type ForecastCodec, type KeptSeries, Preparer, preparedSeries, seriesName } from "../codec.js";
import { Path } from "../prediction/path.js";
import { fitScales, type PreparedSeries } from "../preparation/prepared-series.js";
import { planColumns } from "../preparation/preprocessing.js";
import type { ForecastScores } from "../progress.js";
import { evenlySpaced } from "../series/windows.js";
import type { BaselineName } from "./baselines.js";
import { meanOf, meanOverSeries, sumErrors } from "./errors.js";
import { evidenceOf } from "./evidence.js";

type Parts = ModelParts<ForecastCodec>;
type Training = TrainingSummary<ForecastScores>;

/** The number of standard errors by which the correlation of forecasts with true values must exceed 0; for one in a hundred random walks it does. */
const evident = 2.5;
/** Less is enough beside forecasts that are better than the rule by this share, over this many horizons. */
const [likely, gain, horizons] = [1.65, 0.05, 6];
/** Held-back rows that can judge: fewer cannot tell a season from chance. */
const minHeldBack = 20;
/** The difference was chosen on more rows, so the rules of another one must be better by this factor. */
const sureness = 1.25;

/** The parts of a trained model, or those of the simple rule that does as well. */
export function settle(parts: Parts, training: Training | undefined): { parts: Parts; training: Training | undefined } {
  const { preprocessing } = parts.codec;
  const wasChosen = training?.reason === "patience" && training.validation !== undefined;
  if (!wasChosen || preprocessing.mode !== "recursive") return { parts, training };
  const prepared = preparedSeries(parts.codec);
  const { rule, judge } = bestRules(parts.codec);
  const validation = training.validation as ValidationOf<ForecastScores>;
  if (tellsMore(parts, prepared, validation.loss, judge.scores.loss)) return { parts, training };
  const settled = { ...training, validation: { ...validation, ...rule.scores } };
  return { parts: withConstants({ ...parts, codec: rule.codec }, rule.constants), training: settled };
}

/** Whether a network tells more than the best rule. Both losses are those of the held-back rows, by which the network was chosen. */
function tellsMore(parts: Parts, prepared: readonly PreparedSeries[], loss: number, ruleLoss: number): boolean {
  const { preprocessing, series } = parts.codec;
  // What these rows do not show in spite of that choice, others will not.
  if (ruleLoss <= loss) return false;
  const heldBack = series.reduce((rows, { trainingRows, endRow }) => rows + endRow - trainingRows, 0);
  if (heldBack < minHeldBack) return true;
  const evidence = evidenceOf(parts, prepared);
  const isLonger = heldBack >= horizons * preprocessing.horizon * series.length;
  return evidence > evident || (evidence > likely && isLonger && loss < (1 - gain) * ruleLoss);
}

/** A rule as what the outputs say under a preprocessing, with its errors on the held-back rows. */
interface Rule {
  readonly codec: ForecastCodec;
  readonly constants: readonly number[];
  readonly scores: ForecastScores;
  /** Whether backtests compare with it. */
  readonly isCompared: boolean;
}

/** The best rule, and the best of those that networks are judged by: of other differences those that backtests compare with, too. */
function bestRules(own: ForecastCodec): { rule: Rule; judge: Rule } {
  const rulesOf = (codec: ForecastCodec): Rule[] => {
    const prepared = preparedSeries(codec);
    return constantsOf(prepared, codec.series).map((constants, i) => ({
      codec,
      constants,
      scores: scoresOf(constants, prepared, own.series),
      // Backtests have no last season plus its average change, the first of a season's rules.
      isCompared: codec.preprocessing.difference !== "season" || i > 0,
    }));
  };
  const least = (rules: readonly Rule[], factor = 1) =>
    rules.reduce((best, rule) => (factor * rule.scores.loss < best.scores.loss ? rule : best));
  const best = least(rulesOf(own));
  const others = withOtherDifferences(own).flatMap(rulesOf);
  const bestWith = (more: readonly Rule[]) => (more.length > 0 ? least([best, least(more)], sureness) : best);
  return { rule: bestWith(others), judge: bestWith(others.filter(({ isCompared }) => isCompared)) };
}

/** The same data under the other differences, as far as its training part is long enough. A given difference holds. */
function withOtherDifferences(codec: ForecastCodec): ForecastCodec[] {
  if (!codec.isDifferenceChosen) return [];
  const { preprocessing, series } = codec;
  // The levels are not among them: a mean that fits the held-back rows by chance is the worst forecast of a level that moves.
  const others = (["first", "season"] as const).filter(
    (name) => name !== preprocessing.difference && (name === "first" || preprocessing.season !== undefined),
  );
  return others.flatMap((difference) => {
    const preparer = new Preparer({ ...preprocessing, difference });
    const { firstRow } = preparer.plan;
    if (series.some(({ trainingRows }) => trainingRows < firstRow + 2)) return [];
    const scaled = series.map((kept, i): KeptSeries => {
      const levels = preparer.levels(kept.series, seriesName(codec, i));
      const scales = fitScales(kept.series, levels, preparer.preprocessing, preparer.plan, kept.trainingRows);
      return { ...kept, scales };
    });
    return { ...codec, preprocessing: preparer.preprocessing, series: scaled };
  });
}

/** What the outputs may say instead: the mean of the training part, and of one series whose differences are predicted also no difference. */
function constantsOf(prepared: readonly PreparedSeries[], series: readonly KeptSeries[]): number[][] {
  const [first] = prepared as [PreparedSeries];
  const { outputs, terms, firstRow } = first.plan;
  const means = outputs.map((index) => {
    let [sum, count] = [0, 0];
    for (const [i, one] of prepared.entries())
      for (let row = firstRow; row < (series[i] as KeptSeries).trainingRows; row++) {
        const value = one.scaledAt(row, index);
        if (Number.isNaN(value)) continue;
        sum += value;
        count++;
      }
    return count > 0 ? sum / count : 0;
  });
  if (terms.length === 0 || prepared.length > 1) return [means];
  return [means, outputs.map((index) => stillOf(first, index))];
}

/** The output that says that there is no difference. */
function stillOf({ scales }: Pick<PreparedSeries, "scales">, index: number): number {
  const { shift, width } = scales[index] ?? noScale;
  return Math.fround(-shift / width);
}

/** Errors at all steps up to the horizon. @param series whose scales are the units of the loss */
function scoresOf(constants: readonly number[], prepared: readonly PreparedSeries[], series: readonly KeptSeries[]) {
  const all = prepared.map((one, i) => {
    const { horizon } = one.preprocessing;
    const { trainingRows, endRow, scales } = series[i] as KeptSeries;
    const each = Math.max(1, Math.floor(64 / prepared.length));
    const paths = evenlySpaced(trainingRows, endRow - horizon, each).map((origin) => new Path(one, origin, horizon));
    for (const path of paths)
      for (let step = 0; step < horizon; step++)
        for (const [i, index] of one.plan.outputs.entries()) path.predict(step, index, constants[i] as number);
    return meanOf([sumErrors(paths, horizon, scales)]);
  });
  return meanOverSeries(all);
}

/** The same network, whose means are constant. */
function withConstants(parts: Parts, constants: readonly number[]): Parts {
  const weights = parts.weights.slice();
  for (const { name, start, shape } of parametersOf(parts.config)) {
    if (name === "linear.weight") weights.fill(0, start, start + constants.length * (shape[1] as number));
    if (name === "linear.bias") weights.set(constants, start);
  }
  return { ...parts, weights };
}

/** The simple rule that a model's constant outputs are; undefined for a network that says more. */
export function ruleOf({ config, values }: ModelWeights, codec: ForecastCodec): BaselineName | undefined {
  const { mode, difference } = codec.preprocessing;
  const { outputs } = planColumns(codec.preprocessing);
  if (mode === "direct") return undefined;
  const state = stateDictOf(config, values);
  const [weight, bias] = ["linear.weight", "linear.bias"].map((name) => state.get(name)?.data() ?? new Float32Array());
  if (weight?.subarray(0, outputs.length * config.hiddenSize).some((value) => value !== 0)) return undefined;
  if (difference === "none") return "mean";
  if (difference !== "first") return "seasonal";
  const [{ scales }] = codec.series as [KeptSeries];
  return outputs.every((index) => bias?.[index] === stillOf({ scales }, index)) ? "naive" : "drift";
}
