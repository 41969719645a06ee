/**
 * Recognizes models, including those of another copy of the package.
 */

/** The key of a model's task, on its prototype. */
export const brand: unique symbol = Symbol.for("rnn-wasm model");

export const isModelOf = (value: unknown, task: string): boolean =>
  typeof value === "object" && value !== null && (value as { [brand]?: unknown })[brand] === task;
