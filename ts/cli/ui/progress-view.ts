/**
 * Shows the progress of a training run on stderr: one live line on a terminal, otherwise plain lines at a readable rate.
 */
import type { Progress } from "../../index.js";
import { streams } from "../io/streams.js";
import { cliOf } from "../tasks/registry.js";
import { count, loss, quantity } from "./format.js";
import { isTerminal, styled, tell } from "./output.js";
import { sparkline } from "./sparkline.js";

export interface ProgressView {
  show(progress: Progress): void;
  /** Shows the final progress. */
  end(): void;
}

export const silentView: ProgressView = { show() {}, end() {} };

export const progressView = (): ProgressView => (isTerminal(streams.stderr) ? new LiveLine() : new PlainLines());

/** Redrawing more often would flicker. */
const redrawMs = 40;

class LiveLine implements ProgressView {
  #losses: number[] = [];
  #latest: Progress | undefined;
  #drawnAt = 0;

  show(progress: Progress): void {
    this.#losses.push(progress.loss);
    // Keep every other loss, so that memory stays bounded and the sparkline still shows the whole run.
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
      ...cliOf(progress.task).shortScores(progress),
      speedOf(progress),
      cliOf(progress.task).liveSample(progress),
    ].join("  ");
    // With automatic wrapping off, the terminal truncates the line itself, whatever the width of its characters.
    streams.stderr.write(`\r\u001b[?7l${line}\u001b[K\u001b[?7h`);
  }
}

const sparklineWidth = 16;

const speedOf = ({ symbolsPerSecond }: Progress): string => `${quantity(symbolsPerSecond)} symbols/s`;

/** The number of validations that are always printed; later ones are printed at a falling rate. */
const firstLines = 20;

class PlainLines implements ProgressView {
  #printed = 0;
  #printedAt = 0;
  #latest: Progress | undefined;

  show(progress: Progress): void {
    const isNews = progress.validation?.step === progress.step && this.#printed < firstLines;
    // One line per second at first, one per quarter of an hour after a day, so that logs stay readable.
    const isDue = progress.elapsedMs - this.#printedAt >= Math.max(1000, progress.elapsedMs / 100);
    if (isNews || isDue || this.#printed === 0) this.#print(progress);
    else this.#latest = progress;
  }

  end(): void {
    if (this.#latest) this.#print(this.#latest);
  }

  #print(progress: Progress): void {
    this.#printed++;
    this.#printedAt = progress.elapsedMs;
    this.#latest = undefined;
    const { scores, sample } = cliOf(progress.task);
    const line = [`step ${count(progress.step)}`, ...scores(progress), speedOf(progress), sample(progress)];
    tell(line.join("  "));
  }
}
