// Pages without a bundler: what a static server gives is what runs.
import { inServedBrowser } from "./browser.mjs";

const strict = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

/** @type {import("./fixtures.mjs").Fixture[]} */
export const pageFixtures = [
  {
    name: "Chromium, static files",
    loads: '`<script type="module">`',
    run: ({ folder }) => inServedBrowser(folder, "fixtures/raw/"),
  },
  {
    name: "Chromium, a module worker",
    loads: "`import` in the worker",
    run: ({ folder }) => inServedBrowser(folder, "fixtures/module-worker/"),
  },
  {
    name: "Chromium, strict Content Security Policy",
    loads: "`slim` and the wasm file",
    workers: false,
    note: `the policy \`${strict}\` forbids workers from a Blob; add \`worker-src blob:\` for \`worker: true\``,
    run: ({ folder }) => inServedBrowser(folder, "fixtures/csp/", { "content-security-policy": strict }),
  },
];
