/**
 * Tells what is known of runs at an update.
 */
import type { Curve } from "../../shared/curve.js";

interface Score {
  readonly name: string;
  readonly format: (score: number) => string;
}

const lossText = (loss: number | undefined) => loss?.toFixed(3) ?? "–";

/** The validation loss and the score, as texts. */
export function valuesAt(curve: Curve, update: number, score: Score): readonly [loss: string, score: string] {
  const { validation } = curve.at(update);
  return [lossText(validation?.loss), validation ? score.format(validation.score) : "–"];
}

interface AtUpdate {
  readonly update: number;
  /** The update that the run is at. */
  readonly last: number;
  readonly curve: Curve;
  readonly score: Score;
  /** Another curve, such as PyTorch's. */
  readonly reference?:
    | { readonly name: string; readonly steps: readonly number[]; readonly values: readonly number[] }
    | undefined;
}

/** "Update 640: batch 0.412, validation 0.398, letters right 91.2 %": the latest values that were known then. */
export function wordsAt({ update, last, curve, score, reference }: AtUpdate): string {
  const { loss, validation } = curve.at(update);
  const at = reference?.steps.findLastIndex((step) => step <= update) ?? -1;
  const parts = [
    ...(update > last ? ["not reached yet"] : []),
    ...(update <= last && loss !== undefined ? [`batch ${lossText(loss)}`] : []),
    ...(update <= last && validation
      ? [`validation ${lossText(validation.loss)}`, `${score.name.toLowerCase()} ${score.format(validation.score)}`]
      : []),
    // Its first word, so that all fits into a line.
    ...(reference && at >= 0 ? [`${/^\w+/.exec(reference.name)} ${lossText(reference.values[at])}`] : []),
  ];
  return `Update ${update.toLocaleString("en")}: ${parts.join(", ") || "nothing was measured yet"}.`;
}
