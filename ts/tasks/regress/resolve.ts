/**
 * From data and options to what a regressor's run is made of.
 */

import { heldBackOf } from "../../data/held-back.js";
import { readTable } from "../../data/read-table.js";
import type { ScaleMethod } from "../../data/scaling.js";
import type { TableForm } from "../../data/table.js";
import { invalidOption } from "../../errors/validate.js";
import type { AnsweredItems } from "../sequence/answered-data.js";
import { resolveSequences, type SequenceSettings, wordsOf } from "../sequence/resolve.js";
import type { InputScaling, NumberRows } from "../sequence/rows.js";
import type { ResolveContext, Resolved } from "../task.js";
import type { RegressCodec } from "./codec.js";
import { type RegressLoss, regressOutput } from "./network.js";
import type { RegressSpec } from "./source.js";
import { regressKeys } from "./training-data.js";
import { ValueOutput } from "./value-output.js";

/** The options of a regressor, checked. */
export interface RegressSettings extends SequenceSettings {
  readonly loss?: RegressLoss | undefined;
}

export async function resolveRegress(
  data: unknown,
  settings: RegressSettings,
  context: ResolveContext<RegressCodec>,
): Promise<Resolved<RegressSpec, RegressCodec>> {
  const ofWeights = context.weights?.codec;
  const own = ofWeights ?? context.checkpoint?.codec;
  let form = own?.output.form;
  const read = (items: AnsweredItems): NumberRows => {
    const rows = readValues(items, form);
    form ??= rows.form;
    return rows;
  };
  const resolved = await resolveSequences(data, settings, context, {
    keys: regressKeys,
    read,
    trainingCountOf({ values, columns }, share) {
      const count = values.length / columns;
      return count - heldBackOf(count, share);
    },
    addTo: (fingerprint, { values }) => fingerprint.add(wordsOf(values)),
  });
  const { spec, input, readout } = resolved;
  const loss = lossOf(settings.loss, ofWeights);
  const output = new ValueOutput(form as TableForm, own?.output.scaling);
  const network = regressOutput(readout, loss, output.size);
  const size = context.weights?.shape.output.size ?? network.size;
  if (size !== network.size)
    throw invalidOption("values", `values for the ${size} outputs of the weights`, network.size);
  const method: ScaleMethod = settings.scale ?? (input.kind === "numbers" ? input.scale : "standard");
  return {
    source: { ...spec, form: output.form, valueScaling: { method, known: output.scaling } },
    services: {
      fitted(ofInput: InputScaling | undefined, ofValues: InputScaling): void {
        if (input.kind === "numbers") input.scaling = ofInput;
        output.scaling = ofValues;
      },
    },
    network: { input: resolved.networkInput, output: network },
    codec: { input, readout, loss, output, hasBaseline: true },
    options: { ...resolved.options, scale: method, loss },
    identity: resolved.identity,
    stepsPerEpoch: resolved.stepsPerEpoch,
    hasValidation: resolved.hasValidation,
    ends: false,
    allowsEmptyUntil: true,
  };
}

/** The values of items as rows. @throws RnnError `ERR_INVALID_NUMBER` with the place */
export function readValues(
  { answers, answerName }: AnsweredItems,
  expected: TableForm | undefined,
): NumberRows & { readonly form: TableForm } {
  const { values, form } = readTable(answers, answerName(-1), { expected, rowName: answerName });
  return { kind: "numbers", columns: form.columns.length, values, gaps: undefined, form };
}

function lossOf(given: RegressLoss | undefined, own: RegressCodec | undefined): RegressLoss {
  if (own && given !== undefined && given !== own.loss)
    throw invalidOption("loss", `"${own.loss}", as in the weights`, given);
  return given ?? own?.loss ?? "mse";
}
