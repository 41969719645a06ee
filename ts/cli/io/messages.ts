/**
 * Input and output of commands that answer: messages or other sequences are arguments or lines of stdin, and each is answered by one line
 * on stdout.
 */
import { RnnError } from "../../index.js";
import { tell, write } from "../ui/output.js";
import { FileError } from "./file-error.js";
import { readLines } from "./input.js";
import { streams } from "./streams.js";

/** How a command answers messages. */
export interface Answering<M, A> {
  /** What a message is called: "message", "sequence", "text". */
  readonly noun: string;
  parse(text: string): M;
  /** @returns an answer for each message */
  answer(messages: M[]): A[];
  /** Formats an answer as a line. */
  show(answer: A): string;
  /** What `--json` prints; default `{ input, output }`. */
  record?(input: M, answer: A): object;
}

/**
 * @param given the messages; if there are none, or only "-", they are lines of stdin
 * @param json print `{"input": …, "output": …}` for each message
 * @throws the error of `answer`, after the answers to all earlier messages
 */
export async function answerMessages<M, A>(
  given: readonly string[],
  json: boolean,
  how: Answering<M, A>,
): Promise<void> {
  if (given.length > 0 && !(given.length === 1 && given[0] === "-")) {
    await answerBatch(given, json, how, (i) => (given.length > 1 ? `${how.noun} ${i + 1}` : how.noun));
    return;
  }
  const isPrompt = streams.stdin.isTTY === true;
  if (isPrompt) tell(`Enter one ${how.noun} per line; Ctrl-D ends.`);
  let before = 0;
  for await (const lines of readLines("-", `the ${how.noun}s`)) {
    if (isPrompt) for (const line of lines) await answerBatch([line], json, how, () => how.noun).catch(tellMistake);
    else await answerBatch(lines, json, how, (i) => `stdin, line ${before + i + 1}`);
    before += lines.length;
  }
}

/** At a prompt, a mistyped message is explained, and the next one may be entered. */
function tellMistake(error: unknown): void {
  if (!(error instanceof FileError)) throw error;
  tell(error.message);
}

/** Answers all messages at once, which is faster; if that fails, one by one, to find the message that fails. */
async function answerBatch<M, A>(
  texts: readonly string[],
  json: boolean,
  how: Answering<M, A>,
  place: (i: number) => string,
): Promise<void> {
  const answer = (batch: readonly string[]): string[] => {
    const inputs = batch.map(how.parse);
    const record = how.record ?? ((input: M, output: A) => ({ input, output }));
    return how
      .answer(inputs)
      .map((output, i) => (json ? JSON.stringify(record(inputs[i] as M, output)) : how.show(output)));
  };
  const lines: string[] = [];
  let failure: unknown;
  try {
    lines.push(...answer(texts));
  } catch {
    for (const [i, text] of texts.entries()) {
      try {
        lines.push(...answer([text]));
      } catch (cause) {
        failure = errorAt(place(i), cause);
        break;
      }
    }
  }
  if (lines.length > 0) await write(`${lines.join("\n")}\n`);
  if (failure) throw failure;
}

/** Replaces the name in the library's "texts[0][1]: expected …" or "sequence[1]: expected …" by the place that the user knows. */
function errorAt(place: string, cause: unknown): unknown {
  if (!(cause instanceof RnnError)) return cause;
  return new FileError(cause.message.replace(/^(?:\w+s\[0\]|\w+)(?=[^:]*: )/, place), { cause });
}
