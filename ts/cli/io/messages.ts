/**
 * What decrypt and encrypt share: messages come as arguments or as lines of stdin, and each gives one line of stdout, in order.
 */
import { RnnError } from "../../index.js";
import { tell, write } from "../ui/output.js";
import { FileError } from "./file-error.js";
import { readLines } from "./input.js";
import { streams } from "./streams.js";

/** What a command does with messages. */
export interface Answering<M, A> {
  /** The message that a text stands for. */
  parse(text: string): M;
  /** An answer for each message. */
  answer(messages: M[]): A[];
  /** An answer as a line. */
  show(answer: A): string;
}

/**
 * @param given the arguments; none, or a lone "-": a message a line on stdin
 * @param json print `{"input": …, "output": …}` for each message
 * @throws what `answer` throws, after the lines of all messages before
 */
export async function answerMessages<M, A>(
  given: readonly string[],
  json: boolean,
  how: Answering<M, A>,
): Promise<void> {
  if (given.length > 0 && !(given.length === 1 && given[0] === "-")) {
    await answerLot(given, json, how, (i) => (given.length > 1 ? `message ${i + 1}` : "message"));
    return;
  }
  if (streams.stdin.isTTY) tell("A message a line; Ctrl-D ends.");
  let before = 0;
  for await (const lines of readLines("-", "the messages")) {
    await answerLot(lines, json, how, (i) => `stdin, line ${before + i + 1}`);
    before += lines.length;
  }
}

/** Answers all at once, which is faster; where that fails, one by one, to find out which message is to blame. */
async function answerLot<M, A>(
  texts: readonly string[],
  json: boolean,
  how: Answering<M, A>,
  place: (i: number) => string,
): Promise<void> {
  const answer = (lot: readonly string[]): string[] => {
    const inputs = lot.map(how.parse);
    return how
      .answer(inputs)
      .map((output, i) => (json ? JSON.stringify({ input: inputs[i], output }) : how.show(output)));
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
        failure = about(place(i), cause);
        break;
      }
    }
  }
  if (lines.length > 0) await write(`${lines.join("\n")}\n`);
  if (failure) throw failure;
}

/** The library's "texts[0]: expected …" or "sequence: expected …", about the place that the user knows. */
function about(place: string, cause: unknown): unknown {
  if (!(cause instanceof RnnError)) return cause;
  return new FileError(`${place}: ${cause.message.replace(/^\w+(\[0\])?: /, "")}`, { cause });
}
