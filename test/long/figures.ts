/** What the long tests measure: printed, and kept for the table that they make (table.ts). */
import type { TestContext } from "vitest";

declare module "vitest" {
  interface TaskMeta {
    figure?: string;
  }
}

/** Says what a test has measured. */
export function tell({ task }: Pick<TestContext, "task">, figure: string): void {
  task.meta.figure = figure;
  console.log(`${task.name}: ${figure}`);
}

/** Leaves a test out, and says why in the table too. */
export function leaveOut(context: TestContext, reason: string): never {
  tell(context, `not run here: ${reason}`);
  context.skip(reason);
}

/** A number as people read it. */
export const shown = (n: number): string => n.toLocaleString("en");

export const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

/** The time since it was made, as people read it. */
export function clock(): () => string {
  const began = performance.now();
  return () => {
    const seconds = (performance.now() - began) / 1000;
    return seconds < 90 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(1)} min`;
  };
}

/** Bytes in use after everything that can go has gone. */
export async function settled(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { heapUsed, arrayBuffers, external } = process.memoryUsage();
  return heapUsed + Math.max(arrayBuffers, external);
}
