/**
 * PyTorch's results, as the build finds them in the repository: it puts this module in itself (demo/build.mjs).
 */

/** PyTorch's own run of the tutorial, reduced by demo/pytorch-run.mjs. */
export declare const pytorchRun: {
  readonly version: string;
  readonly seed: number;
  /** A loss every so many updates, from the update of that number on. */
  readonly every: number;
  readonly losses: readonly number[];
  /** Updates of an epoch, and the accuracy of the validation after each. */
  readonly stepsPerEpoch: number;
  readonly accuracies: readonly number[];
};

/** How fast PyTorch trains the tutorial's model, measured by demo/record-speed.mjs. */
export declare const pytorchSpeed: {
  readonly version: string;
  /** The machine's. */
  readonly cpu: string;
  readonly symbolsPerSecond: number;
  /** Slowest and fastest of the measurements' middle. */
  readonly spread: readonly [number, number];
};
