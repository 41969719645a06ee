/**
 * PyTorch's results: the files of test/reference.
 */
import { readdirSync, readFileSync } from "node:fs";
import { readSafetensors } from "rnn-wasm/safetensors";

export interface ReferenceTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

export interface Reference {
  // biome-ignore lint/suspicious/noExplicitAny: each file has a configuration of its own, written by the script that made it.
  readonly config: any;
  readonly tensors: Readonly<Record<string, ReferenceTensor>>;
}

const folder = new URL("reference/", import.meta.url);

export function reference(name: string): Reference {
  const { tensors, metadata } = readSafetensors(readFileSync(new URL(`${name}.safetensors`, folder)));
  return {
    config: JSON.parse(metadata["config"] as string),
    tensors: Object.fromEntries(
      [...tensors].map(([key, { shape, data }]) => {
        const whole = data instanceof BigInt64Array;
        return [key, { shape, data: whole ? Int32Array.from(data, Number) : (data as Float32Array) }];
      }),
    ),
  };
}

/** The names of the files that begin so. */
export const referenceNames = (prefix: string): string[] =>
  readdirSync(folder).flatMap((file) =>
    file.startsWith(prefix) && file.endsWith(".safetensors") ? [file.slice(0, -12)] : [],
  );

/** The entries under `prefix`, without it. */
export const under = <T>(tensors: Readonly<Record<string, T>>, prefix: string): Record<string, T> =>
  Object.fromEntries(
    Object.entries(tensors).flatMap(([key, value]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
    ),
  );
