/** The build gives exports short names, and moves what only some programs need to linked files. */
import binaryen from "binaryen";
import { describe, expect, test } from "vitest";
import { withPseudoBounds } from "../../scripts/wasm/bounds.mjs";
import { shortNames, withExports } from "../../scripts/wasm/exports.mjs";
import { withLocalsInOrder } from "../../scripts/wasm/locals.mjs";
import { exportsOf, functionsOf, isValid, moduleOf } from "../../scripts/wasm/module.mjs";
import { split } from "../../scripts/wasm/split.mjs";

/** A core with a counter in memory and a global; `late` needs a function that `early` shares, and one of its own. */
const text = `(module
  (memory (export "memory") 1)
  (data (i32.const 8) "\\05")
  (global $step (mut i32) (i32.const 3))
  (table 1 funcref)
  (elem (i32.const 0) $in_table)
  (func $in_table (result i32) (i32.const 9))
  (func $shared (param i32) (result i32)
    (i32.store8 (i32.const 8) (i32.add (i32.load8_u (i32.const 8)) (local.get 0)))
    (i32.load8_u (i32.const 8)))
  (func $own (result i32) (global.get $step))
  (func (export "early_run") (result i32)
    (i32.add (call $shared (i32.const 1)) (call_indirect (result i32) (i32.const 0))))
  (func (export "late_run") (result i32)
    (global.set $step (i32.add (global.get $step) (i32.const 1)))
    (call $shared (call $own)))
  (func (export "set_step") (param i32) (global.set $step (local.get 0))))`;

function wasmOf(source: string): Uint8Array {
  const module = binaryen.parseText(source);
  module.setFeatures(binaryen.Features.MVP);
  return module.emitBinary();
}
const compiled = (wasm: Uint8Array) => new WebAssembly.Module(new Uint8Array(wasm));
const late = [{ name: "late", exports: new Set(["late_run"]) }];

describe("exports", () => {
  test("get short names in the order of their old ones; the memory keeps its name", async () => {
    const wasm = wasmOf(text);
    const names = await shortNames(wasm);
    expect([...names]).toEqual([
      ["early_run", "a0"],
      ["late_run", "a1"],
      ["memory", "memory"],
      ["set_step", "a3"],
    ]);
    const renamed = new WebAssembly.Instance(compiled(withExports(wasm, names)), {}).exports;
    expect(Object.keys(renamed).sort()).toEqual(["a0", "a1", "a3", "memory"]);
    expect((renamed["a0"] as () => number)()).toBe(6 + 9);
  });

  test("without a short name are refused, and so is a file without exports", async () => {
    const wasm = wasmOf(text);
    const names = new Map([...(await shortNames(wasm))].filter(([name]) => name !== "late_run"));
    expect(() => withExports(wasm, names)).toThrow(/exports late_run, for which there is no short name/);
    expect(() => withExports(wasmOf("(module)"), names)).toThrow(/has no exports/);
  });
});

describe("a part", () => {
  test("takes the functions that only its exports need, and shares the rest with the core", () => {
    const { core, parts } = split(wasmOf(text), "simd128", late);
    const part = parts.get("late") as Uint8Array;
    const coreModule = moduleOf(core, "simd128");
    // early_run, set_step, and what they share with the part: $shared and $in_table.
    expect(functionsOf(coreModule)).toHaveLength(4);
    expect(exportsOf(coreModule).map(({ name }) => name)).not.toContain("late_run");

    const exports = new WebAssembly.Instance(compiled(core), {}).exports as Record<string, () => number>;
    const linked = new WebAssembly.Instance(compiled(part), { core: exports }).exports;
    const { late_run } = linked as { late_run: () => number };
    expect(Object.keys(linked)).toEqual(["late_run"]);
    expect(exports["early_run"]?.()).toBe(6 + 9);
    // Memory and globals are the core's.
    expect(late_run()).toBe(6 + 4);
    (exports["set_step"] as unknown as (step: number) => void)(20);
    expect(late_run()).toBe(10 + 21);
    expect(exports["early_run"]?.()).toBe(32 + 9);
  });

  test("that calls through the table is refused, because the table stays in the core", () => {
    const through = text.replace("(call $shared (call $own))", "(call_indirect (result i32) (i32.const 0))");
    expect(() => split(wasmOf(through), "simd128", late)).toThrow(
      /cannot be split: a function of late calls through the table/,
    );
  });
});

