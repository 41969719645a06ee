/**
 * Reads texts and items to the end, as indices of an alphabet that may still be growing.
 */
import type { Labels } from "../../data/labels.js";
import { readBeside, readItems } from "../../data/read-items.js";
import { ReadingControl } from "../../data/reading.js";
import { IntList, kindOf, type SequenceKind } from "../../data/sequence.js";
import type { Vocabulary } from "../../data/vocabulary.js";
import { invalidOption } from "../../errors/validate.js";
import { TimeSlice } from "../../host/event-loop.js";
import { type Integers, SymbolList } from "./symbol-list.js";
import type { Text, TextPieces } from "./training-data.js";

/** Running text that was read. */
export interface ReadText {
  readonly tokens: Integers;
  readonly kind: SequenceKind;
}

/** Items that were read, one after another: start symbol, symbols, end. */
export interface ReadItems {
  /** Of item i from starts[i] to starts[i + 1] − 1: its symbols without start and end. */
  readonly tokens: Int32Array;
  readonly starts: Int32Array;
  /** The index of each item's label; empty without labels. */
  readonly labels: Int32Array;
  readonly kind: SequenceKind | undefined;
}

/** Code units, or symbols of an array, that are encoded at once. */
const pieceLength = 65_536;

/**
 * Reads a text in pieces and yields to the event loop in between.
 * @param name in errors
 * @throws RnnError `ERR_INVALID_OPTION`, `ERR_UNKNOWN_SYMBOL` with the symbol's place in the text
 */
export async function readText(
  text: Text | TextPieces,
  alphabet: Vocabulary,
  name: string,
  control = new ReadingControl(),
): Promise<ReadText> {
  const isWhole = typeof text === "string" || Array.isArray(text);
  const tokens = new SymbolList(isWhole ? Math.max((text as Text).length, 1) : undefined);
  const encoded = new IntList(pieceLength);
  const encode = (piece: Text) => {
    encoded.length = 0;
    const before = tokens.length;
    alphabet.encode(piece, () => name, encoded, before);
    tokens.append(encoded.data.subarray(0, encoded.length));
  };
  if (!isWhole) return { tokens: await readPieces(text as TextPieces, encode, tokens, name, control), kind: "text" };
  const slice = new TimeSlice();
  for (let at = 0; at < text.length; ) {
    const end = typeof text === "string" ? endOfPiece(text, at) : Math.min(at + pieceLength, text.length);
    encode((text as string).slice(at, end));
    at = end;
    if (!slice.isOver) continue;
    await slice.end();
    control.check();
    if (control.isStopped) break;
  }
  return { tokens: tokens.take(), kind: typeof text === "string" ? "text" : "list" };
}

async function readPieces(
  pieces: TextPieces,
  encode: (piece: string) => void,
  tokens: SymbolList,
  name: string,
  control: ReadingControl,
): Promise<Integers> {
  // Half of a surrogate pair waits for the other half.
  let half = "";
  let count = 0;
  const take = (piece: unknown) => {
    if (typeof piece !== "string") throw invalidOption(`${name}[${count}]`, "a piece of text, a string", piece);
    count++;
    const text = half + piece;
    const end = text.length - (isHighSurrogate(text, text.length - 1) ? 1 : 0);
    half = text.slice(end);
    for (let at = 0; at < end; ) {
      const next = Math.min(endOfPiece(text, at), end);
      encode(text.slice(at, next));
      at = next;
    }
  };
  await readItems<unknown>(pieces, take, control);
  if (half) encode(half);
  return tokens.take();
}

const isHighSurrogate = (text: string, at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xd800;

/** The end of a piece of text that starts at `at`, not within a surrogate pair. */
function endOfPiece(text: string, at: number): number {
  const end = at + pieceLength;
  return end >= text.length ? text.length : end - (isHighSurrogate(text, end - 1) ? 1 : 0);
}

/**
 * Reads items and their labels to the end.
 * @param prefix of the names in errors: `validation.`
 * @throws RnnError `ERR_INVALID_OPTION`, `ERR_UNKNOWN_SYMBOL`, `ERR_SHAPE` for other numbers of labels than of items
 */
export async function readItemData(
  items: Iterable<Text> | AsyncIterable<Text>,
  given: Iterable<unknown> | AsyncIterable<unknown> | undefined,
  alphabet: Vocabulary,
  known: Labels,
  prefix = "",
  control?: ReadingControl,
): Promise<ReadItems> {
  const [tokens, starts, labels] = [new IntList(), new IntList(), new IntList()];
  let kind: SequenceKind | undefined;
  starts.push(0);
  await readItems<unknown>(
    items,
    (item) => {
      const where = () => `${prefix}items[${starts.length - 1}]`;
      const itsKind = kindOf(item, where);
      if (itsKind === "indices") throw invalidOption(where(), "a string or an array of strings", item);
      kind ??= itsKind;
      alphabet.encode(item, where, tokens);
      starts.push(tokens.length);
    },
    control,
  );
  if (given !== undefined) {
    const name = `${prefix}labels`;
    const take = (label: unknown) => labels.push(known.indexOf(label, `${name}[${labels.length}]`));
    await readBeside(name, given, take, starts.length - 1, "item", control);
    // Fewer, if the reading was stopped.
    labels.length = Math.min(labels.length, starts.length - 1);
    starts.length = labels.length + 1;
    tokens.length = starts.data[labels.length] as number;
  }
  return { tokens: tokens.take(), starts: starts.take(), labels: labels.take(), kind };
}
