/**
 * Remote calls between two threads. A call resolves when its handler's promise does. An error that returns to the thread where it was thrown
 * is the same object again.
 */
import { type ErrorCode, RnnError } from "../../errors/rnn-error.js";

/** An endpoint of a connection, the common part of web workers and Node's worker threads. */
export interface Port {
  postMessage(message: unknown, transfer: Transferable[]): void;
}

/** Objects to transfer with a message rather than copy. */
const transfers = new WeakMap<object, readonly Transferable[]>();

/** A value whose buffers a message transfers, so that this side can no longer use them. */
export function handOver<T extends object>(value: T, ...parts: readonly Transferable[]): T {
  transfers.set(value, parts);
  return value;
}

const transfersOf = (values: readonly unknown[]): Transferable[] =>
  values.flatMap((value) => transfers.get(value as object) ?? []);

/** Handlers of the other side's calls. */
// biome-ignore lint/suspicious/noExplicitAny: each side knows the types of its arguments
export type Handlers = Readonly<Record<string, (...values: any[]) => unknown>>;

type Message =
  | { readonly id: number; readonly ask: string; readonly values: readonly unknown[] }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: SentError };

/** An error in a message: one thrown on this side, or one of the other side's that returns to it. */
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
  /** Errors of this side that were sent to the other side. */
  readonly #thrown: unknown[] = [];
  /** The numbers of the other side's errors. */
  readonly #received = new WeakMap<object, number>();

  constructor(port: Port, handlers: Handlers) {
    this.#port = port;
    this.#handlers = handlers;
  }

  /** Calls the other side. */
  ask<T>(question: string, ...values: unknown[]): Promise<T> {
    if (this.#isClosed) return Promise.reject(closed());
    const id = ++this.#lastId;
    this.#port.postMessage({ id, ask: question, values } satisfies Message, transfersOf(values));
    return new Promise<T>((resolve, reject) => {
      this.#questions.set(id, { resolve: resolve as (value: unknown) => void, reject });
    });
  }

  /** Must be called with each incoming message. */
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

  /** Rejects all pending calls, because the other side is gone. */
  close(): void {
    this.#isClosed = true;
    for (const { reject } of this.#questions.values()) reject(closed());
    this.#questions.clear();
  }

  /** Serializes an error. */
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

  /** Deserializes an error. */
  revive({ number, isYours, code, message }: SentError): unknown {
    if (isYours) return this.#thrown[number];
    const error = code ? new RnnError(code, message) : new Error(message);
    this.#received.set(error, number);
    return error;
  }

  async #answer(id: number, question: string, values: readonly unknown[]): Promise<void> {
    const reply = (message: Message, value?: unknown) => this.#port.postMessage(message, transfersOf([value]));
    try {
      // Synchronously, so that calls are handled in order.
      const value = await this.#handlers[question]?.(...values);
      // Throws if memory does not suffice for a copy.
      reply({ id, value }, value);
    } catch (error) {
      reply({ id, error: this.describe(error) });
    }
  }
}

const closed = () => new Error("The other thread is gone.");
