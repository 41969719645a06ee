/** The build divides wasm-bindgen's glue by its syntax, and stops at glue of another form than it knows. */
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { divide, sharedBy } from "../../scripts/wasm/late-classes.mjs";

/** What esbuild makes of wasm-bindgen's output, in small. */
const glue = `// ../core.js
var Eager = class {
  /** Returns wasm.eager_run, in a comment. */
  run(n) {
    const text = "wasm.eager_run Eager";
    wasm.eager_run(takeObject(n), wasm.memory);
    return text;
  }
  wasm() {
    return { Model: 1, text: this.Model }.Model;
  }
};
if (Symbol.dispose) Eager.prototype[Symbol.dispose] = Eager.prototype.free;
var Model = class {
  run() {
    wasm.model_run();
    return wasm.both();
  }
};
var EagerFinalization = new FinalizationRegistry((ptr) => wasm.both(ptr));
var cache = null;
function takeObject(n) {
  cache = n;
  return n + 1;
}
function getDataViewMemory0() {
}
function getArrayF64FromWasm0() {
}
function _assertClass() {
}
var wasm;
function initSync(exports) {
  // wasm-bindgen's own comment
  wasm = exports;
  return wasm;
}
function other() {
}
export {
  Eager,
  Model,
  initSync,
  other as renamed
};
`;
const names = new Map([
  ["eager_run", "a0"],
  ["model_run", "a1"],
  ["both", "a2"],
  ["memory", "memory"],
]);
const divided = (code: string) => divide(code, names, { eager: "Eager" });

describe("a late class", () => {
  const { rest, parts } = divided(glue);
  const [part] = parts as [(typeof parts)[number]];

  test("moves with its registry and its Symbol.dispose, and nothing else changes", () => {
    expect(parts).toHaveLength(1);
    expect([part.name, part.className]).toEqual(["eager", "Eager"]);
    const lines = (code: string) => code.split("\n").filter((line) => line !== "");
    const together = [...lines(rest), ...lines(part.code)].sort();
    const renamed = glue
      .replace("// ../core.js\n", "")
      .replaceAll("wasm.eager_run(", "wasm.a0(")
      .replaceAll("wasm.model_run", "wasm.a1")
      .replaceAll("wasm.both", "wasm.a2")
      .replace(
        "export {\n  Eager,\n",
        "return {\n  late: () => ({ FinalizationRegistry, wasm, getDataViewMemory0, getArrayF64FromWasm0, takeObject, _assertClass, Model }),\n",
      )
      .replace("other as renamed", "renamed: other");
    expect(together).toEqual(lines(renamed).sort());
    expect(part.code.split("\n")[0]).toBe("var Eager = class {");
    expect(rest).not.toMatch(/Eager/);
  });

  test("leaves texts, comments and properties of the same names alone", () => {
    expect(part.code).toContain('"wasm.eager_run Eager"');
    expect(part.code).toContain("/** Returns wasm.eager_run, in a comment. */");
    expect(rest).toContain("  // wasm-bindgen's own comment\n");
    expect(sharedBy(part.code)).toEqual(["FinalizationRegistry", "wasm", "takeObject"]);
  });

  test("has the exports of the wasm that only it calls", () => {
    expect([...part.exports]).toEqual(["a0", "memory"]);
  });

  test("runs with what the glue hands it", () => {
    const context = { registered: [] as unknown[], calls: [] as unknown[] };
    const program = `
      const glue = ((FinalizationRegistry) => {${rest}})(class {});
      glue.initSync({ a0: (...given) => calls.push(given), memory: 7 });
      const { ${sharedBy(part.code).join(", ")} } = glue.late();
      ${part.code}
      new Eager().run(1) + Object.keys(glue)`;
    expect(runInNewContext(program, context)).toBe("wasm.eager_run Eagerlate,Model,initSync,renamed");
    expect(context.calls).toEqual([[2, 7]]);
  });
});

describe("glue of another form is refused", () => {
  const changed = (from: string, to: string) => {
    expect(glue).toContain(from);
    return glue.replace(from, to);
  };
  const forms: Record<string, [code: string, message: RegExp]> = {
    "no JavaScript": [changed("var wasm;", "var wasm = ;"), /expected JavaScript/],
    "no exports": [
      glue.slice(0, glue.indexOf("export {")),
      /expected a list of exports at the end, got FunctionDeclaration/,
    ],
    "an export elsewhere": [
      changed("function other()", "export function other2() {\n}\nfunction other()"),
      /no other export, got ExportNamedDeclaration/,
    ],
    "an import": [
      changed("var wasm;", 'import { x } from "./x.js";\nvar wasm;'),
      /expected no import and no other export, got ImportDeclaration/,
    ],
    "a dynamic import": [
      changed("wasm = exports;", 'wasm = import("./x.js");'),
      /expected no import .*got ImportExpression/,
    ],
    "import.meta": [changed("wasm = exports;", "wasm = import.meta.url;"), /expected no import .*got MetaProperty/],
    "no such class": [changed("var Eager =", "var Eager2 ="), /expected one declaration of Eager, got 0/],
    "a class declared twice": [
      changed("var wasm;", "var wasm;\nvar Eager;"),
      /expected one declaration of Eager, got 2/,
    ],
    "a class without a registry": [
      changed("var EagerFinalization", "var EagerRegistry"),
      /one declaration of EagerFinalization, got 0/,
    ],
    "a class under another name": [
      changed("  Eager,", "  Eager as Eager2,"),
      /expected Eager among the exports, got Eager2, Model/,
    ],
    "another use of the class": [
      changed("function other() {", "function other() {\n  new Eager();"),
      /expected nothing but Eager itself to use it, got function other\(\) \{/,
    ],
    "a helper that is not handed over": [
      changed("takeObject(n), wasm", "other(n), wasm"),
      /expected Eager to use only wasm, .*got other/,
    ],
    "a helper that is gone": [
      changed("function _assertClass", "function _assertInstance"),
      /expected a declaration of _assertClass, got none/,
    ],
    "a helper that is a variable": [
      changed("function takeObject(n) {\n  cache = n;\n  return n + 1;\n}", "var takeObject = cache;"),
      /expected takeObject to be a function or a class, got a variable/,
    ],
    "a variable of the glue that the class sets": [
      changed("return text;", "wasm = text;"),
      /expected Eager to assign none of the glue's variables, got wasm/,
    ],
    "a call of what the wasm lacks": [
      changed("wasm.model_run()", "wasm.model_walk()"),
      /expected exports of the wasm by their names, got wasm\.model_walk/,
    ],
    "a call by a computed name": [
      changed("wasm.model_run()", 'wasm["model_run"]()'),
      /expected exports of the wasm by their names, got wasm\["model_run"\]/,
    ],
  };
  test.each(Object.entries(forms))("%s", (_, [code, message]) => {
    expect(() => divided(code)).toThrow(
      /wasm-bindgen's glue has another form than scripts\/wasm\/late-classes.mjs knows/,
    );
    expect(() => divided(code)).toThrow(message);
  });
});
