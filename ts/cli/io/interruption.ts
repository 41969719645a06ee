/**
 * Handles SIGINT (Ctrl-C) and SIGTERM while there is something to save: the first signal stops the work, the second ends the process.
 */
import type { ExitCode } from "../command.js";
import { tell } from "../ui/output.js";

const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

/** npm and npx forward the signal that the terminal has already sent to this process; a signal this soon is that copy. */
const echoMs = 500;

export class Interruption {
  #at = 0;
  #exitCode: (typeof exitCodes)[keyof typeof exitCodes] | undefined;
  readonly #stop: () => boolean;
  readonly #saves: boolean;

  /**
   * @param stop called at the first signal: stops the work; returns false if it has not begun
   * @param saves whether its result is then saved
   */
  constructor(stop: () => boolean, saves: boolean) {
    this.#stop = stop;
    this.#saves = saves;
    process.on("SIGINT", this.#receive);
    process.on("SIGTERM", this.#receive);
  }

  /** The exit code, if a signal has arrived. */
  get exitCode(): ExitCode | undefined {
    return this.#exitCode;
  }

  /** Restores the default: a signal ends the process. */
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
    tell(`\nInterrupted${this.#saves ? ": saving … (interrupt again to exit without saving)" : ""}.`);
  };
}
