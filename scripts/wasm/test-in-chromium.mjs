// A cargo runner that runs the core's wasm tests in Chromium. wasm-bindgen-test-runner serves a page with the tests for opening by hand, and
// Playwright opens it, so that no driver for the installed version of Chromium is needed.
// usage: CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER="node ../../scripts/wasm/test-in-chromium.mjs" cargo test --target wasm32-unknown-unknown ...
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { chromiumPath, noChromium, startChromium } from "../chromium.mjs";

/** The time limit of the tests. */
const timeout = 300_000;

if (!chromiumPath) {
  console.log(`left out: tests in Chromium: ${noChromium}`);
  process.exit(0);
}

// Port 0 is any free port.
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

/** The address of the tests, from the output of the tool. */
async function addressOf(server) {
  for await (const line of createInterface({ input: server.stdout })) {
    const [address] = /http:\/\/\S+/.exec(line) ?? [];
    if (address) return address;
  }
  throw new Error("expected wasm-bindgen-test-runner to serve the tests");
}
