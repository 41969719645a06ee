// The Chromium that checks, tests and pictures are made with, and how it is started.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

/** Where it is; undefined where there is none. CHROMIUM names another. */
export const chromiumPath = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/google-chrome",
  chromium.executablePath(),
].find((path) => path !== undefined && existsSync(path));

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
  if (!chromiumPath) throw new Error("no Chromium: apt-get install chromium, or name one in CHROMIUM");
  return chromium.launch({ executablePath: chromiumPath, args });
}
