/** What the build reduces PyTorch's own run of the tutorial to (demo/pytorch-run.mjs). */
declare module "pytorch-run" {
  interface PyTorchRun {
    readonly version: string;
    readonly seed: number;
    /** A loss every so many updates, from the update of that number on. */
    readonly every: number;
    readonly losses: readonly number[];
    /** Updates of an epoch, and the accuracy of the validation after each. */
    readonly stepsPerEpoch: number;
    readonly accuracies: readonly number[];
  }
  export const pytorchRun: PyTorchRun;
}
