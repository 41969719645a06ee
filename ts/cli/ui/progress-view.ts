/**
 * A training run while it goes on, on stderr: one line that is rewritten where that is a terminal, plain lines at a readable rate elsewhere.
 */
import type { Progress, SymbolSequence } from "../../index.js";
import { type Output, streams } from "../io/streams.js";
import { count, loss, percent, quantity } from "./format.js";
import { isTerminal, styled, tell } from "./output.js";
import { sparkline } from "./sparkline.js";

export interface ProgressView {
  show(progress: Progress): void;
  /** No more progress: leaves the last one standing. */
  end(): void;
}

export const silentView: ProgressView = { show() {}, end() {} };

/** What suits stderr. */
export const progressView = (): ProgressView => (isTerminal(streams.stderr) ? new LivingLine() : new PlainLines());

/** Any faster and the eye sees flicker. */
const redrawMs = 40;

class LivingLine implements ProgressView {
  #losses: number[] = [];
  #latest: Progress | undefined;
  #drawnAt = 0;

  show(progress: Progress): void {
    this.#losses.push(progress.loss);
    // Thinned out, so that a run of days takes no more room; the whole of it stays in sight.
    if (this.#losses.length > 1000) this.#losses = this.#losses.filter((_, i) => i % 2 === 1);
    this.#latest = progress;
    if (performance.now() - this.#drawnAt >= redrawMs) this.#draw(progress);
  }

  end(): void {
    if (!this.#latest) return;
    this.#draw(this.#latest);
    streams.stderr.write("\n");
  }

  #draw(progress: Progress): void {
    this.#drawnAt = performance.now();
    const line = [
      `step ${count(progress.step)}`,
      `loss ${loss(progress.loss)} ${styled("accent", sparkline(this.#losses, sparklineWidth))}`,
      percent(progress.validation?.accuracy ?? progress.accuracy),
      `${quantity(progress.symbolsPerSecond)} letters/s`,
      emergingText(progress.sample.output, progress.sample.target),
    ].join("  ");
    // Without automatic wrapping the terminal itself cuts what is too long, whatever the width of its letters.
    streams.stderr.write(`\r\u001b[?7l${line}\u001b[K\u001b[?7h`);
  }
}

const sparklineWidth = 16;

/** So many validations are all told, then the rate falls. */
const firstLines = 20;

class PlainLines implements ProgressView {
  #told = 0;
  #toldAt = 0;
  #latest: Progress | undefined;

  show(progress: Progress): void {
    const isNews = progress.validation?.step === progress.step && this.#told < firstLines;
    // A line a second at first, one in a quarter of an hour after a day: a log that can be read.
    const isDue = progress.elapsedMs - this.#toldAt >= Math.max(1000, progress.elapsedMs / 100);
    if (isNews || isDue || this.#told === 0) this.#tell(progress);
    else this.#latest = progress;
  }

  end(): void {
    if (this.#latest) this.#tell(this.#latest);
  }

  #tell(progress: Progress): void {
    this.#told++;
    this.#toldAt = progress.elapsedMs;
    this.#latest = undefined;
    const { step, validation, sample } = progress;
    tell(
      [
        `step ${count(step)}`,
        `loss ${loss(progress.loss)}`,
        `accuracy ${percent(progress.accuracy)}`,
        ...(validation ? [`validation ${loss(validation.loss)} ${percent(validation.accuracy)}`] : []),
        `${quantity(progress.symbolsPerSecond)} letters/s`,
        `${printable(sample.input)} -> ${printable(sample.output)}`,
      ].join("  "),
    );
  }
}

/** An output, with what is right already standing out from what is not. */
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

/** Control characters as their pictures: data must not steer the terminal. */
const visible = (symbol: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
  symbol.replace(/[\u0000-\u001f\u007f]/g, (control) =>
    control === "\u007f" ? "\u2421" : String.fromCharCode(0x2400 + control.charCodeAt(0)),
  );
