/**
 * Checks a generator's data, and tells its forms apart.
 */
import type { Label } from "../../data/labels.js";
import { checkKeys, invalidOption } from "../../errors/validate.js";
import { hasKeys, inWords } from "../data-keys.js";
import { type GenerateData, generateForms, type Text, type TextPieces } from "./training-data.js";

/** What is done with each form of data. */
export interface DataForms<Result> {
  text(text: Text | TextPieces): Result;
  items(
    items: Iterable<Text> | AsyncIterable<Text>,
    labels: Iterable<Label> | AsyncIterable<Label> | undefined,
  ): Result;
}

/** @param name of the data in errors; @throws RnnError `ERR_INVALID_OPTION` for what is no data of a generator */
export function byForm<Result>(data: unknown, forms: DataForms<Result>, name = "data"): Result {
  if (!hasKeys<GenerateData>(data, generateForms)) throw invalidOption(name, inWords(generateForms), data);
  const prefix = name === "data" ? "" : `${name}.`;
  if ("text" in data) {
    checkKeys(name, data, ["text"]);
    if (typeof data.text !== "string" && !isIterable(data.text))
      throw invalidOption(
        `${prefix}text`,
        "a string, an array of strings, or an iterable of pieces of text",
        data.text,
      );
    return forms.text(data.text);
  }
  checkKeys(name, data, ["items", "labels"]);
  const { items, labels } = data;
  if (!isIterable(items)) throw invalidOption(`${prefix}items`, "an array or iterable of strings or arrays", items);
  if (labels !== undefined && !isIterable(labels))
    throw invalidOption(`${prefix}labels`, "an array or iterable of labels", labels);
  return forms.items(items, labels);
}

const isIterable = (value: unknown): value is Iterable<never> =>
  typeof value === "object" && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value);
