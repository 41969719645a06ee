/**
 * Converts lines of text to a model's sequences, and its answers to lines.
 */
import type { Label, SymbolSequence, Symbols, Tagger } from "../../index.js";
import { parseJson } from "../options/option-kinds.js";

/**
 * Parses text for a model. If its symbols are characters, the text is the sequence. If they are words, the text is a JSON array, or words
 * separated by blanks; symbols that contain blanks take precedence. Text without a known word, but of one-letter symbols, is split into letters.
 */
export function messageParser({ alphabet }: { readonly alphabet: Symbols }): (text: string) => SymbolSequence {
  if (typeof alphabet === "string") return (text) => text;
  const symbols = new Set(alphabet);
  const withBlanks = alphabet.filter((symbol) => /\s/.test(symbol)).sort((a, b) => b.length - a.length);
  return (text) => {
    const list = text.trimStart().startsWith("[") ? parseJson(text) : undefined;
    if (isTexts(list)) return list;
    const words = wordsOf(text, withBlanks);
    const isLetters = !words.some((word) => symbols.has(word)) && [...text].every((letter) => symbols.has(letter));
    return isLetters ? [...text] : words;
  };
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((symbol) => typeof symbol === "string");

/** @param withBlanks symbols that contain blanks, longest first */
function wordsOf(text: string, withBlanks: readonly string[]): string[] {
  if (withBlanks.length === 0) return text.split(/\s+/).filter(Boolean);
  const words: string[] = [];
  for (let at = 0; at < text.length; ) {
    const endsAt = (end: number) => end === text.length || /\s/.test(text[end] as string);
    const word =
      withBlanks.find((symbol) => text.startsWith(symbol, at) && endsAt(at + symbol.length)) ??
      (/^\S*/.exec(text.slice(at)) as RegExpExecArray)[0];
    if (word !== "") words.push(word);
    at += word.length || 1;
  }
  return words;
}

/** Answers messages; in one batch if inputs and outputs are strings. */
export function answersOf(model: Tagger, messages: readonly SymbolSequence[]): SymbolSequence[] {
  const givesLists = Array.isArray(model.predict([]));
  return !givesLists && messages.every((message) => typeof message === "string")
    ? model.decryptBatch(messages as readonly string[])
    : messages.map((message) => model.predict(message));
}

/** Formats an answer as a line: a list is joined with blanks. */
export const shownAnswer = (answer: SymbolSequence): string => (typeof answer === "string" ? answer : answer.join(" "));

/** A model's label from its text. A label that the model does not have is left to the model, which refuses it. */
export const labelOf = ({ labels }: { readonly labels: readonly Label[] }, given: string | undefined) =>
  given === undefined ? undefined : (labels.find((label) => String(label) === given) ?? given);
