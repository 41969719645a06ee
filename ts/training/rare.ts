/**
 * What few runs need, and those load when they do.
 */
export { decodeWeights } from "../model/read.js";
export { ratesOf, scheduleSettings } from "./options/schedule.js";
export { decodeCheckpoint, encodeCheckpoint, resumedOptions } from "./run/checkpoint.js";
export { PairFeed, StreamSource } from "./sources/stream.js";
export { RemotePerformer } from "./workers/remote-runner.js";
