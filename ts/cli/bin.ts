#!/usr/bin/env node
/**
 * The program `rnn-wasm`, started by a shell. The exit code is set, not exited with, so that what is still on its way out of a pipe arrives.
 */
import { runCli } from "./main.js";

process.exitCode = await runCli(process.argv.slice(2), process);
