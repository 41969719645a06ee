/**
 * Whether one-step forecasts correlate with the true values, beyond what a simple rule predicts.
 */
import { ModelWeights, networkWith } from "../../../model/inference.js";
import type { ModelParts } from "../../../model/model.js";
import type { ForecastCodec, KeptSeries } from "../codec.js";
import { Path } from "../prediction/path.js";
import { predictAll, warmUpOf } from "../prediction/predict-paths.js";
import type { PreparedSeries } from "../preparation/prepared-series.js";
import { evenlySpaced } from "../series/windows.js";
import { errorAt } from "./errors.js";

/** Held-back rows that judge; more of them change nothing. */
const maxOrigins = 2000;

/** The forecast of a held-back row and its true value, relative to the rule of no difference, in units of the scale. */
interface Comparison {
  readonly said: number;
  readonly came: number;
}

/** The correlation of one-step forecasts with true values, in standard errors: that of the target with the highest. */
export function evidenceOf(parts: ModelParts<ForecastCodec>, prepared: readonly PreparedSeries[]): number {
  const { preprocessing, series } = parts.codec;
  const weights = new ModelWeights(parts.config, parts.weights);
  const compared = prepared.map((one, i) => {
    const { trainingRows, endRow } = series[i] as KeptSeries;
    const origins = evenlySpaced(trainingRows, endRow - 1, maxOrigins);
    const paths = origins.map((origin) => new Path(one, origin, 1));
    predictAll(paths, () => networkWith(weights), { steps: 1, warmUp: warmUpOf(preprocessing) });
    return preprocessing.targets.map((_, target) => comparisons(paths, one, target));
  });
  return Math.max(...preprocessing.targets.map((_, target) => significance(compared.map((one) => one[target] ?? []))));
}

function comparisons(paths: readonly Path[], series: PreparedSeries, target: number): Comparison[] {
  const width = series.scales[series.plan.targets[target] as number]?.width ?? 1;
  return paths.flatMap((path) => {
    const error = errorAt(path, 0, target);
    const ofRule = errorAt(withoutChange(series, path.origin), 0, target);
    if (!error || !ofRule) return [];
    return [{ said: (error.level - ofRule.level) / width, came: -ofRule.level / width }];
  });
}

/** The row that follows where the scaled differences are 0. */
function withoutChange(series: PreparedSeries, origin: number): Path {
  const path = new Path(series, origin, 1);
  for (const index of series.plan.outputs) path.predict(0, index, 0);
  return path;
}

/** The correlation over all series, each about its own means: a constant that fits held-back rows is no forecast of them. */
function significance(ofSeries: readonly (readonly Comparison[])[]): number {
  let [ofSaid, ofCame, ofBoth, count] = [0, 0, 0, 0];
  for (const compared of ofSeries) {
    const mean = (of: (one: Comparison) => number) => compared.reduce((sum, one) => sum + of(one), 0) / compared.length;
    const [meanSaid, meanCame] = [mean(({ said }) => said), mean(({ came }) => came)];
    for (const { said, came } of compared) {
      ofSaid += (said - meanSaid) ** 2;
      ofCame += (came - meanCame) ** 2;
      ofBoth += (said - meanSaid) * (came - meanCame);
    }
    count += compared.length;
  }
  const correlation = ofBoth / Math.sqrt(ofSaid * ofCame);
  return Number.isNaN(correlation) ? 0 : correlation * Math.sqrt((count - 2) / (1 - correlation ** 2));
}
