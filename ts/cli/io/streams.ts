/**
 * The standard streams of the command line: those of the process, or others if a program calls the CLI as a function.
 */

/** An output stream; `isTTY` if it is a terminal, which has a width in `columns`. */
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** The streams and environment variables of one command line; `process` is one. */
export interface Streams {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The streams of the current command line. A process runs one at a time. */
export let streams: Streams = process;

export function useStreams(given: Streams): void {
  streams = given;
}
