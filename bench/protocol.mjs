// The protocol between the bench and a peer: JSON lines, commands on the peer's standard input and answers on its standard output.
//
//   → { "row": Row, "ms": 200 }                           measure this row for 200 ms (rows alternate and repeat)
//   ← { "ms": 201.3, "count": 25600, "note": "fused" }    by the peer's own clock
//   ← { "times": { "call": 25, "import": 31 } }           for a row that is measured once in a fresh process
//   ← { "cannot": "why this peer has no such row" }       or { "failed": "what went wrong" }
//
// A peer is one process that lives as long as the bench, so that compilers stay warm and blocks of different peers can alternate.
// `serve` is the peer's side (peers/pytorch.py has the same in Python), `Peer` is the bench's side.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** Thrown by a handler if the peer cannot do the row; the message is the reason. */
export class Cannot extends Error {}

/**
 * The result of a handler.
 *
 * @typedef {{ run(count: number): unknown, end?(): unknown, note?: string }} Subject `run` does the work `count` times, `end` releases
 *   it; both may be asynchronous
 * @typedef {{ times: { call?: number, import?: number }, note?: string }} Once of a handler of fresh rows, which measures itself:
 *   milliseconds from the first call, and from the import before it
 * @typedef {(row: import("./rows.mjs").Row) => Subject | Once | Promise<Subject | Once>} Handler
 */

/**
 * The peer's side: answers commands until standard input ends.
 * @param {Record<string, Handler>} handlers by the row's kind
 * @param {string} otherwise the reason why the peer cannot do other kinds
 */
export async function serve(handlers, otherwise = "has no such row") {
  // Some libraries log to standard output, which is reserved for answers.
  console.log = console.info = console.warn = console.error;
  let current;
  for await (const line of createInterface({ input: process.stdin })) {
    const { row, ms, minCount = 1 } = JSON.parse(line);
    let answer;
    try {
      if (current?.name !== row.name) {
        await current?.work.end?.();
        current = undefined; // released, even if the next one fails to start
        const handle = handlers[row.kind];
        if (!handle) throw new Cannot(otherwise);
        current = { name: row.name, work: await handle(row), chunk: 1 };
      }
      answer = current.work.run ? await measure(current, ms, minCount) : current.work;
    } catch (error) {
      answer = error instanceof Cannot ? { cannot: error.message } : { failed: String(error?.stack ?? error) };
    }
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
  process.exit();
}

/**
 * One block: chunks of about a tenth of its length, so that reading the clock costs nothing. A run of training makes the block in one, because
 * each chunk begins and ends with a pause, which takes workers 15 ms.
 */
async function measure(subject, ms, minCount) {
  const { work } = subject;
  const chunks = work.pauses ? 1 : 10;
  let count = 0;
  let elapsed = 0;
  const began = performance.now();
  do {
    await work.run(subject.chunk);
    count += subject.chunk;
    elapsed = performance.now() - began;
    subject.chunk = Math.min(
      2 * subject.chunk,
      Math.max(1, Math.ceil(Math.max((count * ms) / elapsed, minCount) / chunks)),
    );
  } while (elapsed < ms || count < minCount);
  return { ms: elapsed, count, ...(work.note === undefined ? {} : { note: work.note }) };
}

/**
 * @typedef {{ ms: number, count: number, note?: string }} Block
 * @typedef {Block | Once | { cannot: string } | { failed: string }} Answer
 */

/** The bench's side: a running peer. */
export class Peer {
  #child;
  #lines;
  #complaints = "";
  #ended;

  /**
   * @param {readonly string[]} command a program and its arguments
   * @param {Record<string, string>} [env] added to this process's environment
   */
  constructor([program, ...args], env = {}) {
    this.#child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe"] });
    this.#child.stdin.on("error", () => {}); // the end of the process is handled below
    this.#child.stderr.setEncoding("utf8").on("data", (text) => {
      this.#complaints = (this.#complaints + text).slice(-2000);
    });
    this.#ended = new Promise((resolve) => {
      this.#child.once("error", (error) => resolve(error.message));
      this.#child.once("close", (code, signal) => resolve(`it ended with ${signal ?? code}`));
    });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /**
   * @param {{ row: import("./rows.mjs").Row, ms: number }} command
   * @param {number} limit milliseconds after which the peer is killed
   * @returns {Promise<Answer>}
   */
  async ask(command, limit) {
    this.#child.stdin.write(`${JSON.stringify(command)}\n`);
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), limit);
    const began = performance.now();
    const line = await Promise.race([this.#lines.next(), this.#ended.then(() => undefined)]);
    clearTimeout(timer);
    if (line && !line.done) return JSON.parse(line.value);
    const late = performance.now() - began >= limit;
    const reason = late ? `no answer in ${Math.round(limit / 1000)} s` : await this.#ended;
    return { failed: `${reason}\n${this.#complaints}`.trim() };
  }

  /** Ends the process; resolves when it has exited. */
  async close() {
    this.#child.stdin.end();
    this.#child.kill("SIGKILL");
    await this.#ended;
  }
}
