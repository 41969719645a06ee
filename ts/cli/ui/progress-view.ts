/**
 * The progress of a training run on stderr: one line that is rewritten where that is a terminal, plain lines at a readable rate elsewhere.
 */
import type { Progress } from "../../index.js";
import { streams } from "../io/streams.js";
import { cliOf } from "../tasks/registry.js";
import { count, loss, quantity } from "./format.js";
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
      ...cliOf(progress.task).shortScores(progress),
      speedOf(progress),
      cliOf(progress.task).liveSample(progress),
    ].join("  ");
    // Without automatic wrapping the terminal itself cuts what is too long, whatever the width of its letters.
    streams.stderr.write(`\r\u001b[?7l${line}\u001b[K\u001b[?7h`);
  }
}

const sparklineWidth = 16;

const speedOf = ({ symbolsPerSecond }: Progress): string => `${quantity(symbolsPerSecond)} symbols/s`;

/** The first validations are all told, then the rate falls. */
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
    const { scores, sample } = cliOf(progress.task);
    const line = [`step ${count(progress.step)}`, ...scores(progress), speedOf(progress), sample(progress)];
    tell(line.join("  "));
  }
}
