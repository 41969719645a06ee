// Pages without a bundler: the files run as a static server delivers them.
import { inServedBrowser } from "./browser.mjs";
import { engines, inEngine } from "./engines.mjs";

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
    note: `the policy \`${strict}\`\nforbids workers from a Blob; add \`worker-src blob:\` for \`worker: true\``,
    run: ({ folder }) => inServedBrowser(folder, "fixtures/csp/", { "content-security-policy": strict }),
  },
  ...engines.flatMap((engine) => [
    {
      name: `${engine.name}, static files`,
      loads: '`<script type="module">`',
      missing: engine.missing,
      run: ({ folder }) => inEngine(engine, folder, "fixtures/raw/"),
    },
    {
      name: `${engine.name}, a module worker`,
      loads: "`import` in the worker",
      missing: engine.missing,
      run: ({ folder }) => inEngine(engine, folder, "fixtures/module-worker/"),
    },
  ]),
];
