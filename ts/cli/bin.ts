#!/usr/bin/env node
/**
 * The program `rnn-wasm`, started by a shell. The exit code is set, not exited with, so that what is still on its way out of a pipe arrives.
 */
import { closeInputs } from "./io/input.js";
import { runCli } from "./main.js";

process.exitCode = await runCli(process.argv.slice(2), process);

// A pipe that may never end would keep the process alive. What is still on its way out arrives first.
if (closeInputs()) {
  for (const stream of [process.stdout, process.stderr])
    await new Promise((resolve) => stream.write("", () => resolve(undefined)));
  process.exit();
}