describe("locals", () => {
  // After the parameter, the locals are used in the order 4, 2, 3, 1, and each kind of instruction between them looks like one of theirs.
  const source = `(module
    (memory 1)
    (func (export "run") (param i32) (result f64) (local i32 i32 f64 v128)
      (local.set 4 (v128.const i32x4 0x20212022 0x21222021 2 3))
      (local.set 4 (i32x4.replace_lane 2 (v128.load32_lane 1 (i32.const 0x20) (local.get 4)) (local.get 0)))
      (local.set 2 (i32x4.extract_lane 2 (local.get 4)))
      (memory.fill (i32.const 32) (i32.const 33) (local.get 2))
      (block (block (block (br_table 0 1 2 0 (local.get 2)))))
      (local.set 3 (f64.const 2.5))
      (local.set 1 (i32.add (local.get 2) (i32.load8_u offset=32 (i32.const 1))))
      (f64.add (local.get 3) (f64.convert_i32_u (local.get 1)))))`;
  const numbered = () => {
    const module = binaryen.parseText(source);
    module.setFeatures(binaryen.Features.SIMD128 | binaryen.Features.BulkMemory | binaryen.Features.BulkMemoryOpt);
    const before = module.emitBinary();
    return { before, after: withLocalsInOrder(before, [1]) };
  };

  test("are numbered as they are first used, and compute the same", () => {
    const { before, after } = numbered();
    const [info] = functionsOf(moduleOf(after, "simd128"));
    expect(info?.vars).toEqual([binaryen.v128, binaryen.i32, binaryen.f64, binaryen.i32]);
    const results = [before, after].map((wasm) => {
      const { run } = new WebAssembly.Instance(compiled(wasm), {}).exports as { run: (x: number) => number };
      return [run(0), run(2), run(40)];
    });
    expect(results[0]).toEqual([2.5, 2.5 + 2 + 33, 2.5 + 40 + 33]);
    expect(results[1]).toEqual(results[0]);
  });

  test("that have their order keep it", () => {
    const { after } = numbered();
    expect(withLocalsInOrder(after, [1])).toEqual(after);
  });
});

describe("bounds", () => {
  test("that are relaxed become those that keep the first operand's NaN", () => {
    const module = binaryen.parseText(`(module (memory (export "memory") 1)
      (func (export "run") (local v128) (local.set 0 (v128.load offset=269 (i32.const 0)))
        (v128.store (i32.const 16) (f32x4.relaxed_min (local.get 0) (v128.const f32x4 1 1 1 1)))
        (v128.store (i32.const 32) (f32x4.relaxed_max (local.get 0) (v128.const f32x4 1 1 1 1)))))`);
    module.setFeatures(binaryen.Features.SIMD128 | binaryen.Features.RelaxedSIMD);
    const wasm = withPseudoBounds(module.emitBinary());
    // Without relaxed instructions, and the offset, whose bytes are those of relaxed_min's opcode, is what it was.
    expect(isValid(moduleOf(wasm, "simd128"))).toBe(true);
    const { memory, run } = new WebAssembly.Instance(compiled(wasm), {}).exports as {
      memory: WebAssembly.Memory;
      run: () => void;
    };
    const floats = new Float32Array(memory.buffer);
    new Uint8Array(memory.buffer, 269).set(new Uint8Array(Float32Array.of(Number.NaN, 0.5, 2, -1).buffer));
    run();
    expect([...floats.subarray(4, 12)]).toEqual([Number.NaN, 0.5, 1, -1, Number.NaN, 1, 2, 1]);
  });
});
