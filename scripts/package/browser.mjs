// Opens pages in Chromium and returns their `globalThis.result`.
import { startChromium } from "../chromium.mjs";
import { serve } from "../static-server.mjs";

/** One browser for all pages, started for the first one. */
let browser;

export async function closeBrowser() {
  await (await browser)?.close();
}

/**
 * Opens a page and waits for `globalThis.result`.
 * @param {string} address
 * @param {(page: object) => unknown} [also] evaluated on the same page; its result is returned as `also`
 */
export async function inBrowser(address, also) {
  browser ??= startChromium();
  const page = await (await browser).newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("requestfailed", (request) => complaints.push(`${request.url()}: ${request.failure()?.errorText}`));
  try {
    await page.goto(address);
    await page.waitForFunction(() => globalThis.result !== undefined, undefined, { timeout: 60_000 });
    const result = await page.evaluate(() => globalThis.result);
    if (complaints.length) throw new Error("the page logged errors");
    return also ? { ...result, also: await also(page) } : result;
  } catch (error) {
    throw new Error(`${address}: ${error.message}\n${complaints.join("\n")}`, { cause: error });
  } finally {
    await page.close();
  }
}

/** Serves a folder while a page of it is open. */
export async function inServedBrowser(folder, page = "", headers = {}) {
  const { address, close } = await serve(folder, { headers });
  try {
    return await inBrowser(address + page);
  } finally {
    close();
  }
}

/** The paths that a page requests until its result is there, including the page itself. */
export async function loadedInServedBrowser(folder, page) {
  const { address, asked, close } = await serve(folder);
  try {
    await inBrowser(address + page);
    return asked;
  } finally {
    close();
  }
}
