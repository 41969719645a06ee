/**
 * Model classes as values for `instanceof`. The real classes load with the first model, so these stand in for them and recognize instances by
 * their task, including models of another copy of the package (ES modules and CommonJS).
 */
import { RnnError } from "../errors/rnn-error.js";
import { isModelOf } from "../model/brand.js";

/** A class without a constructor to call. */
export type ClassOf<One> = abstract new (...args: never) => One;

export const classOf = <One extends { readonly task: string }>(task: One["task"], name: string): ClassOf<One> => {
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
