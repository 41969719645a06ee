// Moves functions that only some programs need from the core's wasm file to further files that are linked to it: the operations of
// `rnn-wasm/nn`, and the sampler. Training a tagger calls neither and loads a fifth less. The core keeps and exports what they share: kernels,
// the allocator, memory, the stack pointer. Binaryen's wasm-split is not in the npm package, but its library can find unused functions.
import binaryen from "binaryen";
import { withPseudoBounds } from "./bounds.mjs";
import { exportName } from "./exports.mjs";
import { withLocalsInOrder } from "./locals.mjs";
import { exportsOf, functionsOf, globalsOf, isValid, moduleOf } from "./module.mjs";

/** The name of the core in the imports of linked files. */
const link = "core";
const unused = "remove-unused-module-elements";

/**
 * @param {Uint8Array} wasm optimized
 * @param {string} variant
 * @param {{ name: string, exports: Set<string> }[]} parts names of the exports that move to each part
 * @returns {{ core: Uint8Array, parts: Map<string, Uint8Array> }}
 */
export function split(wasm, variant, parts) {
  const core = moduleOf(wasm, variant);
  const exported = exportsOf(core);
  for (const { exports } of parts) for (const name of exports) core.removeExport(name);
  core.runPasses([unused]);
  /** The exports of the core for parts, by their names in the core. */
  const shared = new Map();
  const files = parts.map(({ name, exports }) => {
    const part = moduleOf(wasm, variant);
    for (const { name } of exported) if (!exports.has(name)) part.removeExport(name);
    importInto(part, core);
    part.runPasses([unused]);
    if (part.getNumTables() > 0)
      throw new Error(
        `the wasm file cannot be split: a function of ${name} calls through the table, which stays in the core`,
      );
    linkTo(core, part, (name, addExport) => {
      if (!shared.has(name)) {
        shared.set(name, exportName(exported.length + shared.size));
        addExport(shared.get(name));
      }
      return shared.get(name);
    });
    return [name, part];
  });
  return {
    core: binaryOf("core", core, variant),
    parts: new Map(files.map(([name, part]) => [name, binaryOf(name, part, variant)])),
  };
}

/** Turns everything that `core` keeps into an import of `part`, for now by its internal name. */
function importInto(part, core) {
  for (const { name, params, results } of functionsOf(core)) {
    part.removeFunction(name);
    part.addFunctionImport(name, link, name, params, results);
  }
  for (const { name, type, mutable } of globalsOf(core)) part.addGlobalImport(name, link, name, type, mutable);
  // Data and table stay in the core. An empty table that is not used disappears with what else is unused.
  part.setMemory(0, -1, null, []);
  part.addMemoryImport("0", link, "memory");
  for (let i = part.getNumElementSegments(); i-- > 0; ) {
    const { name } = binaryen.getElementSegmentInfo(part.getElementSegmentByIndex(i));
    part.removeElementSegment(name);
  }
}

/**
 * Gives the imports that `part` uses the names under which the core exports them.
 * @param {(name: string, addExport: (as: string) => void) => string} nameOf
 */
function linkTo(core, part, nameOf) {
  for (const { name, module, params, results } of functionsOf(part)) {
    if (module !== link) continue;
    const as = nameOf(name, (as) => core.addFunctionExport(name, as));
    part.addFunctionImport(name, link, as, params, results);
  }
  for (const { name, module, type, mutable } of globalsOf(part)) {
    if (module !== link) continue;
    const as = nameOf(name, (as) => core.addGlobalExport(name, as));
    part.addGlobalImport(name, link, as, type, mutable);
  }
}

function binaryOf(name, module, variant) {
  if (!isValid(module)) throw new Error(`the wasm file cannot be split: ${name} would be invalid, see above`);
  const parameters = functionsOf(module)
    .filter((info) => info.module === "")
    .map(({ params }) => binaryen.expandType(params).length);
  const wasm = withLocalsInOrder(withPseudoBounds(module.emitBinary()), parameters);
  if (!isValid(moduleOf(wasm, variant))) throw new Error(`editing the bytes of ${name} made the wasm file invalid`);
  return wasm;
}
