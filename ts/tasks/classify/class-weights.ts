/**
 * The weights of classes in the loss.
 */

import type { Label } from "../../data/labels.js";
import { isRecord } from "../../errors/realms.js";
import { checkNumber, invalidOption } from "../../errors/validate.js";
import type { ValueKind } from "../../options/schema.js";

/** `"balanced"`, a weight for each class in order, or weights by label. */
export type ClassWeights = "balanced" | readonly number[] | Readonly<Record<string, number | undefined>>;

/** The sum of a batch's weights must be finite in single precision. */
const maxWeight = 1e30;

const wanted = '"balanced", an array of a number for each class, or an object of numbers by label';

export const classWeightsKind: ValueKind<ClassWeights> = {
  type: "classWeights",
  check(name, value) {
    if (value === "balanced") return value;
    const isList = Array.isArray(value);
    if (!isList && !isRecord(value)) throw invalidOption(name, wanted, value);
    // Only an object may leave a class out. Spread, because `entries` skips the holes of an array.
    for (const [key, weight] of Object.entries(isList ? [...value] : value))
      if (weight !== undefined || isList)
        checkNumber(isList ? `${name}[${key}]` : `${name}.${key}`, weight, { min: 0, max: maxWeight });
    return value as ClassWeights;
  },
};

/**
 * The weight of each class.
 * @param counts the number of sequences of each class in the training part
 * @throws RnnError `ERR_INVALID_OPTION` for another number of weights, for a label that is no class, and for a weight of 0 of a class with
 * training sequences: a batch of them alone would have a mean loss of 0 / 0
 */
export function weightsOf(
  given: ClassWeights | undefined,
  classes: readonly Label[],
  counts: readonly number[],
): readonly number[] | undefined {
  if (given === undefined) return undefined;
  if (given === "balanced") {
    const total = counts.reduce((a, b) => a + b, 0);
    // A class without training sequences has a loss only where validation data has it, which is unweighted.
    return counts.map((count) => (count > 0 ? total / (classes.length * count) : 1));
  }
  const weights = byClass(given, classes);
  // The network has them in single precision.
  const without = weights.findIndex((weight, i) => Math.fround(weight) === 0 && (counts[i] as number) > 0);
  if (without >= 0)
    throw invalidOption(
      "classWeights",
      `a weight above 0 for "${classes[without]}" (to ignore a class, leave its sequences out)`,
      weights[without],
    );
  return weights;
}

function byClass(given: Exclude<ClassWeights, "balanced">, classes: readonly Label[]): readonly number[] {
  if (Array.isArray(given)) {
    if (given.length !== classes.length)
      throw invalidOption("classWeights", `${classes.length} numbers, one for each class`, given);
    return given;
  }
  const byLabel = given as Readonly<Record<string, number | undefined>>;
  const names = classes.map(String);
  for (const name of Object.keys(byLabel))
    if (!names.includes(name))
      throw invalidOption("classWeights", `labels of the data (${names.slice(0, 8).join(", ")})`, name);
  return names.map((name) => (Object.hasOwn(byLabel, name) ? (byLabel[name] ?? 1) : 1));
}
