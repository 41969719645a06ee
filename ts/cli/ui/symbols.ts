/**
 * Formats sequences of symbols for a terminal.
 */
import type { SymbolSequence } from "../../index.js";
import { type Output, streams } from "../io/streams.js";
import { styled } from "./output.js";

/** Formats an output with its correct symbols highlighted. */
export function emergingText(output: SymbolSequence, target: SymbolSequence, stream: Output = streams.stderr): string {
  const [symbols, targets] = [symbolsOf(output), symbolsOf(target)];
  const runs: { right: boolean; text: string }[] = [];
  symbols.forEach((symbol, i) => {
    const right = symbol === targets[i];
    const last = runs.at(-1);
    const text = `${i > 0 ? separator(output) : ""}${visible(symbol)}`;
    if (last?.right === right) last.text += text;
    else runs.push({ right, text });
  });
  return runs.map(({ right, text }) => styled(right ? "accent" : "dim", text, stream)).join("");
}

const symbolsOf = (sequence: SymbolSequence): string[] =>
  typeof sequence === "string" ? [...sequence] : Array.from(sequence, String);

const separator = (sequence: SymbolSequence): string => (typeof sequence === "string" ? "" : " ");

export const printable = (sequence: SymbolSequence): string =>
  symbolsOf(sequence).map(visible).join(separator(sequence));

/** Shows control characters as symbols, so that data cannot control the terminal. */
const visible = (symbol: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
  symbol.replace(/[\u0000-\u001f\u007f]/g, (control) =>
    control === "\u007f" ? "\u2421" : String.fromCharCode(0x2400 + control.charCodeAt(0)),
  );
