/**
 * How a program of ours ends: what was thrown becomes a sentence on stderr and an exit code. A stack is shown only where it is our own fault.
 */
import { RnnError } from "../../index.js";
import type { ExitCode } from "../command.js";
import { FileError } from "../io/file-error.js";
import type { OptionTable } from "../options/arguments.js";
import { kebabCase } from "../options/train-options.js";
import { UsageError } from "../options/usage-error.js";
import { endQuietlyWithReader, styled, tell } from "./output.js";

/**
 * Runs a program to its exit code.
 * @param name what messages begin with
 * @param help the command that tells more, for wrong usage
 * @param options whose names the library's messages are translated to
 */
export async function runToEnd(
  { name, help, options }: { name: string; help: string; options: OptionTable },
  program: () => Promise<ExitCode>,
): Promise<ExitCode> {
  endQuietlyWithReader();
  try {
    return await program();
  } catch (error) {
    const isUsage = error instanceof UsageError || (error instanceof RnnError && error.code === "ERR_INVALID_OPTION");
    tell(`${styled("bad", `${name}:`)} ${explain(error, options)}`);
    if (isUsage) tell(`${help} shows how it is used.`);
    return isUsage ? 2 : 1;
  }
}

function explain(error: unknown, options: OptionTable): string {
  if (error instanceof RnnError) return asFlag(error.message, options);
  if (error instanceof UsageError || error instanceof FileError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** "hiddenSize: expected …" is about the flag `--hidden-size`. */
const asFlag = (message: string, options: OptionTable): string =>
  message.replace(/^[\w.]+(?=:|\[)/, (name) =>
    Object.hasOwn(options, kebabCase(name)) ? `--${kebabCase(name)}` : name,
  );
