/**
 * What few runs need, and those load when they do.
 */
export { decodeWeights } from "../model/read.js";
export { decodeCheckpoint, encodeCheckpoint, resumedOptions } from "./checkpoint.js";
export { ratesOf, scheduleSettings } from "./schedule.js";
export { PairFeed, StreamSource } from "./source/stream.js";
export { RemotePerformer } from "./worker/remote.js";
