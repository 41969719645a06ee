/**
 * The CLI as a function: finds the command and runs it. Commands train and load by the public API of the
 * library, and take options, checks and names from its modules; `wasm` also reads the files inside it.
 */
import { version } from "../core/version.js";
import type { Command, ExitCode } from "./command.js";
import { backtest } from "./commands/backtest.js";
import { bench } from "./commands/bench.js";
import { classify } from "./commands/classify.js";
import { decrypt } from "./commands/decrypt.js";
import { demo } from "./commands/demo.js";
import { encrypt } from "./commands/encrypt.js";
import { evaluate } from "./commands/eval.js";
import { exportModel } from "./commands/export.js";
import { forecast } from "./commands/forecast.js";
import { generate } from "./commands/generate.js";
import { inspect } from "./commands/inspect.js";
import { predict } from "./commands/predict.js";
import { score } from "./commands/score.js";
import { train } from "./commands/train.js";
import { wasm } from "./commands/wasm.js";
import { type Streams, useStreams } from "./io/streams.js";
import { parseArguments } from "./options/arguments.js";
import { didYouMean } from "./options/option-kinds.js";
import { UsageError } from "./options/usage-error.js";
import { runToEnd } from "./ui/ending.js";
import { asksForHelp, commandHelp, programHelp } from "./ui/help.js";
import { print, tell, write } from "./ui/output.js";

const commands: readonly Command[] = [
  demo,
  train,
  decrypt,
  classify,
  predict,
  forecast,
  backtest,
  generate,
  score,
  encrypt,
  evaluate,
  exportModel,
  inspect,
  bench,
  wasm,
];

/** Handles `--version`, `--help` and unknown commands. */
async function runWithoutCommand(name: string | undefined): Promise<ExitCode> {
  if (name === undefined) {
    tell(programHelp(commands));
    return 2;
  }
  if (name === "--version" || name === "-v" || name === "-V") await print(version);
  else if (name === "help" || asksForHelp([name])) await write(programHelp(commands));
  else {
    const names = commands.map((known) => known.name);
    throw new UsageError(`unknown command ${name}${didYouMean(name, names) || ` (commands: ${names.join(", ")})`}`);
  }
  return 0;
}

async function runCommand(command: Command, args: readonly string[]): Promise<ExitCode> {
  if (!asksForHelp(args)) return command.run(parseArguments(args, command.options), args);
  await write(commandHelp(command));
  return 0;
}

/**
 * Runs one command line.
 * @param argv the arguments, without the program's name
 * @returns the exit code; errors have been printed to `streams.stderr`
 */
export async function runCli(argv: readonly string[], streams: Streams): Promise<ExitCode> {
  useStreams(streams);
  const [first, ...rest] = argv;
  // "rnn-wasm help train" is "rnn-wasm train -h".
  const [name, args] = first === "help" && rest[0] !== undefined ? [rest[0], ["-h"]] : [first, rest];
  const command = commands.find((known) => known.name === name);
  const called = command ? `rnn-wasm ${command.name}` : "rnn-wasm";
  return runToEnd({ name: called, help: `${called} -h`, options: command?.options ?? {} }, () =>
    command ? runCommand(command, args) : runWithoutCommand(name),
  );
}
