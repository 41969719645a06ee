/**
 * The exports of `rnn-wasm` without the embedded WebAssembly: call `await init({ wasm })` first, with a module, bytes, a response or a URL. For
 * strict Content Security Policies, edge runtimes, and a wasm file on a CDN.
 * @module rnn-wasm/slim
 */
export {
  type AlphabetOption,
  type Cipher,
  ciphers,
  type EnigmaOptions,
  type Rotor,
  type TextKey,
} from "./ciphers/index.js";
export { type InitOptions, init } from "./core/load.js";
export type { Variant, VariantOption } from "./core/variant.js";
export type { WasmSource } from "./core/wasm-source.js";
export type { Label } from "./data/labels.js";
export type { AnySequence, ColumnOf, FormWith, Like } from "./data/numeric-forms.js";
export type { SymbolSequence } from "./data/sequence.js";
export type { Symbols, UnknownPolicy } from "./data/vocabulary.js";
export { type ErrorCode, RnnError } from "./errors/rnn-error.js";
export type { CellName, Nonlinearity } from "./model/cells.js";
export type { ModelConfig } from "./model/config.js";
export type { EndReason, Matrix, TrainingSummary } from "./model/model.js";
export type { StateTensor, TensorSource } from "./model/state.js";
export type { Stream } from "./model/stream.js";
export type {
  CosineSchedule,
  LinearSchedule,
  LrSchedule,
  OneCycleSchedule,
  StepSchedule,
} from "./options/schedule.js";
export { manualSeed } from "./random/generator.js";
export * from "./tasks/classify/public.js";
export * from "./tasks/forecast/public.js";
export * from "./tasks/generate/public.js";
export { type LoadOptions, load } from "./tasks/load.js";
export * from "./tasks/regress/public.js";
export type { InputOptions } from "./tasks/sequence/options.js";
export type { SequenceModelConfig } from "./tasks/sequence/sequence-model.js";
export * from "./tasks/tag/public.js";
export type {
  Model,
  ModelByTask,
  ModelFor,
  OptionsFor,
  Progress,
  TaskName,
  TrainedModel,
  TrainingData,
  TrainOptions,
  Validation,
} from "./tasks/types.js";
export type { TrainingRun } from "./training/run/training-run.js";
export { startTraining, train } from "./training/train.js";
