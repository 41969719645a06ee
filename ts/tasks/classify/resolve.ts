/**
 * From data and options to what a classifier's run is made of.
 */

import { Labels } from "../../data/labels.js";
import { RnnError } from "../../errors/rnn-error.js";
import { invalidOption } from "../../errors/validate.js";
import type { AnsweredItems } from "../sequence/answered-data.js";
import { resolveSequences, type SequenceSettings } from "../sequence/resolve.js";
import type { InputScaling } from "../sequence/rows.js";
import type { ResolveContext, Resolved } from "../task.js";
import { type ClassWeights, weightsOf } from "./class-weights.js";
import type { ClassifyCodec } from "./codec.js";
import { classifyOutput } from "./network.js";
import { type Monitor, weightDecayOfNumbers } from "./options.js";
import { type ClassAnswers, type ClassifySpec, trainingCountsOf } from "./source.js";
import { classifyKeys } from "./training-data.js";

/** The options of a classifier, checked. */
export interface ClassifySettings extends SequenceSettings {
  readonly classes?: unknown;
  readonly classWeights?: ClassWeights | undefined;
  readonly labelSmoothing: number;
  readonly monitor?: Monitor | undefined;
}

export async function resolveClassify(
  data: unknown,
  settings: ClassifySettings,
  context: ResolveContext<ClassifyCodec>,
): Promise<Resolved<ClassifySpec, ClassifyCodec>> {
  const { classWeights, labelSmoothing, monitor, batchSize } = settings;
  if (classWeights !== undefined && batchSize === 1)
    throw invalidOption("classWeights", "a batchSize above 1 (the weight of a single sequence cancels out)", batchSize);
  const labels = labelsOf(settings.classes, context.weights?.codec);
  const resolved = await resolveSequences(data, settings, context, {
    keys: classifyKeys,
    read: (items) => readLabels(labels, items),
    trainingCountOf: (answers, share) => trainingCountsOf(answers, share).reduce((a, b) => a + b, 0),
    addTo: (fingerprint, { classes }) => fingerprint.add(classes).addTexts(labels.classes.map(String)),
  });
  const { spec, input, readout, hasValidation } = resolved;
  if (input.kind === "symbols" && settings.scale !== undefined)
    throw invalidOption("scale", "no such option for sequences of symbols", settings.scale);
  const { classes } = labels;
  const size = context.weights?.shape.output.size ?? classes.length;
  if (size !== classes.length) throw invalidOption("classes", `${size} labels, as in the weights`, classes.length);
  if (monitor !== undefined && !hasValidation)
    throw new RnnError(
      "ERR_INVALID_OPTION",
      "monitor: expected a validation set, got none (a share needs two sequences of a class)",
    );
  const { data: training, validation } = spec;
  const counts = trainingCountsOf(training.answers, typeof validation === "number" ? validation : 0);
  return {
    source: spec,
    services: {
      fitted(scaling: InputScaling | undefined): void {
        if (input.kind === "numbers") input.scaling = scaling;
      },
    },
    network: {
      input: resolved.networkInput,
      output: classifyOutput(readout, size, {
        labelSmoothing,
        classWeights: weightsOf(classWeights, classes, counts),
      }),
    },
    codec: { input, readout, classes, counts },
    options: { ...resolved.options, classes, classWeights, labelSmoothing, monitor },
    defaults: input.kind === "numbers" ? { weightDecay: weightDecayOfNumbers } : {},
    identity: resolved.identity,
    stepsPerEpoch: resolved.stepsPerEpoch,
    hasValidation,
    ends: false,
    allowsEmptyUntil: true,
  };
}

/** Labels that are collected from the data, unless an option or the weights say them. */
function labelsOf(given: unknown, own: ClassifyCodec | undefined): Labels {
  const labels = given === undefined && own ? new Labels(own.classes) : new Labels(given);
  const isSame = (other: readonly unknown[]) =>
    other.length === labels.classes.length && other.every((label, i) => label === labels.classes[i]);
  if (own && !isSame(own.classes))
    throw invalidOption("classes", `${own.classes.slice(0, 8).join(", ")}, as in the weights`, given);
  return labels;
}

/** The first set of labels tells the classes; any further one must have the same. */
function readLabels(labels: Labels, { answers, answerName }: AnsweredItems): ClassAnswers {
  const classes = Int32Array.from(answers, (label, i) => labels.indexOf(label, answerName(i)));
  labels.close();
  // Not the count: the list of classes may have more than the labels of this data.
  return { classes, count: labels.classes.length };
}
