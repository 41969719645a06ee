// Measures the peak rate of multiply-adds of WebAssembly's 128-bit SIMD on this machine, in registers and independent chains. The kernels'
// speed is reported as a share of this peak.
// usage: peak.mjs simd128|relaxed
import binaryen from "binaryen";
import { serve } from "../protocol.mjs";
import { operations } from "../rows.mjs";

const [variant] = process.argv.slice(2);

/**
 * One iteration of the loop for each build, with enough chains to hide the latency of an instruction and few enough for V8's 15 vector
 * registers. Fused: 12 chains `a·b + s`. Not fused: the products of 2 × 3 values, because V8 would compute equal products once; chains
 * `s·a + b` would wait for a product and a sum per iteration and reach only four fifths of the peak.
 */
const turns = {
  relaxed: range(12).map((s) => [s, `(f32x4.relaxed_madd (local.get $a0) (local.get $b0) (local.get $s${s}))`]),
  simd128: range(6).map((s) => [
    s,
    `(f32x4.add (f32x4.mul (local.get $a${s % 2}) (local.get $b${s % 3})) (local.get $s${s}))`,
  ]),
};

function range(length) {
  return Array.from({ length }, (_, index) => index);
}

/** Floating-point operations per multiply-add: a product and a sum in each of four lanes. */
const operationsOf = (turn) => 8 * turn.length;

function text(turn) {
  const names = [...range(2).map((i) => `a${i}`), ...range(3).map((i) => `b${i}`)];
  const sums = turn.map(([s]) => `(local.get $s${s})`).reduce((left, right) => `(f32x4.add ${left} ${right})`);
  return `(module (func (export "run") (param $turns i32) (param $value f32) (result f32)
    ${[...names, ...turn.map(([s]) => `s${s}`)].map((name) => `(local $${name} v128)`).join(" ")}
    ${names.map((name, i) => `(local.set $${name} (f32x4.splat (f32.mul (local.get $value) (f32.const ${i + 1}))))`).join("\n")}
    (loop $again
      ${turn.map(([s, sum]) => `(local.set $s${s} ${sum})`).join("\n")}
      (br_if $again (local.tee $turns (i32.sub (local.get $turns) (i32.const 1)))))
    (f32x4.extract_lane 0 ${sums})))`;
}

function compile(turn) {
  const module = binaryen.parseText(text(turn));
  module.setFeatures(binaryen.Features.All);
  return new WebAssembly.Instance(new WebAssembly.Module(module.emitBinary())).exports.run;
}

/** Calls take at most a few milliseconds: the clock is read in between, and iterations are counted in 32 bits. */
const maxIterations = 1e6;

function arithmetic(row) {
  const turn = turns[variant];
  const run = compile(turn);
  const turnsOfRow = operations(row) / operationsOf(turn);
  return {
    run(count) {
      for (let left = Math.round(count * turnsOfRow); left > 0; left -= maxIterations)
        run(Math.min(left, maxIterations), 0.1);
    },
  };
}

const handlers = {
  train: arithmetic,
  trainCell: arithmetic,
  trainStepped: arithmetic,
  classify: arithmetic,
  classifyStep: arithmetic,
  classifyOne: arithmetic,
  forecastStep: arithmetic,
  loop: arithmetic,
  decrypt: arithmetic,
  decryptBatch: arithmetic,
};
await serve(handlers, "arithmetic alone");
