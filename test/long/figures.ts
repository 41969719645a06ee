/** Prints the results of long tests, and stores them for the table of docs/reliability.md. */
import type { TestContext } from "vitest";

declare module "vitest" {
  interface TaskMeta {
    figure?: string;
  }
}

/** Reports a result of a test. */
export function report({ task }: Pick<TestContext, "task">, figure: string): void {
  task.meta.figure = figure;
  console.log(`${task.name}: ${figure}`);
}

/** Skips a test, and reports the reason. */
export function skip(context: TestContext, reason: string): never {
  report(context, `not run here: ${reason}`);
  context.skip(reason);
}

/** Formats a number with separators of thousands. */
export const shown = (n: number): string => n.toLocaleString("en");

export const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

/** Starts a clock. @returns formats the time since then */
export function clock(): () => string {
  const start = performance.now();
  return () => {
    const seconds = (performance.now() - start) / 1000;
    return seconds < 90 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(1)} min`;
  };
}

/** The number of bytes in use after garbage collection. */
export async function bytesInUse(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { heapUsed, arrayBuffers, external } = process.memoryUsage();
  return heapUsed + Math.max(arrayBuffers, external);
}
