/**
 * Where words go: data to stdout, messages to stderr, colour only where a terminal shows it and nobody objects.
 */

import { fileError } from "../io/file-error.js";
import { type Output, streams } from "../io/streams.js";

type Style = "accent" | "dim" | "bold" | "bad";

const codes: Record<Style, readonly [on: number, off: number]> = {
  bold: [1, 22],
  dim: [2, 22],
  bad: [31, 39],
  accent: [36, 39],
};

/** Whether `stream` is a terminal that can move its cursor. */
export const isTerminal = (stream: Output): boolean => stream.isTTY === true && streams.env["TERM"] !== "dumb";

/** no-color.org: any value that is not empty. (util.styleText would do, but came within Node 20.) */
const hasColour = (stream: Output): boolean => isTerminal(stream) && !streams.env["NO_COLOR"];

/** `text` in a style, if `stream` shows styles. */
export function styled(style: Style, text: string, stream: Output = streams.stderr): string {
  const [on, off] = codes[style];
  return hasColour(stream) && text !== "" ? `\u001b[${on}m${text}\u001b[${off}m` : text;
}

const exitAtOnce = (): void => process.exit(0);
let stdoutClosed = exitAtOnce;

const isClosedByReader = (error: NodeJS.ErrnoException) => error.code === "EPIPE";

/**
 * A reader that has seen enough (`| head`) closes the pipe: that is no failure, and the program ends without a word. A closed stderr is
 * nobody's concern. Called once, by the program's start.
 */
export function endQuietlyWithReader(): void {
  stdoutClosed = exitAtOnce;
  streams.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // Any other failure, such as a full disk, is reported where it is written.
    if (isClosedByReader(error)) stdoutClosed();
  });
  streams.stderr.on("error", () => {});
}

/** What is done instead of ending at once when stdout's reader has gone: for those who have something to save. */
export function onStdoutClosed(action: () => void): void {
  stdoutClosed = action;
}

/**
 * Data. Resolves when the reader took it, so that a slow one holds up whoever awaits.
 * @throws FileError where it cannot be written, unless because its reader has gone
 */
export const write = (data: string | Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    streams.stdout.write(data, (error?: Error | null) =>
      error && !isClosedByReader(error) ? reject(fileError("cannot write", "stdout", error)) : resolve(),
    );
  });

/** A line of data. */
export const print = (line: string): Promise<void> => write(`${line}\n`);

/** A value as one line of JSON. */
export const printJson = (value: unknown): Promise<void> => print(JSON.stringify(value));

/** A message for people. */
export function tell(message: string): void {
  streams.stderr.write(`${message}\n`);
}
