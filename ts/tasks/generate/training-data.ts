/**
 * The data of a generator: running text, or items of which each has a beginning and an end.
 */
import type { Label } from "../../data/labels.js";
import type { Source } from "../../data/numeric-forms.js";
import { checkKeys, invalidOption } from "../../errors/validate.js";

/** A text: a string, whose symbols are its code points, or an array of strings, each of them a symbol. */
export type Text = string | readonly string[];

/** Pieces of a text that is read as it comes; each is a string of code points. */
export type TextPieces = Iterable<string> | AsyncIterable<string>;

/** Running text. */
export interface TextData<T extends Text | TextPieces = Text | TextPieces> {
  /** A string, an array of symbols, or an iterable or async iterable of pieces of text. */
  readonly text: T;
}

/** Items, each with a beginning and an end. */
export interface ItemData<T extends Text = Text, L extends Label = Label> {
  /** Strings, or arrays of symbols. */
  readonly items: Source<T>;
  /** A label for each, which then is what the item begins with. */
  readonly labels?: Source<L> | undefined;
}

/** What a generator learns from. */
export type GenerateData = TextData | ItemData;

/** The same in words. */
export const generateData = "{ text } or { items }";

export const isGenerateData = (data: unknown): data is GenerateData =>
  typeof data === "object" && data !== null && ("text" in data || "items" in data);

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
  if (!isGenerateData(data)) throw invalidOption(name, generateData, data);
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
