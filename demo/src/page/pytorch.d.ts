/**
 * PyTorch's results, a module that demo/build.mjs generates from files of the repository.
 */

/** PyTorch's run of the tutorial, reduced by demo/pytorch-run.mjs. */
export declare const pytorchRun: {
  readonly version: string;
  readonly seed: number;
  /** The updates between two losses, and the update of the first loss. */
  readonly every: number;
  readonly losses: readonly number[];
  /** Updates per epoch, and the validation accuracy after each epoch. */
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
