// The wasm core without its TypeScript, on the same batch each time. The difference from the `rnn-wasm` peer is the overhead of the
// public API.
// usage: core.mjs simd128|relaxed
import { readFileSync } from "node:fs";
import { createGlue } from "../../ts/core/generated/glue.js";
import { lr, messages, timeMajor } from "../data.mjs";
import { serve } from "../protocol.mjs";

const [variant] = process.argv.slice(2);
const instance = createGlue(FinalizationRegistry);
const wasm = readFileSync(new URL(`../../ts/core/generated/${variant}.wasm`, import.meta.url));
const { memory } = instance.initSync({ module: new WebAssembly.Module(wasm) });

/** Updates per call into wasm, as in a run. */
const queueSteps = ({ T, B }) => Math.max(1, Math.min(256, Math.floor(16384 / (T * B))));

function train({ sizes, cell = "lstm", symbols = sizes.V, classes = sizes.V }) {
  const { V, E, H, T, B } = sizes;
  const steps = queueSteps(sizes);
  // As configWords in ts/core/network-config.ts: one layer over tokens, a class at every row.
  const cellWord = { lstm: 0, gru: 1, rnn: 2 }[cell];
  const tagger = new instance.Model(Uint32Array.of(cellWord, 0, V, E, H, 1, 1, 0, 0, 0, classes, 0, 0));
  tagger.seed(1);
  tagger.draw_weights();
  tagger.set_update(Number.POSITIVE_INFINITY, 0);
  tagger.set_adam(0.9, 0.999, 1e-8, 0, false, false);
  tagger.reserve(T * B, B, T * B * steps, T * B * steps, T * steps, steps);

  const { original, encrypted } = messages(sizes);
  fill(
    Uint32Array,
    tagger.inputs_ptr(),
    timeMajor(encrypted, sizes).map((letter) => letter % symbols),
    steps,
  );
  fill(
    Uint32Array,
    tagger.targets_ptr(),
    timeMajor(original, sizes).map((letter) => letter % classes),
    steps,
  );
  fill(Uint32Array, tagger.batch_sizes_ptr(), new Uint32Array(T).fill(B), steps);
  fill(Uint32Array, tagger.times_ptr(), [T], steps);
  fill(Float64Array, tagger.lr_ptr(), [lr], steps);
  return {
    run(count) {
      for (let left = count; left > 0; left -= steps) tagger.train(Math.min(left, steps));
    },
    end: () => tagger.free(),
  };
}

/** Writes `values` to the core's memory `times` times. */
function fill(Type, pointer, values, times) {
  const view = new Type(memory.buffer, pointer, values.length * times);
  for (let i = 0; i < times; i++) view.set(values, i * values.length);
}

await serve({ train, trainCell: train }, "measures updates alone");
