/**
 * Messages for a model as a terminal has them, texts, and its answers as lines: as the model's symbols say.
 */
import type { Model, SymbolSequence } from "../../index.js";
import { parseJson } from "../options/option-kinds.js";

/**
 * The sequence that a text stands for. A model of texts takes it as it is; one of words a JSON array of them, or words with blanks between:
 * its own symbols first, which may hold blanks themselves, and a text of its letters where no word of it is a symbol.
 */
export function messageParser(model: Model): (text: string) => SymbolSequence {
  const { alphabet } = model;
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

/** @param withBlanks symbols that hold blanks, the longest first */
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

/** Answers to many messages: texts as texts, unless the model was trained on lists. */
export function answersOf(model: Model, messages: readonly SymbolSequence[]): SymbolSequence[] {
  const givesLists = Array.isArray(model.predict([]));
  return !givesLists && messages.every((message) => typeof message === "string")
    ? model.decryptBatch(messages as readonly string[])
    : messages.map((message) => model.predict(message));
}

/** An answer as a line: a text as it is, a list with blanks between. */
export const shownAnswer = (answer: SymbolSequence): string => (typeof answer === "string" ? answer : answer.join(" "));
