/**
 * The data of a generator: running text, or items of which each has a beginning and an end.
 */
import type { Label } from "../../data/labels.js";
import type { Source } from "../../data/numeric-forms.js";

/** A text: a string, whose symbols are its code points, or an array of strings, each of them a symbol. */
export type Text = string | readonly string[];

/** Pieces of a text, which is read while it arrives. */
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
  /** A label for each, which takes the place of the start symbol. */
  readonly labels?: Source<L> | undefined;
}

/** The data of a generator. */
export type GenerateData = TextData | ItemData;

export const generateForms = [["text"], ["items"]] as const;
