/** Tests of the page in a real Chromium: how they open it, act on it and wait for it. */
import type { Page } from "playwright-core";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { chromiumPath, noChromium } from "../../scripts/chromium.mjs";
import { isFull } from "../runs.js";
import { leaveTab, type Opened, type Opening, type Tab, takeTab, type Variant, visit } from "./tabs.js";

/** The builds of the core on which a file's tests are done. */
export const bothBuilds: readonly Variant[] = ["simd128", "relaxed"];
/** What the page does is the same on both; all of it is tried on the second one too when there is time. */
const oneBuild: readonly Variant[] = isFull ? bothBuilds : ["simd128"];

export type Open = (opening?: Opening) => Promise<Opened>;

/** Where a test does not look at the pace. */
export const hurried: Opening = { fragment: "pace=full" };

/**
 * Tests of the page; skipped with a message if there is no browser. What a test opens is there for it alone, and until it ends.
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
  describe.each(builds)(`${name}, %s`, (variant) => {
    const open: Open = async (opening = {}) => {
      const tab = await takeTab(opening);
      onTestFinished(({ task }) => leaveTab(tab, task.result?.state === "pass"));
      return visit(tab, variant, opening);
    };
    let shared: { readonly tab: Tab; readonly opened: Promise<Opened> } | undefined;
    const finished = async () => {
      if (!shared) {
        const tab = await takeTab({});
        shared = { tab, opened: visit(tab, variant, {}) };
      }
      const { page } = await shared.opened;
      await expectPhase(page, "finished");
      return shared.opened;
    };
    afterAll(async () => shared && leaveTab(shared.tab, false));
    tests(open, variant, finished);
  });
}

/** An expectation of what comes to be; patient, since the machine may be busy. */
export const eventually = <T>(look: () => T | Promise<T>) => expect.poll(look, { timeout: 30_000, interval: 50 });

/** Waits until an element's text is as wanted. */
export const expectText = (page: Page, selector: string, wanted: string | RegExp) =>
  eventually(() => page.textContent(selector)).toMatch(wanted);

/** Opens the page, and waits until a run at full pace has finished. */
export async function openTrained(open: Open, settings = ""): Promise<Opened> {
  const opened = await open({ fragment: [hurried.fragment, settings].filter(Boolean).join("&") });
  await expectPhase(opened.page, "finished");
  return opened;
}

/** Opens what a link of the page leads to. */
export const follow = (open: Open, link: string): Promise<Opened> => open({ fragment: new URL(link).hash.slice(1) });

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

/** Shows the weights of the beginning, which cannot read the message, and then those of now again. */
export async function lookBack(page: Page, message: string): Promise<void> {
  await page.focus("#scrubber");
  await page.keyboard.press("Home");
  await expectText(page, "#scrubbed", "step 0");
  await eventually(() => reading(page)).not.toBe(message);
  await page.click("#back-to-now");
  await expectReading(page, message);
  expect(await page.textContent("#scrubbed")).toBe("now");
}

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
