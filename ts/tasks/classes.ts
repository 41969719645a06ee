/**
 * The model classes as values for `instanceof`. The real classes load with the first model, so these stand in for them and recognize
 * instances by their task, including models of another copy of the package (ES modules and CommonJS).
 */

import type { SymbolSequence } from "../data/sequence.js";
import { RnnError } from "../errors/rnn-error.js";
import { isModelOf } from "../model/brand.js";
import type { Tagger as TaggerClass } from "./tag/tagger.js";
import type { ModelByTask, TaskName } from "./types.js";

type ClassOf<One> = abstract new (...args: never) => One;

const classOf = <Name extends TaskName>(task: Name, name: string): ClassOf<ModelByTask[Name]> => {
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
  return standIn as unknown as ClassOf<ModelByTask[Name]>;
};

/** A model that outputs a symbol for each input symbol: it decrypts or tags. Created by `train()` and `load()`. */
export type Tagger<Answer extends SymbolSequence = SymbolSequence> = TaggerClass<Answer>;
/** For `model instanceof Tagger`. */
export const Tagger = /* @__PURE__ */ classOf("tag", "Tagger");
