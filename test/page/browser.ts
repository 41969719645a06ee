/**
 * The page in a real Chromium: finds the browser, serves the page once a file, and opens it with an eye on everything that it
 * says and asks for.
 */
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { servePage } from "../../demo/serve.mjs";
import { chromiumPath, noChromium, startChromium } from "../../scripts/chromium.mjs";
import { isFull } from "../runs.js";

type Variant = "simd128" | "relaxed";

/** The builds of the core on which a file's tests are done. */
export const bothBuilds: readonly Variant[] = ["simd128", "relaxed"];
/** What the page does is the same on both; all of it is tried on the second one too when there is time. */
const oneBuild: readonly Variant[] = isFull ? bothBuilds : ["simd128"];

export interface Opening extends BrowserContextOptions {
  /** The fragment, without its #. */
  readonly fragment?: string;
  /** Under which folder of the host the page lies. */
  readonly folder?: string;
  /** Runs in the page before its own scripts. */
  readonly before?: () => void;
  /** Whether `longestTask` will be asked for. */
  readonly traced?: boolean;
}

export interface Opened {
  readonly page: Page;
  /** The page's address without a fragment. */
  readonly address: string;
  /** What it said on the console, and errors that nobody caught. */
  readonly said: readonly string[];
  /** What it asked for over the network. */
  readonly requests: readonly string[];
  /** Milliseconds of processor time that the longest task of the page's main thread took, whatever else the machine does. */
  readonly longestTask: () => Promise<number>;
}

type Open = (opening?: Opening) => Promise<Opened>;

/** Where a test does not look at the pace. */
export const hurried: Opening = { fragment: "pace=full" };

/**
 * Tests of the page; skipped with a message if there is no browser.
 * @param tests are given how to open the page, and one page after its run that is shared by all that only look
 */
export function describePage(
  name: string,
  tests: (open: Open, variant: Variant, finished: () => Promise<Opened>) => void,
  builds = oneBuild,
): void {
  if (!chromiumPath) {
    test(name, ({ skip }) => skip(noChromium));
    return;
  }
  describe(name, () => {
    let browser: Browser;
    const servers = new Map<string, Promise<Awaited<ReturnType<typeof servePage>>>>();
    beforeAll(async () => {
      browser = await startChromium();
    });
    afterAll(async () => {
      await browser?.close();
      for (const server of servers.values()) (await server).close();
    });
    describe.each(builds)("%s", (variant) => {
      let afterRun: Promise<Opened> | undefined;
      const open: Open = async (opening = {}) => {
        const { folder = "/" } = opening;
        const server = servers.get(folder) ?? servePage({ base: folder });
        servers.set(folder, server);
        return openPage(browser, (await server).address, variant, opening);
      };
      const openAndFinish = async () => {
        const opened = await open();
        await expectText(opened.page, "#status", /Every letter/);
        return opened;
      };
      afterAll(async () => (await afterRun)?.page.context().close());
      tests(open, variant, () => {
        afterRun ??= openAndFinish();
        return afterRun;
      });
    });
  });
}

async function openPage(browser: Browser, address: string, variant: Variant, opening: Opening): Promise<Opened> {
  const { fragment = "", folder: _folder, before, traced = false, ...options } = opening;
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: new URL(address).origin });
  const page = await context.newPage();
  const [said, requests]: [string[], string[]] = [[], []];
  page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => said.push(String(error)));
  context.on("request", (request) => requests.push(request.url()));
  if (before) await page.addInitScript(before);
  if (traced) {
    await page.addInitScript((mark) => performance.mark(mark), pageMark);
    await browser.startTracing(page, { categories: ["toplevel", "blink.user_timing"] });
  }
  await page.goto(`${address}#${[fragment, `variant=${variant}`].filter(Boolean).join("&")}`);
  // Its last part is set up.
  await page.waitForFunction(() => document.querySelector("#code-torch")?.textContent);
  const longestTask = async () => longestOf(JSON.parse(String(await browser.stopTracing())));
  return { page, address, said, requests, longestTask };
}

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

/** An expectation of what comes to be; patient, since the machine may be busy. */
export const eventually = <T>(look: () => T | Promise<T>) => expect.poll(look, { timeout: 30_000, interval: 20 });

/** Waits until an element's text is as wanted. */
export const expectText = (page: Page, selector: string, wanted: string | RegExp) =>
  eventually(() => page.textContent(selector)).toMatch(wanted);

/** The message as the model reads it. */
export const reading = (page: Page): Promise<string> =>
  page.$$eval("#readout .plain", (lines) => lines.map((line) => line.textContent).join(""));

/** Waits until the run is as wanted, with nothing still under way that could change what is shown. */
export const expectPhase = (page: Page, wanted: "running" | "paused" | "finished") =>
  eventually(() => page.getAttribute("#status", "data-phase")).toBe(wanted);

/** Pauses a run. Returns at which step. */
export async function pause(page: Page): Promise<number> {
  await expectPhase(page, "running");
  await page.click("#play");
  await expectPhase(page, "paused");
  return step(page);
}

export const step = async (page: Page): Promise<number> =>
  Number((await page.textContent("#now-step"))?.replaceAll(",", ""));

/** Waits for the message to be read. */
export const expectReading = (page: Page, wanted: string) => eventually(() => reading(page)).toBe(wanted);

/** How sure the model is of each letter: another model would be as sure only by chance. */
export const sureness = (page: Page): Promise<string[]> =>
  page.$$eval("#readout .plain span", (cells) =>
    cells.map((cell) => (cell as HTMLElement).style.getPropertyValue("--sure")),
  );

/** Presses a copying button, and gives what it copied. */
export async function copied(page: Page, button: string): Promise<string> {
  await page.evaluate(() => navigator.clipboard.writeText(""));
  await page.click(button);
  await eventually(() => page.evaluate(() => navigator.clipboard.readText())).not.toBe("");
  return page.evaluate(() => navigator.clipboard.readText());
}

/** Drops a file on the page. */
export async function drop(page: Page, name: string, contents: Uint8Array | string): Promise<void> {
  const bytes = [...(typeof contents === "string" ? new TextEncoder().encode(contents) : contents)];
  await page.evaluate(
    ({ name, bytes }) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([new Uint8Array(bytes)], name));
      for (const type of ["dragover", "drop"]) {
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      }
    },
    { name, bytes },
  );
}
