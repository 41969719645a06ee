/**
 * The progress of tasks that count right answers.
 */
import { loss, percent } from "../ui/format.js";

interface Scores {
  readonly loss: number;
  readonly accuracy: number;
}

type WithValidation = Scores & { readonly validation?: Scores | undefined };

export const shortAccuracy = ({ validation, accuracy }: WithValidation): string[] => [
  validation ? `validation accuracy ${percent(validation.accuracy)}` : `accuracy ${percent(accuracy)}`,
];

export const lossAndAccuracy = ({ loss: ofUpdate, accuracy, validation }: WithValidation): string[] => [
  `loss ${loss(ofUpdate)}`,
  `accuracy ${percent(accuracy)}`,
  ...(validation ? [`validation loss ${loss(validation.loss)}, accuracy ${percent(validation.accuracy)}`] : []),
];
