// Runs the core's wasm tests in Chromium: a runner for cargo, as wasm-bindgen-test-runner is one for Node. That tool serves the page with the
// tests when it is told that a person will open it; here Playwright does, so that no driver of Chromium's very version is needed.
// usage: CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER="node ../../scripts/wasm/test-in-chromium.mjs" cargo test --target wasm32-unknown-unknown ...
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { chromiumPath, noChromium, startChromium } from "../chromium.mjs";

/** How long the tests may take; a page that never ends is a failure. */
const timeout = 300_000;

if (!chromiumPath) {
  console.log(`left out: tests in Chromium: ${noChromium}`);
  process.exit(0);
}

// Port 0: any that is free.
const env = {
  ...process.env,
  NO_HEADLESS: "1",
  WASM_BINDGEN_USE_BROWSER: "1",
  WASM_BINDGEN_TEST_ADDRESS: "127.0.0.1:0",
};
const server = spawn("wasm-bindgen-test-runner", process.argv.slice(2), {
  env,
  stdio: ["ignore", "pipe", "inherit"],
});
let browser;
try {
  const address = await addressOf(server);
  browser = await startChromium();
  const page = await browser.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(address);
  const ended = () => /test result: \w+\./.test(document.getElementById("output")?.textContent ?? "");
  const inTime = await page.waitForFunction(ended, undefined, { timeout }).then(
    () => true,
    () => false,
  );
  const output = await page.textContent("#output");
  console.log(`in Chromium ${browser.version()}: ${output.trim()}`);
  for (const complaint of complaints) console.log(complaint);
  if (!inTime) console.log(`the tests did not end within ${timeout / 1000} s`);
  process.exitCode = inTime && /test result: ok\. [1-9]\d* passed/.test(output) ? 0 : 1;
} finally {
  await browser?.close();
  server.kill();
}

/** Where the tests are served, as the tool says it. */
async function addressOf(server) {
  for await (const line of createInterface({ input: server.stdout })) {
    const [address] = /http:\/\/\S+/.exec(line) ?? [];
    if (address) return address;
  }
  throw new Error("expected wasm-bindgen-test-runner to serve the tests");
}
