/** How long the main thread of a page is blocked, from the browser's trace. */
import type { Page } from "playwright-core";

/** Says which process of the trace is the page's: the browser has pages of its own, and loads them when it likes. */
const pageMark = "the page under test";

interface Trace {
  readonly traceEvents: readonly { name: string; pid: number; tid: number; tdur?: number; args: { name?: string } }[];
}

function longestOf({ traceEvents }: Trace): number {
  const ours = new Set(traceEvents.filter(({ name }) => name === pageMark).map(({ pid }) => pid));
  const mains = traceEvents.filter(
    ({ name, pid, args }) => name === "thread_name" && args.name === "CrRendererMain" && ours.has(pid),
  );
  const isMain = ({ pid, tid }: { pid: number; tid: number }) =>
    mains.some((main) => main.pid === pid && main.tid === tid);
  const tasks = traceEvents.filter(
    (event) => event.name.endsWith("RunTask") && event.tdur !== undefined && isMain(event),
  );
  if (tasks.length === 0) throw new Error("the trace has no tasks of a main thread");
  return Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1000;
}

/**
 * Traces a page from before its address is opened.
 * @returns milliseconds of processor time that the longest task of its main thread took until then, whatever else the machine does
 */
export async function traceTasks(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript((mark) => performance.mark(mark), pageMark);
  const browser = page.context().browser();
  await browser?.startTracing(page, { categories: ["toplevel", "blink.user_timing"] });
  return async () => longestOf(JSON.parse(String(await browser?.stopTracing())));
}
