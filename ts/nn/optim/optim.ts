/** The namespace `optim`. */
export { Adam, type AdamOptions, type AdamSettings, AdamW } from "./adam.js";
export { type CommonSettings, Optimizer, type OptimizerState, type ParameterState } from "./optimizer.js";
export { RMSprop, type RMSpropOptions, type RMSpropSettings } from "./rmsprop.js";
export * as lrScheduler from "./schedulers/lr-scheduler.js";
export { SGD, type SGDOptions, type SGDSettings } from "./sgd.js";
