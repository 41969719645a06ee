/**
 * The data sources and the metrics of tagging.
 */
import { transformOf } from "../../ciphers/algorithms.js";
import { countOf } from "../../data/batches.js";
import { byLoss, type Metrics } from "../metrics.js";
import type { SourceMaker, TaskServices } from "../source.js";
import type { TaskTraining } from "../task.js";
import { type Encrypt, encryptionBy } from "./encryption.js";
import { MessageSource } from "./message-source.js";
import type { MessageSpec, PairSpec, StreamSpec, TagSourceSpec } from "./source-spec.js";
import { scoreTags } from "./tag-source.js";

/** Of a stream, which is read later. */
const unknownSteps = 32;

const metrics: Metrics = {
  ofUpdate: (loss, correct, rows) => ({ loss, accuracy: correct / rows }),
  ...byLoss,
};

/** Creates each kind of source. */
const sources = {
  messages(spec: MessageSpec, services: TaskServices): SourceMaker {
    const encrypt = spec.algorithm
      ? encryptionBy(transformOf(spec.algorithm))
      : (...messages: Parameters<Encrypt>) => services.call("encrypt", ...messages) as ReturnType<Encrypt>;
    return (draws, rows) => new MessageSource(spec, encrypt, draws, rows);
  },
  async pairs(spec: PairSpec): Promise<SourceMaker> {
    const { PairSource } = await import("./pairs/pair-source.js");
    return (draws, rows) => new PairSource(spec, draws, rows);
  },
  async stream(spec: StreamSpec, services: TaskServices): Promise<SourceMaker> {
    const { StreamSource } = await import("./pairs/stream-source.js");
    return (_, rows) => new StreamSource(spec, services, rows);
  },
};

export const tagTraining: TaskTraining<TagSourceSpec> = {
  source: (spec, services) => sources[spec.kind](spec as never, services),
  metrics: () => metrics,
  meanSteps: (spec) =>
    spec.kind === "messages"
      ? spec.messageLength
      : spec.kind === "pairs"
        ? spec.pairs.inputs.length / countOf(spec.pairs)
        : unknownSteps,
  scorer: () => scoreTags,
};
