/**
 * What the package exports of tagging.
 */
import type { SymbolSequence } from "../../data/sequence.js";
import { type ClassOf, classOf } from "../class-of.js";
import type { Tagger as TaggerClass } from "./tagger.js";

export { type Dataset, type DatasetOptions, dataset } from "./dataset.js";
export type { TaggerOptions, Until } from "./options.js";
export type { TagProgress, TagSample, TagScores } from "./progress.js";
export type { DirectionTrace, Evaluation, TaggerConfig, Trace } from "./tagger.js";
export type { Pair, PairData, PairSource, TagData } from "./training-data.js";

/**
 * A model that outputs a symbol for each input symbol: it decrypts or tags. Created by `train()` and `load()`.
 * @interface
 */
export type Tagger<Answer extends SymbolSequence = SymbolSequence> = TaggerClass<Answer>;
/** For `model instanceof Tagger`. */
export const Tagger: ClassOf<Tagger> = /* @__PURE__ */ classOf<Tagger>("tag", "Tagger");
