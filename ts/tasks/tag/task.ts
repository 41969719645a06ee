/**
 * The tagging task: one output symbol for each input symbol, such as deciphering.
 */
import { fromRecipe } from "../../ciphers/index.js";
import { type Metrics, reachesAll } from "../metrics.js";
import type { SourceMaker, TaskServices } from "../source.js";
import type { Task } from "../task.js";
import { encodeCodec, type TagCodec } from "./codec.js";
import { type Encrypt, encryptionBy } from "./encryption.js";
import { MessageSource } from "./message-source.js";
import { tagDefaults, tagOptions, tagStop } from "./options.js";
import type { TagSample } from "./progress.js";
import { resolveTag } from "./resolve.js";
import type { MessageSpec, PairSpec, StreamSpec, TagSourceSpec } from "./source-spec.js";
import type { RawSample } from "./tag-source.js";
import { Tagger } from "./tagger.js";
import { byForm } from "./training-data.js";

const metrics: Metrics = {
  ofUpdate: (loss, correct, rows) => ({ loss, accuracy: correct / rows }),
  isBetter: ({ loss }, best) => loss < best.loss,
  isReached: reachesAll,
};

/** Creates each kind of source. */
const sources = {
  messages(spec: MessageSpec, services: TaskServices): SourceMaker {
    const encrypt = spec.recipe
      ? encryptionBy(fromRecipe(spec.recipe))
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

export const tag: Task<TagSourceSpec, TagCodec, Tagger> = {
  name: "tag",
  options: tagOptions,
  dataKinds: { cipher: "a cipher", dataset: "a dataset()", pairs: "pairs", stream: "pairs" },
  kindsOf: (data) =>
    byForm(data, { cipher: () => ["cipher"], dataset: () => ["dataset"], pairs: () => ["pairs", "stream"] }),
  defaults: tagDefaults,
  defaultStop: tagStop,
  resolve: (data, options, context) => resolveTag(data, options as Parameters<typeof resolveTag>[1], context),
  source: (spec, services) => sources[spec.kind](spec as never, services),
  metrics: () => metrics,

  present(sample, { alphabet, outputAlphabet }): TagSample {
    const { tokens, targets, predictions } = sample as RawSample;
    return {
      input: alphabet.decode(tokens),
      output: outputAlphabet.decode(predictions),
      target: outputAlphabet.decode(targets),
    };
  },

  encode: encodeCodec,
  loading: async () => (await import("./files/loading.js")).tagLoading,
  model: (parts, training) => Tagger.of(parts, training),
};
