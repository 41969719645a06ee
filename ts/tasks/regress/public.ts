/**
 * What the package exports of regression.
 */
import type { AnySequence } from "../../data/numeric-forms.js";
import { type ClassOf, classOf } from "../class-of.js";
import type { Regressor as RegressorClass } from "./regressor.js";

export type { RegressProgress, RegressSample, RegressScores } from "./progress.js";
export type { RegressorEvaluation } from "./report.js";
export type { ValuedData } from "./training-data.js";
export type { RegressorOptions } from "./types.js";

/**
 * A model that estimates a number, or several, from a sequence. Created by `train()` and `load()`.
 * @interface
 */
export type Regressor<Value = unknown, Sequence = AnySequence> = RegressorClass<Value, Sequence>;
/** For `model instanceof Regressor`. */
export const Regressor: ClassOf<Regressor> = /* @__PURE__ */ classOf<Regressor>("regress", "Regressor");
