/**
 * The ONNX exports of all tasks. They are loaded with `toOnnx` rather than with the task, because it is synchronous.
 */
import type { OnnxExport } from "../formats/onnx/export.js";
import { classifyOnnx } from "./classify/onnx.js";
import { forecastOnnx } from "./forecast/onnx.js";
import { generateOnnx } from "./generate/onnx.js";
import { regressOnnx } from "./regress/onnx.js";
import { tagOnnx } from "./tag/onnx.js";
import type { ModelByTask, TaskName } from "./types.js";

export const onnxExports: { readonly [Name in TaskName]: OnnxExport<ModelByTask[Name]> } = {
  tag: tagOnnx,
  classify: classifyOnnx,
  regress: regressOnnx,
  forecast: forecastOnnx,
  generate: generateOnnx,
};
