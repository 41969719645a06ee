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
};
