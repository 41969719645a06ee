/**
 * Files damaged in every way that a seed can think of: bytes flipped, cut, copied, swapped for what has a meaning in a header, lengths mended
 * or not. What reads them may refuse them or take them, and nothing else.
 */
import { getHeapStatistics } from "node:v8";
import { startTraining, train } from "rnn-wasm";
import { expect } from "vitest";

/** Pieces with a meaning, to be put where they do not belong. */
const pieces = [
  ...["{", "}", "[", "]", ",", ":", '"', "\\", "\\u", "\\ud800", " ", "\n", "\0", "\ufeff", "é", "\xff"],
  ...["0", "1", "-", "4.0", "4e0", "-0", "00", "18446744073709551615", "9007199254740992", "NaN", "null", "true"],
  ...["F32", "F64", "I64", "BOOL", "F4", "shape", "dtype", "data_offsets", "__metadata__", "__proto__", "[[[[[[[["],
].map((piece) => Buffer.from(piece, piece === "\xff" ? "latin1" : "utf8"));

/** Whole numbers below n, the same ones after the same seed (Numerical Recipes' congruential generator). */
export function chance(seed: number): (n: number) => number {
  let state = seed >>> 0;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

/** A copy of a file with some damage done to it. */
function damage(file: Uint8Array, next: (n: number) => number): Uint8Array {
  let bytes = Buffer.from(file);
  const headerLength = Number(bytes.readBigUInt64LE(0));
  const body = bytes.length - 8 - headerLength;
  for (let times = 1 + next(3); times > 0; times--) {
    // Most damage is of use in the header; the length and the weights get their share.
    const where = next(8);
    const at = Math.min(
      where === 0 ? next(8) : where === 1 ? next(bytes.length) : 8 + next(headerLength),
      bytes.length,
    );
    const piece = pieces[next(pieces.length)] as Buffer;
    const splice = (removed: number, put: Uint8Array) => {
      bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + removed)]);
    };
    const kind = next(7);
    if (kind === 0) bytes[at] = next(256);
    else if (kind === 1) splice(0, piece);
    else if (kind === 2) splice(piece.length, piece);
    else if (kind === 3) splice(1 + next(12), Buffer.alloc(0));
    else if (kind === 4) splice(0, bytes.subarray(at, at + next(80)));
    else if (kind === 5) bytes = bytes.subarray(0, at);
    else splice(1, Buffer.from(String(next(10))));
  }
  // Mostly corrects the header's length, because otherwise that would be the only error ever found.
  const length = bytes.length - 8 - body;
  if (length >= 0 && next(4) > 0) bytes.writeBigUInt64LE(BigInt(length));
  return new Uint8Array(bytes);
}

/** Transient objects of a failing read: an error with its stack, and code that the engine compiles meanwhile. */
const slack = 2 ** 20;

/** Bytes of objects and buffers. Not by `process.memoryUsage()`, which asks the operating system as well: that takes longer than the reads. */
function memoryInUse(): number {
  const { used_heap_size: ofObjects, external_memory: ofBuffers } = getHeapStatistics();
  return ofObjects + ofBuffers;
}

/**
 * Reads damaged files. Each must be read or rejected with `ERR_FORMAT`, and no read may take more than four times the memory of the file.
 * @returns the number of rejected files
 */
export async function readDamaged(
  files: readonly Uint8Array[],
  read: (bytes: Uint8Array) => unknown,
  { seed, rounds }: { seed: number; rounds: number },
): Promise<number> {
  const next = chance(seed);
  let refused = 0;
  // Whole files first: the code that the first read loads is not part of a read's memory.
  for (const file of files) await read(file);
  for (let round = 0; round < rounds; round++) {
    const bytes = damage(files[round % files.length] as Uint8Array, next);
    const before = memoryInUse();
    try {
      await read(bytes);
    } catch (error) {
      const { name, code, stack } = error as Error & { code?: string };
      if (name !== "RnnError" || code !== "ERR_FORMAT") expect.fail(`round ${round} of seed ${seed}: ${stack}`);
      refused++;
    }
    const asked = memoryInUse() - before;
    if (asked > 4 * bytes.length + slack)
      expect.fail(`round ${round} of seed ${seed}: ${asked} bytes for ${bytes.length}`);
  }
  return refused;
}

/** Models and a checkpoint of the tasks on whole sequences: of symbols, and of numbers with gaps. */
export async function filesOfSequences(): Promise<Uint8Array[]> {
  const small = { hiddenSize: 3, maxSteps: 2, seed: 1, validation: 0 } as const;
  const run = startTraining({ sequences: ["ab", "c"], labels: ["x", "y"] }, small);
  const rows = [
    [
      { a: 1, b: null },
      { a: 2, b: 3 },
    ],
    [{ a: 4, b: 5 }],
  ];
  const regressor = await train({ sequences: rows, values: [{ y: 1 }, { y: 2 }] }, { ...small, missing: "carry" });
  return [(await run.result).save(), await run.checkpoint(), regressor.save()];
}

/** Forecasters of columns with gaps and dates, and of a panel whose intervals are in the file. */
export async function filesOfForecasters(): Promise<Uint8Array[]> {
  const small = { hiddenSize: 3, horizon: 2, maxSteps: 2, seed: 1 } as const;
  const days = Array.from({ length: 16 }, (_, day) => ({
    date: `2024-01-${10 + day}`,
    a: day === 5 ? null : day % 7,
    b: day,
  }));
  const options = { ...small, time: "date", calendar: ["weekday"], known: ["b"], lags: [2], missing: "carry" } as const;
  const run = startTraining({ series: days }, options);
  const level = Array.from({ length: 30 }, (_, row) => 5 + (row % 4));
  const panel = await train({ panel: { x: level, y: level.slice(4) } }, { ...small, season: 4, transform: "log" });
  return [(await run.result).save(), await run.checkpoint(), panel.save()];
}
