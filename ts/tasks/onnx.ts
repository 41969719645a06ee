/**
 * How models of each task become ONNX graphs. `toOnnx` is synchronous, so this is loaded with it and not with the task.
 */
import type { OnnxExport } from "../formats/onnx/export.js";
import { tagOnnx } from "./tag/onnx.js";
import type { ModelByTask, TaskName } from "./types.js";

export const onnxExports: { readonly [Name in TaskName]: OnnxExport<ModelByTask[Name]> } = { tag: tagOnnx };
