/**
 * What the package exports of classifying.
 */
import type { Label } from "../../data/labels.js";
import type { AnySequence } from "../../data/numeric-forms.js";
import { type ClassOf, classOf } from "../class-of.js";
import type { Classifier as ClassifierClass } from "./classifier.js";

export type { Classification, Explanation, RankedLabel } from "./classifier.js";
export type { ClassFigures } from "./evaluation.js";
export type { ClassifyProgress, ClassifySample, ClassifyScores } from "./progress.js";
export type { ClassifierEvaluation } from "./report.js";
export type { LabeledData } from "./training-data.js";
export type { ClassifierOptions } from "./types.js";

/**
 * A model that labels sequences. Created by `train()` and `load()`.
 * @interface
 */
export type Classifier<L extends Label = Label, Sequence = AnySequence> = ClassifierClass<L, Sequence>;
/** For `model instanceof Classifier`. */
export const Classifier: ClassOf<Classifier> = /* @__PURE__ */ classOf<Classifier>("classify", "Classifier");
