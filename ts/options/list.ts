/**
 * Options that are lists.
 */
import { invalidOption } from "../errors/validate.js";
import type { ValueKind } from "./schema.js";

/** An array of distinct values of one kind. */
export const list = <Value>(items: ValueKind<Value>): ValueKind<readonly Value[]> => ({
  type: "list",
  items,
  check(name, value) {
    if (!Array.isArray(value)) throw invalidOption(name, "an array", value);
    const values = [...value].map((item, i) => items.check(`${name}[${i}]`, item));
    const repeated = values.findIndex((item, i) => values.indexOf(item) < i);
    if (repeated >= 0) throw invalidOption(`${name}[${repeated}]`, "each of them once", value[repeated]);
    return values;
  },
});
