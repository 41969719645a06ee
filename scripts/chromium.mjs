// The Chromium that checks, tests and pictures are made with, and how it is started.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const { CHROMIUM: named } = process.env;
const usual = ["/usr/bin/chromium", "/usr/bin/google-chrome", chromium.executablePath()];

/** Where it is; undefined where there is none. CHROMIUM names another, and then no other will do. */
export const chromiumPath = (named ? [named] : usual).find((path) => existsSync(path));

/** What is said where there is none. */
export const noChromium = `no Chromium ${named ? `at ${named} (CHROMIUM)` : "found: apt-get install chromium, or name one in CHROMIUM"}`;

/** No sandbox, since checks run as root in containers; and nothing that calls home. */
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** @returns {Promise<import("playwright-core").Browser>} */
export async function startChromium() {
  if (!chromiumPath) throw new Error(noChromium);
  return chromium.launch({ executablePath: chromiumPath, args });
}
