/**
 * What a command is. Each has a file in commands/; main.ts lists and runs them, help.ts writes their help from this.
 */
import type { Arguments, OptionTable } from "./options/arguments.js";

/** 0 done, 1 failed or below a limit that was asked for, 2 wrong usage, 128 + n ended by signal n after saving. */
export type ExitCode = 0 | 1 | 2 | 130 | 143;

export interface Command<O extends OptionTable = OptionTable> {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What follows the program's name. */
  readonly usage: string;
  /** Whole commands with what each is for: the first thing that its help shows. */
  readonly examples: readonly (readonly [command: string, purpose: string])[];
  readonly options: O;
  /** The same options as its help shows them, where there are many: under headings. */
  readonly groups?: Readonly<Record<string, OptionTable>>;
  /** What else its help says, at the end. */
  readonly notes?: string;
  /** Data goes to stdout, all else to stderr. */
  run(given: Arguments<O>, args: readonly string[]): Promise<ExitCode>;
}
