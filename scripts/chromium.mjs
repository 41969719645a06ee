// Finds and starts the Chromium for checks, tests and pictures.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const { CHROMIUM: named } = process.env;
const usual = ["/usr/bin/chromium", "/usr/bin/google-chrome", chromium.executablePath()];

/** The path of Chromium; undefined if there is none. If CHROMIUM is set, only that one is used. */
export const chromiumPath = (named ? [named] : usual).find((path) => existsSync(path));

/** The message if there is none. */
export const noChromium = `no Chromium ${named ? `at ${named} (CHROMIUM)` : "found: apt-get install chromium, or name one in CHROMIUM"}`;

/** Without a sandbox, because checks run as root in containers, and without background network requests. */
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const options = () => {
  if (!chromiumPath) throw new Error(noChromium);
  return { executablePath: chromiumPath, args };
};

/** @returns {Promise<import("playwright-core").Browser>} */
export const startChromium = () => chromium.launch(options());

/** For several processes, which connect to it. @returns {Promise<import("playwright-core").BrowserServer>} */
export const serveChromium = () => chromium.launchServer(options());
