/**
 * rnn-wasm with no wasm inside: `await init({ wasm })` first, with a module, bytes, a response or an address. For strict content security
 * policies, Workers runtimes, and wasm that a CDN keeps. The main entry is this one with the wasm.
 */
export {
  type AlphabetOption,
  type Cipher,
  ciphers,
  type EnigmaOptions,
  type Rotor,
  type TextKey,
} from "./ciphers/index.js";
export type { Symbols, UnknownPolicy } from "./data/alphabet.js";
export { type Dataset, type DatasetOptions, dataset } from "./data/dataset.js";
export type { Pair, PairSource } from "./data/pairs.js";
export type { Sequence } from "./data/sequence.js";
export type { PairData, TrainingData } from "./data/training-data.js";
export { type InitOptions, init, type Variant, type VariantOption, type WasmSource } from "./engine/index.js";
export { type ErrorCode, RnnError } from "./errors.js";
export type { ModelConfig } from "./model/config.js";
export { type LoadOptions, load } from "./model/load.js";
export type { DirectionTrace, EndReason, Evaluation, Model, Trace, Training, Values } from "./model/model.js";
export type { StateTensor, TensorSource } from "./model/state.js";
export type { ModelStream } from "./model/stream.js";
export { manualSeed } from "./random/generator.js";
export type { TrainOptions, Until } from "./training/options.js";
export type { Progress, Validation } from "./training/progress.js";
export type { TrainingRun } from "./training/run.js";
export type {
  CosineSchedule,
  LinearSchedule,
  LrSchedule,
  OneCycleSchedule,
  StepSchedule,
} from "./training/schedule.js";
export { type KindOf, startTraining, train } from "./training/train.js";
