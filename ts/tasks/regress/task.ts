/**
 * Regression: a number, or several, for a sequence.
 */
import { invalidOption } from "../../errors/validate.js";
import { type Metrics, reachesAll } from "../metrics.js";
import type { Task } from "../task.js";
import { encodeCodec, type RegressCodec } from "./codec.js";
import { regressDefaults, regressOptions, regressStop } from "./options.js";
import type { RegressSample } from "./progress.js";
import { Regressor } from "./regressor.js";
import { type RegressSettings, resolveRegress } from "./resolve.js";
import { RegressSource, type RegressSpec } from "./source.js";
import { isValuedData, valuedData } from "./training-data.js";

const metrics: Metrics = {
  ofUpdate: (loss) => ({ loss }),
  isBetter: ({ loss }, best) => loss < best.loss,
  isReached: reachesAll,
};

export const regress: Task<RegressSpec, RegressCodec, Regressor> = {
  name: "regress",
  options: regressOptions,
  defaults: regressDefaults,
  defaultStop: regressStop,
  dataKinds: { valued: "valued sequences" },
  kindsOf(data) {
    if (!isValuedData(data)) throw invalidOption("data", valuedData, data);
    return ["valued"];
  },
  resolve: (data, options, context) => resolveRegress(data, options as unknown as RegressSettings, context),
  source: (spec, services) => (draws, rows) => new RegressSource(spec, services, draws, rows),
  metrics: () => metrics,

  present(sample, { output }): RegressSample {
    const { actual, predicted } = sample as { readonly actual: Float64Array; readonly predicted: Float64Array };
    return { actual: output.write(actual), predicted: output.write(predicted) };
  },

  encode: encodeCodec,
  loading: async () => (await import("./loading.js")).regressLoading,
  model: (parts, training) => Regressor.of(parts, training),
};
