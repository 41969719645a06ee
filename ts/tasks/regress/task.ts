/**
 * Regression: a number, or several, for a sequence.
 */
import { invalidOption } from "../../errors/validate.js";
import { hasKeys, inWords } from "../data-keys.js";
import { sequenceStop } from "../sequence/options.js";
import type { Task } from "../task.js";
import { encodeCodec, type RegressCodec } from "./codec.js";
import { regressDefaults, regressOptions } from "./options.js";
import type { RegressSample } from "./progress.js";
import { Regressor } from "./regressor.js";
import { type RegressSettings, resolveRegress } from "./resolve.js";
import type { RegressSpec } from "./source.js";
import { valuedForms } from "./training-data.js";

export const regress: Task<RegressSpec, RegressCodec, Regressor> = {
  name: "regress",
  options: regressOptions,
  defaults: regressDefaults,
  defaultStop: sequenceStop,
  dataKinds: { valued: "valued sequences" },
  kindsOf(data) {
    if (!hasKeys(data, valuedForms)) throw invalidOption("data", inWords(valuedForms), data);
    return ["valued"];
  },
  resolve: (data, options, context) => resolveRegress(data, options as unknown as RegressSettings, context),

  present(sample, { output }): RegressSample {
    const { actual, predicted } = sample as { readonly actual: Float64Array; readonly predicted: Float64Array };
    return { actual: output.write(actual), predicted: output.write(predicted) };
  },

  encode: encodeCodec,
  loading: async () => (await import("./loading.js")).regressLoading,
  model: (parts, training) => Regressor.of(parts, training),
};
