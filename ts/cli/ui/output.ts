/**
 * Writes data to stdout and messages to stderr, with colors only on terminals and without NO_COLOR.
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

/** no-color.org: any non-empty value of NO_COLOR disables colors. (util.styleText is missing in early versions of Node 20.) */
const hasColor = (stream: Output): boolean => isTerminal(stream) && !streams.env["NO_COLOR"];

/** Styles `text` if `stream` supports it. */
export function styled(style: Style, text: string, stream: Output = streams.stderr): string {
  const [on, off] = codes[style];
  return hasColor(stream) && text !== "" ? `\u001b[${on}m${text}\u001b[${off}m` : text;
}

const exitAtOnce = (): void => process.exit(0);
let stdoutClosed = exitAtOnce;

const isClosedByReader = (error: NodeJS.ErrnoException) => error.code === "EPIPE";

/**
 * Ends the program silently when the reader of stdout, such as `| head`, closes the pipe, which is not a failure. Errors on stderr are
 * ignored. Called once, at the start of the program.
 */
export function endQuietlyWithReader(): void {
  stdoutClosed = exitAtOnce;
  streams.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // `write` reports any other failure, such as a full disk.
    if (isClosedByReader(error)) stdoutClosed();
  });
  streams.stderr.on("error", () => {});
}

/** Replaces the immediate exit when stdout is closed, so that a command can save first. */
export function onStdoutClosed(action: () => void): void {
  stdoutClosed = action;
}

/**
 * Writes data to stdout. Resolves when it is written, so that a slow reader slows down the caller.
 * @throws FileError if it cannot be written, except when the reader has closed the pipe
 */
export const write = (data: string | Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    streams.stdout.write(data, (error?: Error | null) =>
      error && !isClosedByReader(error) ? reject(fileError("cannot write", "stdout", error)) : resolve(),
    );
  });

/** Writes a line of data. */
export const print = (line: string): Promise<void> => write(`${line}\n`);

/** Writes a value as one line of JSON. */
export const printJson = (value: unknown): Promise<void> => print(JSON.stringify(value));

/** Writes a message for people to stderr. */
export function tell(message: string): void {
  streams.stderr.write(`${message}\n`);
}
