/**
 * Sequences with an answer each: the forms of the data that classifiers and regressors learn from, `{ sequences, labels }` or
 * `{ labeled: [[sequence, label], …] }`.
 */
import type { Source } from "../../data/numeric-forms.js";
import { readBeside, readItems } from "../../data/read-items.js";
import type { ReadingControl } from "../../data/reading.js";
import { RnnError } from "../../errors/rnn-error.js";
import { checkKeys, invalidOption } from "../../errors/validate.js";
import { hasKeys, inWords } from "../data-keys.js";
import { type AnswerKeys, formsOf } from "./training-data.js";

/** Data that was read: as many answers as sequences. */
export interface AnsweredItems {
  readonly sequences: readonly unknown[];
  readonly answers: readonly unknown[];
  /** Names of the parts in errors. */
  sequenceName(index: number): string;
  answerName(index: number): string;
}

/**
 * Reads data of either form to its end.
 * @param prefix of the names in errors: `validation.`
 * @throws RnnError `ERR_INVALID_OPTION` for anything else, `ERR_SHAPE` for other numbers of answers than of sequences, `ERR_EMPTY_DATASET`
 */
export async function readAnswered(
  data: unknown,
  keys: AnswerKeys,
  prefix = "",
  control?: ReadingControl,
): Promise<AnsweredItems> {
  const what = prefix === "" ? "data" : prefix.slice(0, -1);
  const forms = formsOf(keys);
  if (!hasKeys(data, forms)) throw invalidOption(what, inWords(forms), data);
  const read = keys.pairs in (data as object) ? readPairs : readApart;
  const items = await read(data as Readonly<Record<string, unknown>>, keys, what, prefix, control);
  if (items.sequences.length === 0)
    throw new RnnError("ERR_EMPTY_DATASET", `${items.sequenceName(-1)}: expected at least one sequence, got none`);
  return items;
}

type Read = (
  data: Readonly<Record<string, unknown>>,
  keys: AnswerKeys,
  what: string,
  prefix: string,
  control: ReadingControl | undefined,
) => Promise<AnsweredItems>;

const readApart: Read = async (data, { answers: key }, what, prefix, control) => {
  checkKeys(what, data, ["sequences", key]);
  const sequences = await readAll(`${prefix}sequences`, data["sequences"], control);
  const answers: unknown[] = [];
  const take = (answer: unknown) => answers.push(answer);
  await readBeside(prefix + key, iterableOf(prefix + key, data[key]), take, sequences.length, "sequence", control);
  if (control?.isStopped) sequences.length = answers.length = Math.min(sequences.length, answers.length);
  const nameIn = (list: string) => (index: number) => (index < 0 ? prefix + list : `${prefix}${list}[${index}]`);
  return { sequences, answers, sequenceName: nameIn("sequences"), answerName: nameIn(key) };
};

const readPairs: Read = async (data, { pairs: key }, what, prefix, control) => {
  checkKeys(what, data, [key]);
  const pairs = await readAll(prefix + key, data[key], control);
  const nameOf = (index: number, place = "") => (index < 0 ? prefix + key : `${prefix}${key}[${index}]${place}`);
  for (const [i, pair] of pairs.entries())
    if (!Array.isArray(pair) || pair.length !== 2)
      throw invalidOption(nameOf(i), `[sequence, ${key === "labeled" ? "label" : "value"}]`, pair);
  return {
    sequences: pairs.map((pair) => (pair as readonly unknown[])[0]),
    answers: pairs.map((pair) => (pair as readonly unknown[])[1]),
    sequenceName: (index) => nameOf(index, "[0]"),
    answerName: (index) => nameOf(index, "[1]"),
  };
};

async function readAll(name: string, source: unknown, control: ReadingControl | undefined): Promise<unknown[]> {
  const items: unknown[] = [];
  await readItems(iterableOf(name, source), (item) => items.push(item), control);
  return items;
}

function iterableOf(name: string, source: unknown): Source<unknown> {
  const isIterable =
    typeof source === "object" && source !== null && (Symbol.iterator in source || Symbol.asyncIterator in source);
  if (!isIterable) throw invalidOption(name, "an array or iterable", source);
  return source as Source<unknown>;
}
