/**
 * The memory of a network's last layer.
 */
import { memoryPart } from "../shared/memory-part.js";
import type { Computed } from "./network.js";

/** @returns [t][unit] */
export function memoryOf({ parts, directions }: Computed): Float32Array<ArrayBuffer> {
  const { values } = directions.at(-1) as Computed["directions"][number];
  const size = values.length / parts.length;
  const part = parts.indexOf(memoryPart(parts));
  return values.slice(part * size, (part + 1) * size);
}
