/**
 * The page's side of a training worker: sends commands, and hands reports of the current run to its owner.
 */
import type { Command, Report, RequestAnswer, RunStart } from "../../shared/protocol.js";

export class WorkerClient {
  readonly #worker: Worker;
  #generation = 0;
  #requests = 0;
  readonly #waiting = new Map<number, { resolve: (answer: RequestAnswer) => void; reject: (error: Error) => void }>();

  /**
   * @param take receives the reports of the latest run
   * @param failed receives the message of an error of the worker itself
   */
  constructor(take: (report: Report) => void, failed: (message: string) => void) {
    this.#worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module", name: "training" });
    this.#worker.onmessage = ({ data }: MessageEvent<Report>) => {
      if (data.answer) this.#deliver(data.answer);
      else if (data.generation === this.#generation) take(data);
    };
    this.#worker.onerror = ({ message }) => failed(message);
  }

  begin(runStart: RunStart): void {
    this.send({ name: "begin", runStart, generation: ++this.#generation });
  }

  /** Opens the model that `runStart` has. The current run goes on until the worker accepts it. */
  async open(runStart: RunStart): Promise<NonNullable<RequestAnswer["opened"]>> {
    const generation = this.#generation + 1;
    const { opened } = await this.#request((request) => ({ name: "open", request, runStart, generation }), generation);
    return opened as NonNullable<RequestAnswer["opened"]>;
  }

  /** The model as a file. */
  async file(): Promise<Uint8Array<ArrayBuffer>> {
    const { bytes } = await this.#request((request) => ({ name: "file", request }));
    return bytes as Uint8Array<ArrayBuffer>;
  }

  send(command: Command): void {
    this.#worker.postMessage(command);
  }

  close(): void {
    this.#worker.terminate();
  }

  #request(commandOf: (request: number) => Command, generation?: number): Promise<RequestAnswer> {
    const request = ++this.#requests;
    return new Promise((resolve, reject) => {
      this.#waiting.set(request, {
        resolve: (answer) => {
          // Reports of the opened model follow its answer.
          if (generation !== undefined) this.#generation = generation;
          resolve(answer);
        },
        reject,
      });
      this.send(commandOf(request));
    });
  }

  #deliver(answer: RequestAnswer): void {
    const waiting = this.#waiting.get(answer.request);
    this.#waiting.delete(answer.request);
    if (answer.errorMessage === undefined) waiting?.resolve(answer);
    else waiting?.reject(new Error(answer.errorMessage));
  }
}
