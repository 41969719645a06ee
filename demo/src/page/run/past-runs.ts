/**
 * Earlier runs of a view, each with a color of its own, for comparison with the current one.
 */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Curve } from "../../shared/curve.js";
import type { Flat } from "../../shared/protocol.js";
import type { RunConditions } from "./comparison.js";

/** The number of runs of the same kind to keep, which is that of their colors. */
export const maxPastRuns = 5;

interface KeptRun extends RunConditions {
  /** What is learned; only runs with the same are compared. */
  readonly group: string;
  readonly curve: Curve;
}

export interface PastRun extends KeptRun {
  readonly number: number;
  /** From 1 to {@link maxPastRuns}. */
  readonly color: number;
  /** Whether it stays when later runs push out the oldest. */
  readonly isPinned: boolean;
}

interface Choices {
  readonly choice: string;
  readonly ownChoice: string;
}

/** Losses compare only between runs of the same task, and on the same data where that is the user's own. */
export function groupOf({ choice, ownChoice }: Choices, settings: Flat, ownText: string | undefined): string {
  const chosen = settings[choice];
  return JSON.stringify(chosen === ownChoice ? [chosen, ownText] : [chosen]);
}

const conditionsOf = ({ settings, interventions }: RunConditions) =>
  JSON.stringify([Object.entries(settings).sort(), interventions]);

export class PastRuns {
  /** Those that compare with the current run, the pinned ones first. */
  readonly alike: ReadonlySignal<readonly PastRun[]>;
  readonly #all = signal<readonly PastRun[]>([]);
  #count = 0;

  /** @param group returns that of the current run, from signals */
  constructor(group: () => string) {
    this.alike = computed(() => {
      const alike = this.#of(group());
      return alike.sort((a, b) => Number(b.isPinned) - Number(a.isPinned) || a.number - b.number);
    });
  }

  /** Adds a run. The oldest of its kind that is not pinned makes room; one that repeats another takes its place if it is longer. */
  add(run: KeptRun): void {
    const alike = this.#of(run.group);
    const same = alike.find((other) => conditionsOf(other) === conditionsOf(run));
    if (same) {
      if (run.curve.lastStep > same.curve.lastStep) this.#change(same.number, { curve: run.curve });
      return;
    }
    const oldest = alike.find(({ isPinned }) => !isPinned);
    if (alike.length === maxPastRuns && oldest) this.remove(oldest.number);
    const used = new Set(this.#of(run.group).map(({ color }) => color));
    let color = 1;
    while (used.has(color)) color++;
    this.#all.value = [...this.#all.value, { ...run, number: ++this.#count, color, isPinned: false }];
  }

  remove(number: number): void {
    this.#all.value = this.#all.value.filter((run) => run.number !== number);
  }

  pin(number: number, isPinned: boolean): void {
    this.#change(number, { isPinned });
  }

  /** Whether another one may be pinned: one place stays for the next run. */
  get canPin(): boolean {
    return this.alike.value.filter(({ isPinned }) => isPinned).length < maxPastRuns - 1;
  }

  #of(group: string): PastRun[] {
    return this.#all.value.filter((run) => run.group === group);
  }

  #change(number: number, change: Partial<PastRun>): void {
    this.#all.value = this.#all.value.map((run) => (run.number === number ? { ...run, ...change } : run));
  }
}
