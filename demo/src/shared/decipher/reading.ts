/**
 * The model's input for a message, the correct output, and whether the model gives it.
 */

import { fitted } from "./message.js";
import type { Words } from "./pairs-text.js";
import type { TaskData } from "./task.js";

/** The model's input: the encrypted message, or an input of the pairs. */
export function secretOf({ cipher, inputs }: TaskData, message: string): Words {
  const given = fitted(message, inputs);
  return cipher ? cipher.encrypt(given as string) : given;
}

/** The correct output; undefined if it is unknown. */
export function expectedReading(task: TaskData | undefined, message: string): readonly string[] | undefined {
  if (!task) return undefined;
  const given = [...fitted(message, task.inputs)];
  if (task.cipher) return given;
  const key = given.join("\n");
  const pair = task.pairs.find(([input]) => [...input].join("\n") === key);
  return pair && [...pair[1]];
}

export const isRead = (output: readonly string[], expected: readonly string[] | undefined): boolean =>
  expected !== undefined &&
  output.length === expected.length &&
  output.length > 0 &&
  output.every((symbol, i) => symbol === expected[i]);
