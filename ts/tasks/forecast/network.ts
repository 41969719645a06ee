/**
 * The input and output of a forecaster's network.
 */
import type { Loss, NetworkConfig } from "../../core/network-config.js";

/**
 * The loss of training.
 * @inline
 */
export type ForecastLoss = "mse" | "mae" | "huber" | "gaussian";

/** What the columns ask of a network. */
export interface ForecastShape {
  readonly mode: "recursive" | "direct";
  readonly loss: ForecastLoss;
  /** Numbers in a row of inputs. */
  readonly features: number;
  /** Numbers that are predicted at once. */
  readonly outputs: number;
}

const lossOf = (loss: ForecastLoss): Loss => (loss === "huber" ? { kind: "huber", delta: 1 } : { kind: loss });

/** Reads rows of numbers; predicts the next row at each of them, or all rows of the horizon after the last. */
export const forecastNetwork = ({ mode, loss, features, outputs }: ForecastShape) =>
  ({
    input: { kind: "rows", features },
    output: {
      readout: mode === "direct" ? "last" : "all",
      loss: lossOf(loss),
      // Of a normal distribution the means, then the variances.
      size: outputs * (loss === "gaussian" ? 2 : 1),
    },
  }) as const satisfies Pick<NetworkConfig, "input" | "output">;
