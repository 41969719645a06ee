// Runs other programs and returns their output.
import { execFileSync } from "node:child_process";

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env?: Record<string, string> }} options
 * @returns {string} its standard output. If the command fails, throws an error with its output
 */
export function run(command, args, { cwd, env = {} }) {
  try {
    return execFileSync(command, args, {
      cwd,
      env: { ...process.env, ...env },
      encoding: "utf8",
      timeout: 300_000,
      maxBuffer: 2 ** 26,
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch (error) {
    throw new Error(`${command} ${args.join(" ")}: ${error.message}\n${error.stdout}`, { cause: error });
  }
}

/** The last line that a program printed, as JSON. */
export const lastLine = (output) => JSON.parse(output.trim().split("\n").at(-1));
