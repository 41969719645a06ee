/** The namespace `optim.lrScheduler`. */
export { CosineAnnealingLR, type CosineAnnealingLROptions } from "./cosine-annealing-lr.js";
export { OneCycleLR, type OneCycleLROptions } from "./one-cycle-lr.js";
export { ReduceLROnPlateau, type ReduceLROnPlateauOptions } from "./reduce-lr-on-plateau.js";
export { type AnyOptimizer, LRScheduler, type SchedulerState } from "./scheduler.js";
export { StepLR, type StepLROptions } from "./step-lr.js";
