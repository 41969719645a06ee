/**
 * The interface of commands. Each has a file in commands/; main.ts runs them, help.ts generates their help from it.
 */
import type { Arguments, OptionTable } from "./options/arguments.js";

/** 0 success, 1 failure or a score below a given limit, 2 wrong usage, 128 + n interrupted by signal n after saving. */
export type ExitCode = 0 | 1 | 2 | 130 | 143;

export interface Command<O extends OptionTable = OptionTable> {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The usage line, without the program's name. */
  readonly usage: string;
  /** Complete commands with their purpose; the help starts with them. */
  readonly examples: readonly (readonly [command: string, purpose: string])[];
  readonly options: O;
  /** The same options under headings, if there are too many for one list. */
  readonly groups?: Readonly<Record<string, OptionTable>>;
  /** The last lines of the help. */
  readonly notes?: string;
  /** Writes data to stdout, everything else to stderr. */
  run(given: Arguments<O>, args: readonly string[]): Promise<ExitCode>;
}
