/**
 * The page's side of the worker that looks at models: one look at a time, and of those that wait only the latest.
 */
import type { Analysis, Answer, Look } from "./protocol.js";

export interface Seen {
  readonly analysis: Analysis;
  /** Steps of which the weights are kept. */
  readonly kept: readonly number[];
}

export class Analyst {
  readonly #worker = new Worker(new URL("./analysis.js", import.meta.url), { type: "module", name: "analysis" });
  readonly #seen: (seen: Seen) => void;
  readonly #failed: (trouble: string) => void;
  #waiting: Omit<Look, "id"> | undefined;
  #isBusy = false;
  #id = 0;

  constructor(seen: (seen: Seen) => void, failed: (trouble: string) => void) {
    this.#seen = seen;
    this.#failed = failed;
    this.#worker.onmessage = ({ data }: MessageEvent<Answer>) => this.#answered(data);
    this.#worker.onerror = (event) => failed(event.message);
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** Takes the place of a look that still waits. */
  look(look: Omit<Look, "id">): void {
    // What waits may be the first of a run.
    const isNewRun = look.isNewRun || (this.#waiting?.isNewRun ?? false);
    this.#waiting = { ...look, isNewRun };
    if (!this.#isBusy) this.#send();
  }

  #send(): void {
    const look = this.#waiting;
    if (!look) return;
    this.#waiting = undefined;
    this.#isBusy = true;
    this.#worker.postMessage({ ...look, id: ++this.#id }, look.file ? [look.file.buffer] : []);
  }

  #answered(answer: Answer): void {
    this.#isBusy = false;
    if ("trouble" in answer) this.#failed(answer.trouble);
    else this.#seen(answer);
    this.#send();
  }
}
