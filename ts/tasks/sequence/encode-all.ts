/**
 * Encodes many sequences for a network, and yields to the event loop in between.
 */
import type { ReadingControl } from "../../data/reading.js";
import type { AnsweredItems } from "./answered-data.js";
import type { NetworkInputs, SequenceInput } from "./input.js";
import { readerFor } from "./read-sequences.js";

/** @throws RnnError that names the sequence and the place in it */
export async function encodeAll(
  input: SequenceInput,
  items: AnsweredItems,
  control: ReadingControl,
): Promise<{ inputs: NetworkInputs; starts: Int32Array }> {
  const { rows, starts } = await readerFor(undefined, {}, { own: input, shape: undefined }).read(items, control);
  const inputs = rows.kind === "tokens" ? rows.tokens : input.kind === "numbers" && input.inputsOf(rows);
  return { inputs: inputs as NetworkInputs, starts };
}
