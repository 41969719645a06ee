// The most multiply-adds that WebAssembly's 128-bit lanes can do here: arithmetic on registers alone, in chains that wait for nothing.
// It is the yardstick of the kernels: what they reach is said as a share of it.
import binaryen from "binaryen";

/**
 * One turn of the loop for each build: chains enough to hide the latency of an instruction, and few enough for V8's 15 vector
 * registers. Fused: 12 chains `a·b + s`. Not fused: the products of 2 × 3 values, since the same product twice would be computed
 * once; chains `s·a + b` would wait for a product and a sum each turn and show only four fifths of the peak.
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

/** Floating-point operations of a turn: a product and a sum in each of four lanes. */
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

/**
 * @param {"simd128" | "relaxed"} variant
 * @returns {{ run(count: number): void }} `count` times a billion operations
 */
export function peak(variant) {
  const turn = turns[variant];
  const module = binaryen.parseText(text(turn));
  module.setFeatures(binaryen.Features.All);
  const { run } = new WebAssembly.Instance(new WebAssembly.Module(module.emitBinary())).exports;
  module.dispose();
  const once = Math.round(1e9 / operationsOf(turn));
  return { run: (count) => repeat(count, () => run(once, 0.1)) };
}

function repeat(count, work) {
  for (let i = 0; i < count; i++) work();
}
