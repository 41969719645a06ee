/**
 * rnn-wasm without embedded wasm: call `await init({ wasm })` first, with a module, bytes, a response or a URL. For strict content security
 * policies, Workers runtimes, and wasm on a CDN.
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
export { Classifier, Forecaster, Regressor, Tagger, TextGenerator } from "./tasks/classes.js";
export type { Classification, Explanation, RankedLabel } from "./tasks/classify/classifier.js";
export type { ClassFigures } from "./tasks/classify/evaluation.js";
export type { ClassifyProgress, ClassifySample, ClassifyScores } from "./tasks/classify/progress.js";
export type { ClassifierEvaluation } from "./tasks/classify/report.js";
export type { LabeledData } from "./tasks/classify/training-data.js";
export type { ClassifierOptions } from "./tasks/classify/types.js";
export type { BaselineErrors, ForecastFigures } from "./tasks/forecast/evaluation/backtest.js";
export type { Backtest, BacktestOptions } from "./tasks/forecast/evaluation/backtesting.js";
export type {
  ForecasterConfig,
  ForecastStreamOptions,
  HeldBackIntervals,
  Interval,
  SeriesKeys,
} from "./tasks/forecast/forecaster.js";
export type { ForecasterOptions } from "./tasks/forecast/options.js";
export type { ForecastProgress, ForecastSample, ForecastScores } from "./tasks/forecast/progress.js";
export type { StreamAnswer } from "./tasks/forecast/stream.js";
export type { ForecastData, PanelData, SeriesData } from "./tasks/forecast/training-data.js";
export type { GeneratorOptions } from "./tasks/generate/options.js";
export type { GenerateProgress, GenerateSample, GenerateScores } from "./tasks/generate/progress.js";
export type { GeneratorEvaluation, NextSymbol, Score, Surprise } from "./tasks/generate/results.js";
export type { SamplingOptions, SymbolsOptions } from "./tasks/generate/sampling-options.js";
export type { GeneratorConfig } from "./tasks/generate/text-generator.js";
export type { GenerateData, ItemData, Text, TextData, TextPieces } from "./tasks/generate/training-data.js";
export { type LoadOptions, load } from "./tasks/load.js";
export type { RegressProgress, RegressSample, RegressScores } from "./tasks/regress/progress.js";
export type { RegressorEvaluation } from "./tasks/regress/report.js";
export type { ValuedData } from "./tasks/regress/training-data.js";
export type { RegressorOptions } from "./tasks/regress/types.js";
export type { InputOptions } from "./tasks/sequence/options.js";
export type { SequenceModelConfig } from "./tasks/sequence/sequence-model.js";
export { type Dataset, type DatasetOptions, dataset } from "./tasks/tag/dataset.js";
export type { TaggerOptions, Until } from "./tasks/tag/options.js";
export type { TagProgress, TagSample, TagScores } from "./tasks/tag/progress.js";
export type { DirectionTrace, Evaluation, TaggerConfig, Trace } from "./tasks/tag/tagger.js";
export type { Pair, PairData, PairSource, TagData } from "./tasks/tag/training-data.js";
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
