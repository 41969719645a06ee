/**
 * The model classes as values for `instanceof`. The real classes load with the first model, so these stand in for them and recognize
 * instances by their task, including models of another copy of the package (ES modules and CommonJS).
 */

import type { Label } from "../data/labels.js";
import type { AnySequence } from "../data/numeric-forms.js";
import type { SymbolSequence } from "../data/sequence.js";
import { RnnError } from "../errors/rnn-error.js";
import { isModelOf } from "../model/brand.js";
import type { Classifier as ClassifierClass } from "./classify/classifier.js";
import type { Forecaster as ForecasterClass, SeriesKeys } from "./forecast/forecaster.js";
import type { TextGenerator as TextGeneratorClass } from "./generate/text-generator.js";
import type { Regressor as RegressorClass } from "./regress/regressor.js";
import type { Tagger as TaggerClass } from "./tag/tagger.js";

/** A class without a constructor to call. */
type ClassOf<One> = abstract new (...args: never) => One;

const classOf = <One extends { readonly task: string }>(task: One["task"], name: string): ClassOf<One> => {
  const standIn = class {
    constructor() {
      throw new RnnError(
        "ERR_INVALID_OPTION",
        `${name}: expected train() or load(), which create models, got a call of the constructor`,
      );
    }
    static [Symbol.hasInstance](value: unknown): boolean {
      return isModelOf(value, task);
    }
  };
  Object.defineProperty(standIn, "name", { value: name });
  return standIn as unknown as ClassOf<One>;
};

/**
 * A model that continues series. Created by `train()` and `load()`.
 * @interface
 */
export type Forecaster<
  // biome-ignore lint/suspicious/noExplicitAny: of data of any form
  Data = any,
  // biome-ignore lint/suspicious/noExplicitAny: of any columns
  Target extends PropertyKey = any,
  // biome-ignore lint/suspicious/noExplicitAny: of any columns
  Known extends PropertyKey = any,
  Many extends SeriesKeys = SeriesKeys,
> = ForecasterClass<Data, Target, Known, Many>;
/** For `model instanceof Forecaster`. */
export const Forecaster: ClassOf<Forecaster> = /* @__PURE__ */ classOf<Forecaster>("forecast", "Forecaster");

/**
 * A model that outputs a symbol for each input symbol: it decrypts or tags. Created by `train()` and `load()`.
 * @interface
 */
export type Tagger<Answer extends SymbolSequence = SymbolSequence> = TaggerClass<Answer>;
/** For `model instanceof Tagger`. */
export const Tagger: ClassOf<Tagger> = /* @__PURE__ */ classOf<Tagger>("tag", "Tagger");

/**
 * A model that tells the class of a sequence. Created by `train()` and `load()`.
 * @interface
 */
export type Classifier<L extends Label = Label, Sequence = AnySequence> = ClassifierClass<L, Sequence>;
/** For `model instanceof Classifier`. */
export const Classifier: ClassOf<Classifier> = /* @__PURE__ */ classOf<Classifier>("classify", "Classifier");

/**
 * A model that estimates a number, or several, from a sequence. Created by `train()` and `load()`.
 * @interface
 */
export type Regressor<Value = unknown, Sequence = AnySequence> = RegressorClass<Value, Sequence>;
/** For `model instanceof Regressor`. */
export const Regressor: ClassOf<Regressor> = /* @__PURE__ */ classOf<Regressor>("regress", "Regressor");

/**
 * A model that generates text. Created by `train()` and `load()`.
 * @interface
 */
export type TextGenerator<
  S extends string | string[] = string | string[],
  L extends Label = Label,
> = TextGeneratorClass<S, L>;
/** For `model instanceof TextGenerator`. */
export const TextGenerator: ClassOf<TextGenerator> = /* @__PURE__ */ classOf<TextGenerator>(
  "generate",
  "TextGenerator",
);
