/**
 * Shows the progress of a training run on stderr, alike for all tasks: one live line on a terminal, otherwise plain lines at a readable rate.
 */
import type { Progress } from "../../index.js";
import { streams } from "../io/streams.js";
import { cliOf } from "../tasks/registry.js";
import { clock, count, loss, quantity } from "./format.js";
import type { LossCourse } from "./loss-course.js";
import { isTerminal, styled, tell } from "./output.js";
import { sparkline } from "./sparkline.js";

export interface ProgressView {
  show(progress: Progress, losses: LossCourse): void;
  /** Shows the final progress. */
  end(): void;
}

export const silentView: ProgressView = { show() {}, end() {} };

export const progressView = (): ProgressView => (isTerminal(streams.stderr) ? new LiveLine() : new PlainLines());

const updateOf = ({ step, limits: { maxSteps } }: Progress): string =>
  `update ${count(step)}${maxSteps === undefined ? "" : ` of ${count(maxSteps)}`}`;

/** How far data in blocks has been read in this epoch. */
const readOf = ({ read }: Progress): string[] => (read === undefined ? [] : [`${quantity(read)} read`]);

/** Validations since the best one, of those that end the run. */
const patienceOf = ({ validation, sinceBest, limits: { patience } }: Progress): string[] =>
  patience === undefined || !validation ? [] : [`${sinceBest} of ${patience} validations without improvement`];

/** The time so far, and the time that is left if nothing ends the run before its limits. */
function timeOf({ step, epoch, elapsedMs, validation, limits: { maxSteps, epochs } }: Progress): string {
  // An epoch counts when it has been validated.
  const done = validation?.step === step ? epoch : epoch - 1;
  const share = Math.max(maxSteps === undefined ? 0 : step / maxSteps, epochs === undefined ? 0 : done / epochs);
  const left = share > 0 && share < 1 ? `, at most ${clock((elapsedMs * (1 - share)) / share)} left` : "";
  return `${clock(elapsedMs)}${left}`;
}

const speedOf = (progress: Progress): string =>
  `${quantity(progress.symbolsPerSecond)} ${cliOf(progress.task).unit(progress)}/s`;

/** Redrawing more often would flicker. */
const redrawMs = 40;
const sparklineWidth = 16;

class LiveLine implements ProgressView {
  #latest: readonly [Progress, LossCourse] | undefined;
  #drawnAt = 0;

  show(progress: Progress, losses: LossCourse): void {
    this.#latest = [progress, losses];
    if (performance.now() - this.#drawnAt >= redrawMs) this.#draw(progress, losses);
  }

  end(): void {
    if (!this.#latest) return;
    this.#draw(...this.#latest);
    streams.stderr.write("\n");
  }

  #draw(progress: Progress, losses: LossCourse): void {
    this.#drawnAt = performance.now();
    const line = fitting([
      updateOf(progress),
      `loss ${loss(progress.loss)} ${styled("accent", sparkline(losses.ofUpdates, sparklineWidth))}`,
      ...cliOf(progress.task).shortScores(progress),
      ...patienceOf(progress),
      ...readOf(progress),
      timeOf(progress),
      cliOf(progress.task).liveSample(progress),
      speedOf(progress),
    ]);
    // With automatic wrapping off, the terminal truncates what is still too long, whatever the width of its characters.
    streams.stderr.write(`\r\u001b[?7l${line}\u001b[K\u001b[?7h`);
  }
}

/** The first parts that fit the terminal whole. */
function fitting(parts: readonly string[]): string {
  const columns = streams.stderr.columns ?? Number.POSITIVE_INFINITY;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colors have no width
  const widthOf = (text: string) => [...text.replace(/\u001b\[\d+m/g, "")].length;
  return parts.reduce((line, part) => (widthOf(line) + 2 + widthOf(part) <= columns ? `${line}  ${part}` : line));
}

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
    if (isNews && this.#printed === firstLines) tell("From now on one line per second, and fewer in longer runs.");
  }

  end(): void {
    if (this.#latest) this.#print(this.#latest);
  }

  #print(progress: Progress): void {
    this.#printed++;
    this.#printedAt = progress.elapsedMs;
    this.#latest = undefined;
    const { scores, sample } = cliOf(progress.task);
    const numbers = [
      updateOf(progress),
      ...scores(progress),
      ...patienceOf(progress),
      ...readOf(progress),
      timeOf(progress),
    ];
    tell([...numbers, speedOf(progress), sample(progress)].join("  "));
  }
}
