/**
 * All of a run that is loaded when it begins: checks, prepares, performs, and makes the model. How it is watched and told things is
 * the run's own (run.ts).
 */

import { loadEngine } from "../../core/load.js";
import type { ReadingControl } from "../../data/reading.js";
import type { Vocabulary } from "../../data/vocabulary.js";
import { checkNames, settingsOf } from "../../options/settings.js";
import type { TrainOptions } from "../../options/train-options.js";
import { Model, type TrainedModel } from "../../tasks/tag/tagger.js";
import { type KnownData, recognize } from "../../tasks/tag/training-data.js";
import { LocalPerformer, type Performer } from "../loop/local-runner.js";
import type { Finish } from "../loop/loop.js";
import type { Report, Snapshot } from "../loop/run-spec.js";
import type { Checkpoint } from "./checkpoint.js";
import { type Prepared, prepare } from "./plan.js";
import type { Progress } from "./progress.js";

/** What the run wants to know, and what it says meanwhile. */
export interface Observer {
  /** A promise is waited for. */
  progress(progress: Progress): undefined | Promise<void>;
  /** Ends the run before it began. */
  readonly reading: ReadingControl;
}

export class Session {
  readonly performer: Performer;
  #prepared: Prepared | undefined;
  #finish: Finish | undefined;
  /** What the run failed with before there was anything to train. */
  #refusal: { readonly error: unknown } | undefined;
  #end!: () => void;
  readonly #ended = new Promise<void>((resolve) => {
    this.#end = resolve;
  });

  private constructor(performer: Performer) {
    this.performer = performer;
  }

  /** @param options not checked yet: threads are started only for those that are right */
  static async open({ worker, workers = 1 }: TrainOptions): Promise<Session> {
    const isRemote = worker === true || (Number.isInteger(workers) && workers > 1);
    return new Session(
      isRemote ? new (await import("../workers/remote-runner.js")).RemotePerformer(workers) : new LocalPerformer(),
    );
  }

  /**
   * Runs to the end.
   * @param seed for a run whose options have none
   * @throws what the run failed with
   */
  async run(data: unknown, given: TrainOptions, seed: number | undefined, observer: Observer): Promise<TrainedModel> {
    try {
      const finish = await this.#perform(data, given, seed, observer);
      this.#finish = finish;
      if (finish.failure) throw finish.failure.error;
      return modelOf(this.#prepared as Prepared, finish);
    } catch (error) {
      if (!this.#finish?.snapshot) this.#refusal = { error };
      throw error;
    } finally {
      this.performer.end();
      this.#end();
    }
  }

  /**
   * Makes updates.
   * @throws what the run failed with, if that was before any could be made
   */
  async step(count: number): Promise<void> {
    const { performer } = this;
    try {
      await performer.step(count);
    } catch (error) {
      // A thread that is gone: the result says why.
      if (!performer.isOver) throw error;
    }
    if (performer.isOver) await this.#ended;
    if (this.#refusal) throw this.#refusal.error;
  }

  /** A checkpoint, now or of the end; undefined where there was never anything to go on from. */
  async checkpoint(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const afterwards = this.#ended.then(() => this.#finish?.snapshot);
    const now = this.#finish ? afterwards : this.performer.snapshot().catch(() => afterwards);
    const snapshot = await Promise.race([now, afterwards]);
    return snapshot && this.#encode(snapshot);
  }

  async #perform(data: unknown, given: TrainOptions, seed: number | undefined, observer: Observer): Promise<Finish> {
    checkNames(given);
    const known = recognize(data);
    const { options, checkpoint } = await startOf(given, known.form);
    const weights =
      options.weights === undefined ? undefined : (await import("../../model/read.js")).decodeWeights(options.weights);
    const settings = settingsOf(known.form, options, weights, seed);
    observer.reading.check();
    const engine = await loadEngine(settings.variant);
    const prepared = await prepare(known, options, settings, checkpoint, observer.reading);
    this.#prepared = prepared;
    observer.reading.check();
    return this.performer.run(engine, prepared.job, {
      ...prepared,
      progress: (report) => observer.progress(progressOf(report, prepared)),
      checkpoint: async (snapshot) => {
        await options.onCheckpoint?.(await this.#encode(snapshot));
      },
    });
  }

  async #encode(snapshot: Snapshot): Promise<Uint8Array<ArrayBuffer>> {
    const { encodeCheckpoint } = await import("./checkpoint.js");
    return encodeCheckpoint(this.#prepared as Prepared, snapshot);
  }
}

/** The options of a run, and the checkpoint that it resumes. */
async function startOf(
  given: TrainOptions,
  form: KnownData["form"],
): Promise<{ options: TrainOptions; checkpoint?: Checkpoint }> {
  if (given.resume === undefined) return { options: given };
  const { decodeCheckpoint, resumedOptions } = await import("./checkpoint.js");
  const checkpoint = decodeCheckpoint(given.resume);
  return { options: resumedOptions(given, checkpoint, form), checkpoint };
}

function progressOf(
  { latest, validation, sample, ...report }: Report,
  { alphabet, outputAlphabet }: Prepared,
): Progress {
  const present = (indices: Int32Array, symbols: Vocabulary) => symbols.decode(indices);
  return {
    ...report,
    ...latest,
    ...(validation && { validation }),
    sample: {
      input: present(sample.tokens, alphabet),
      output: present(sample.predictions, outputAlphabet),
      target: present(sample.targets, outputAlphabet),
    },
  };
}

/** The model of a run that ended well: with the weights of the best validation, where they are wanted. */
function modelOf(prepared: Prepared, { reason = "stopped", snapshot }: Finish): TrainedModel {
  const { state, weights, best } = snapshot as Snapshot;
  const wantsBest = reason === "patience" || (prepared.keepsBest && reason !== "until");
  const kept =
    wantsBest && best ? { weights: best, validation: state.best } : { weights, validation: state.validation };
  return Model.of(
    { ...prepared.parts(), weights: kept.weights },
    { steps: state.step, epochs: state.epoch, reason, validation: kept.validation },
  );
}
