/**
 * Where words go: data to stdout, messages to stderr, colour only where a terminal shows it and nobody objects.
 */

type Style = "accent" | "dim" | "bold" | "bad";

const codes: Record<Style, readonly [on: number, off: number]> = {
  bold: [1, 22],
  dim: [2, 22],
  bad: [31, 39],
  accent: [36, 39],
};

/** Whether `stream` is a terminal that can move its cursor. */
export const isTerminal = (stream: NodeJS.WriteStream): boolean =>
  stream.isTTY === true && process.env["TERM"] !== "dumb";

/** no-color.org: any value that is not empty. (util.styleText would do, but came within Node 20.) */
const hasColour = (stream: NodeJS.WriteStream): boolean => isTerminal(stream) && !process.env["NO_COLOR"];

/** `text` in a style, if `stream` shows styles. */
export function styled(style: Style, text: string, stream: NodeJS.WriteStream = process.stderr): string {
  const [on, off] = codes[style];
  return hasColour(stream) && text !== "" ? `\u001b[${on}m${text}\u001b[${off}m` : text;
}

let stdoutClosed: () => void = () => process.exit(0);

/**
 * A reader that has seen enough (`| head`) closes the pipe: that is no failure, and the program ends without a word. A closed stderr is
 * nobody's concern. Called once, by the program's start.
 */
export function endQuietlyWithReader(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    stdoutClosed();
  });
  process.stderr.on("error", () => {});
}

/** What is done instead of ending at once when stdout's reader has gone: for those who have something to save. */
export function onStdoutClosed(action: () => void): void {
  stdoutClosed = action;
}

/** Data. Resolves when the reader took it, so that a slow one holds up whoever awaits. */
export const write = (data: string | Uint8Array): Promise<void> =>
  new Promise((resolve) => process.stdout.write(data, () => resolve()));

/** A line of data. */
export const print = (line: string): Promise<void> => write(`${line}\n`);

/** A value as one line of JSON. */
export const printJson = (value: unknown): Promise<void> => print(JSON.stringify(value));

/** A message for people. */
export function tell(message: string): void {
  process.stderr.write(`${message}\n`);
}
