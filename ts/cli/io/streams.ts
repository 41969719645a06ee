/**
 * What a command line reads from and writes to: the process's own streams, or others where a program runs one inside itself.
 */

/** A stream that is written to, and whether it is a terminal. */
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean };

/** The streams and environment variables of one command line; `process` is one. */
export interface Streams {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Those of the command line that runs now. A process runs one at a time. */
export let streams: Streams = process;

export function useStreams(given: Streams): void {
  streams = given;
}
