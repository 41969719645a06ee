/**
 * What the message is to the model, what it ought to read, and whether it does.
 */
import type { Analysis } from "../laboratory/protocol.js";
import type { Words } from "./pairs-text.js";
import { messageFor, type TaskData } from "./task.js";

/** What the model is given: the message encrypted, or an input as it is. */
export function secretOf(task: TaskData | undefined, message: string): Words {
  if (!task) return message;
  const fitted = messageFor(message, task);
  return task.cipher ? task.cipher.encrypt(fitted as string) : fitted;
}

/** The right reading of the message; undefined where nobody knows. */
export function expectedReading(task: TaskData | undefined, message: string): readonly string[] | undefined {
  if (!task) return undefined;
  const fitted = [...messageFor(message, task)];
  if (task.cipher) return fitted;
  const key = fitted.join("\n");
  const pair = task.pairs.find(([input]) => [...input].join("\n") === key);
  return pair && [...pair[1]];
}

export const isRead = ({ output }: Analysis, expected: readonly string[] | undefined): boolean =>
  expected !== undefined &&
  output.length === expected.length &&
  output.length > 0 &&
  output.every((symbol, i) => symbol === expected[i]);
