/**
 * Ctrl-C, or a supervisor's SIGTERM, while there is something to save: the first asks the work to end, the second ends the program.
 */
import type { ExitCode } from "../command.js";
import { tell } from "../ui/output.js";

const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

/** npm and npx pass on the signal that the terminal has sent us already: what follows this soon is no second wish. */
const echoMs = 500;

export class Interruption {
  #at = 0;
  #exitCode: (typeof exitCodes)[keyof typeof exitCodes] | undefined;
  readonly #stop: () => boolean;

  /** @param stop called at the first signal: ends the work, which then saves; false where there is nothing to save yet */
  constructor(stop: () => boolean) {
    this.#stop = stop;
    process.on("SIGINT", this.#receive);
    process.on("SIGTERM", this.#receive);
  }

  /** How the program ends, if it was interrupted. */
  get exitCode(): ExitCode | undefined {
    return this.#exitCode;
  }

  /** From here on a signal ends the program at once again. */
  release(): void {
    process.off("SIGINT", this.#receive);
    process.off("SIGTERM", this.#receive);
  }

  readonly #receive = (signal: NodeJS.Signals): void => {
    const exitCode = exitCodes[signal as keyof typeof exitCodes];
    if (this.#exitCode !== undefined) {
      if (performance.now() - this.#at > echoMs) process.exit(exitCode);
      return;
    }
    this.#exitCode = exitCode;
    this.#at = performance.now();
    if (!this.#stop()) process.exit(exitCode);
    tell("\nInterrupted: saving (again to end at once) …");
  };
}
