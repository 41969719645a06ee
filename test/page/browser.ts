/** Tests of the page in a real Chromium: how they open it, act on it and wait for it. */
import type { Page } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { chromiumPath, noChromium } from "../../scripts/chromium.mjs";
import { isFull } from "../runs.js";
import { leaveTab, type Opened, type Opening, takeTab, type Variant, visit, whenSetUp } from "./tabs.js";

/** The builds of the core on which a file's tests are done. */
export const bothBuilds: readonly Variant[] = ["simd128", "relaxed"];
/** What the page does is the same on both; all of it is tried on the second one too when there is time. */
const oneBuild: readonly Variant[] = isFull ? bothBuilds : ["simd128"];

export type Open = (opening?: Opening) => Promise<Opened>;

/**
 * Tests of the page; skipped with a message if there is no browser. What a test opens is there for it alone, and until it ends.
 * @param tests are given how to open the page, and Decipher after its run, a page that is shared by all that only look
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
  describe.each(builds)(`${name}, %s`, (variant) => {
    const open: Open = async (opening = {}) => {
      const tab = await takeTab(opening);
      onTestFinished(({ task }) => leaveTab(tab, task.result?.state === "pass"));
      return visit(tab, variant, opening);
    };
    tests(open, variant, () => finished(variant));
  });
}

/** Pages after their run, one of each build for all files that a process runs; they stay open. */
const runs = new Map<Variant, Promise<Opened>>();

function finished(variant: Variant): Promise<Opened> {
  const opened =
    runs.get(variant) ??
    takeTab({})
      .then((tab) => visit(tab, variant, { state: "pace=full" }))
      .then(trained);
  runs.set(variant, opened);
  return opened;
}

/** An expectation of what comes to be; patient, since the machine may be busy. */
export const eventually = <T>(look: () => T | Promise<T>) => expect.poll(look, { timeout: 15_000, interval: 150 });

/** Waits until an element's text is as wanted. */
export const expectText = (page: Page, selector: string, wanted: string | RegExp) =>
  eventually(() => page.textContent(selector)).toMatch(wanted);

/** Trains until the run has ended. */
async function trained(opened: Opened): Promise<Opened> {
  await opened.page.click("#play");
  await expectPhase(opened.page, "finished");
  return opened;
}

/** The state of a run of Decipher that needs fewer updates than the tutorial's, and how many. */
export const quickRun = { state: "pace=full&lr=0.02", updates: 256 };

/** Opens a view, and waits until a run at full pace has ended. */
export const openTrained = async (open: Open, view = "decipher", state = quickRun.state): Promise<Opened> =>
  trained(await open({ view, state }));

/** Opens what a link of the page leads to, in its place. */
export async function follow({ page }: Opened, link: string): Promise<void> {
  // From here each address is a new document, whatever its fragment.
  await page.goto("about:blank");
  await page.goto(link);
  await whenSetUp(page);
}

/** The message as the model reads it. */
export const reading = (page: Page): Promise<string> =>
  page.$$eval(".readout .plain .symbol", (symbols) => symbols.map(({ textContent }) => textContent).join(""));

/** Waits until the run is as wanted, with nothing still under way that could change what is shown. */
export const expectPhase = (page: Page, wanted: "running" | "paused" | "finished") =>
  eventually(() => page.getAttribute("#status", "data-phase")).toBe(wanted);

export const step = async (page: Page): Promise<number> =>
  Number((await page.textContent("#now-step"))?.replaceAll(",", ""));

/** Waits for the message to be read. */
export const expectReading = (page: Page, wanted: string) => eventually(() => reading(page)).toBe(wanted);

/** How sure the model is of each letter: another model would be as sure only by chance. */
export const sureness = (page: Page): Promise<string[]> =>
  page.$$eval(".readout .plain .symbol", (cells) =>
    cells.map((cell) => (cell as HTMLElement).style.getPropertyValue("--sure")),
  );

/** Opens all that is folded. Tests share a finished page, where a click may close what another one has opened. */
export const unfold = (page: Page) =>
  page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });

/** What a button copies. */
export async function copied(page: Page, button: string): Promise<string> {
  // As nothing that was copied before.
  await page.evaluate(() => navigator.clipboard.writeText(""));
  await page.click(button);
  await eventually(() => page.evaluate(() => navigator.clipboard.readText())).not.toBe("");
  return page.evaluate(() => navigator.clipboard.readText());
}

/** Opens a tool below the result. */
export const openTool = (page: Page, name: string) => page.click(`.tool[data-panel=${name}] summary`);

/** Changes a setting as a user does who types it. */
export async function set(page: Page, name: string, value: string): Promise<void> {
  await page.fill(`[name=${name}]`, value);
  await page.press(`[name=${name}]`, "Enter");
}
