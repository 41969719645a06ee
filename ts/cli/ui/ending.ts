/**
 * Turns errors into a message on stderr and an exit code. Only an unexpected error, a bug in this package, shows its stack.
 */
import { RnnError } from "../../index.js";
import type { ExitCode } from "../command.js";
import { FileError } from "../io/file-error.js";
import type { OptionTable } from "../options/arguments.js";
import { kebabCase, trainOptions } from "../options/train-options.js";
import { UsageError } from "../options/usage-error.js";
import { endQuietlyWithReader, styled, tell } from "./output.js";

/**
 * Runs a program and reports its errors.
 * @param name the prefix of messages
 * @param help the command that explains the usage
 * @param options for translating option names in the library's messages to flags
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
    if (isUsage) tell(`For help, run: ${help}`);
    return isUsage ? 2 : 1;
  }
}

function explain(error: unknown, options: OptionTable): string {
  if (error instanceof RnnError) return withFlags(asFlag(error, options));
  if (error instanceof FileError) return withFlags(error.message);
  if (error instanceof UsageError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/**
 * "hiddenSize: expected …" is about the flag `--hidden-size`; "loss: expected finite numbers" of a run is about no flag. Within a sentence, only
 * names that are no English words are flags.
 */
const asFlag = ({ code, message }: RnnError, options: OptionTable): string =>
  message.replace(/^[\w.]+(?=:|\[)|\b([a-z]+[A-Z]\w*|epochs|patience)\b/g, (name, within) =>
    Object.hasOwn(options, kebabCase(name)) && (within || code !== "ERR_DIVERGED") ? `--${kebabCase(name)}` : name,
  );

/**
 * Options in code, as the library's hints have them: `unknown: "symbol"` is `--unknown symbol`, undefined is nothing. They may be those of a training, which a
 * model's answers depend on.
 */
const withFlags = (message: string): string =>
  message
    .replace(/, got undefined$/, ", got nothing")
    .replace(
      /(?<![\w`-])(\w+): (?:"([\w.-]+)"|(true|false|[\d.]+)\b)|`(\w+)`/g,
      (
        code,
        name: string | undefined,
        word: string | undefined,
        value: string | undefined,
        bare: string | undefined,
      ) => {
        const flag = kebabCase(name ?? bare ?? "");
        if (!Object.hasOwn(trainOptions, flag)) return code;
        return value === "false"
          ? `--no-${flag}`
          : [`--${flag}`, value === "true" ? undefined : (word ?? value)].filter(Boolean).join(" ");
      },
    );
