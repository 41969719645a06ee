/**
 * What the package exports of generating.
 */
import type { Label } from "../../data/labels.js";
import { type ClassOf, classOf } from "../class-of.js";
import type { TextGenerator as TextGeneratorClass } from "./text-generator.js";

export type { GeneratorOptions } from "./options.js";
export type { GenerateProgress, GenerateSample, GenerateScores } from "./progress.js";
export type { GeneratorEvaluation, NextSymbol, Score, Surprise } from "./results.js";
export type { SamplingOptions, SymbolsOptions } from "./sampling-options.js";
export type { GeneratorConfig } from "./text-generator.js";
export type { GenerateData, ItemData, Text, TextData, TextPieces } from "./training-data.js";

/**
 * A model that generates text. Created by `train()` and `load()`.
 * @interface
 */
export type TextGenerator<
  S extends string | string[] = string | string[],
  L extends Label = Label,
> = TextGeneratorClass<S, L>;
/** For `model instanceof TextGenerator`. */
export const TextGenerator: ClassOf<TextGenerator> = /* @__PURE__ */ classOf<TextGenerator>(
  "generate",
  "TextGenerator",
);
