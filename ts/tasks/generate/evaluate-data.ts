/**
 * Evaluates a generator on a text or on items.
 */
import type { Network } from "../../core/network.js";
import { Batches } from "../../data/batches.js";
import { Labels } from "../../data/labels.js";
import { RnnError } from "../../errors/rnn-error.js";
import { invalidOption } from "../../errors/validate.js";
import type { Pause } from "../source.js";
import type { GenerateCodec } from "./codec.js";
import { byForm } from "./data-forms.js";
import { baselineBits, evaluateItems, evaluateText, means, packItems } from "./evaluation.js";
import { frame } from "./frame.js";
import { scoresOf } from "./progress.js";
import { readItemData, readText } from "./read-data.js";
import type { GeneratorEvaluation } from "./results.js";
import type { Text, TextPieces } from "./training-data.js";

export function evaluateData(
  data: unknown,
  codec: GenerateCodec,
  network: () => Network,
  rows: number,
  pause: Pause,
): Promise<GeneratorEvaluation> {
  const { form, alphabet, counts } = codec;
  const refuse = () => Promise.reject(invalidOption("data", form === "text" ? "{ text }" : "{ items }", data));
  const ofText = async (text: Text | TextPieces) => {
    const { tokens } = await readText(text, alphabet, "text");
    const scores = means(await evaluateText(network, tokens, rows, pause));
    return resultOf(scores, baselineBits(counts, tokens.subarray(1)));
  };
  return byForm(data, {
    text: (text) => (form === "text" ? ofText(text) : refuse()),
    async items(items, labels) {
      if (form === "text") return refuse();
      if ((labels === undefined) !== (codec.labels.length === 0))
        throw new RnnError(
          "ERR_INVALID_OPTION",
          labels === undefined
            ? "labels: expected a label for each item, as in the training, got none"
            : "labels: expected none, as in the training, got some",
        );
      const known = codec.labels.length > 0 ? new Labels(codec.labels, "labels") : new Labels(undefined, "labels");
      const framed = frame(await readItemData(items, labels, alphabet, known), alphabet.size);
      const batches = packItems(new Batches(), framed, rows);
      const scores = means(await evaluateItems(network, batches, pause));
      return resultOf(scores, baselineBits(counts, targetsOf(framed)));
    },
  });
}

const resultOf = ({ loss, accuracy }: ReturnType<typeof means>, bits: number): GeneratorEvaluation => ({
  ...scoresOf(loss, accuracy),
  perplexity: Math.exp(loss),
  baseline: { bitsPerSymbol: bits },
});

/** The symbols of items, and their ends. */
function* targetsOf({ tokens, starts, ends }: ReturnType<typeof frame>): Generator<number> {
  for (let i = 0; i < starts.length; i++)
    for (let at = (starts[i] as number) + 1; at <= (ends[i] as number); at++) yield tokens[at] as number;
}
