/**
 * Two threads that ask each other: a question is answered when its handler's promise is. Errors find their way home: what was thrown
 * on one thread, and comes back to it from the other, is the same object again.
 */
import { type ErrorCode, RnnError } from "../../errors/rnn-error.js";

/** An end of a connection, as both Web Workers and Node's have it. */
export interface Port {
  postMessage(message: unknown, transfer: Transferable[]): void;
}

/** What goes with a value to the other side, instead of a copy of it. */
const transfers = new WeakMap<object, readonly Transferable[]>();

/** A value that, where a message holds it, hands over what it is made of: this side has no more of it then. */
export function handOver<T extends object>(value: T, ...parts: readonly Transferable[]): T {
  transfers.set(value, parts);
  return value;
}

const transfersOf = (values: readonly unknown[]): Transferable[] =>
  values.flatMap((value) => transfers.get(value as object) ?? []);

/** Answers to what the other side asks. */
// biome-ignore lint/suspicious/noExplicitAny: each side knows what it is asked with
export type Handlers = Readonly<Record<string, (...values: any[]) => unknown>>;

type Message =
  | { readonly id: number; readonly ask: string; readonly values: readonly unknown[] }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: SentError };

/** An error sent to the other side: one thrown here, or one of the other side's that returns to it. */
export interface SentError {
  /** Its number on the side where it was thrown. */
  readonly number: number;
  /** Whether it was thrown on the side that now receives it. */
  readonly isYours: boolean;
  readonly code?: ErrorCode;
  readonly message: string;
}

export class Channel {
  readonly #port: Port;
  readonly #handlers: Handlers;
  readonly #questions = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>();
  #lastId = 0;
  #isClosed = false;
  /** Errors thrown here that the other side knows. */
  readonly #thrown: unknown[] = [];
  /** Numbers of errors that were thrown there. */
  readonly #received = new WeakMap<object, number>();

  constructor(port: Port, handlers: Handlers) {
    this.#port = port;
    this.#handlers = handlers;
  }

  /** Asks the other side. */
  ask<T>(question: string, ...values: unknown[]): Promise<T> {
    if (this.#isClosed) return Promise.reject(closed());
    const id = ++this.#lastId;
    this.#port.postMessage({ id, ask: question, values } satisfies Message, transfersOf(values));
    return new Promise<T>((resolve, reject) => {
      this.#questions.set(id, { resolve: resolve as (value: unknown) => void, reject });
    });
  }

  /** To be called with each message that arrives. */
  receive(message: Message): void {
    if ("ask" in message) {
      void this.#answer(message.id, message.ask, message.values);
      return;
    }
    const question = this.#questions.get(message.id);
    this.#questions.delete(message.id);
    if ("error" in message) question?.reject(this.revive(message.error));
    else question?.resolve(message.value);
  }

  /** Ends all waiting for answers: the other side is gone. */
  close(): void {
    this.#isClosed = true;
    for (const { reject } of this.#questions.values()) reject(closed());
    this.#questions.clear();
  }

  /** What can be sent of an error. */
  describe(error: unknown): SentError {
    const number = typeof error === "object" && error !== null ? this.#received.get(error) : undefined;
    if (number !== undefined) return { number, isYours: true, message: "" };
    return {
      number: this.#thrown.push(error) - 1,
      isYours: false,
      ...(error instanceof RnnError && { code: error.code }),
      message: typeof (error as Error | null)?.message === "string" ? (error as Error).message : String(error),
    };
  }

  /** The error that was described. */
  revive({ number, isYours, code, message }: SentError): unknown {
    if (isYours) return this.#thrown[number];
    const error = code ? new RnnError(code, message) : new Error(message);
    this.#received.set(error, number);
    return error;
  }

  async #answer(id: number, question: string, values: readonly unknown[]): Promise<void> {
    let message: Message;
    let value: unknown;
    try {
      // In the same task: questions are heard in the order in which they were asked.
      value = await this.#handlers[question]?.(...values);
      message = { id, value };
    } catch (error) {
      message = { id, error: this.describe(error) };
    }
    this.#port.postMessage(message, transfersOf([value]));
  }
}

const closed = () => new Error("The other thread is gone.");
