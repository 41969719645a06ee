#!/usr/bin/env node
/**
 * The executable `rnn-wasm`. It sets `process.exitCode` rather than calling `process.exit()`, so that buffered output is flushed.
 */
import { closeInputs } from "./io/input.js";
import { runCli } from "./main.js";

process.exitCode = await runCli(process.argv.slice(2), process);

// An open input pipe would keep the process alive. Flush the outputs, then exit.
if (closeInputs()) {
  for (const stream of [process.stdout, process.stderr])
    await new Promise((resolve) => stream.write("", () => resolve(undefined)));
  process.exit();
}
