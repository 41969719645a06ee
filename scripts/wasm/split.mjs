// Moves the operations of `rnn-wasm/nn` from the core's wasm file to a second file that is linked to it. Training never calls them and
// loads a fifth less. The core keeps and exports what both use: kernels, the allocator, memory, the stack pointer. Binaryen's wasm-split
// is not in the npm package, but its library can tell what a module does not need.
import binaryen from "binaryen";
import { exportName } from "./exports.mjs";
import { exportsOf, functionsOf, globalsOf, isValid, moduleOf } from "./module.mjs";

/** The name of the core in the imports of the file that is linked to it. */
const link = "core";
const unused = "remove-unused-module-elements";

/**
 * @param {Uint8Array} wasm optimized
 * @param {string} variant
 * @param {Set<string>} eagerExports names of the exports that move
 * @returns {{ core: Uint8Array, eager: Uint8Array }}
 */
export function split(wasm, variant, eagerExports) {
  const [core, eager] = [moduleOf(wasm, variant), moduleOf(wasm, variant)];
  const exported = exportsOf(core);
  for (const { name } of exported) (eagerExports.has(name) ? core : eager).removeExport(name);
  core.runPasses([unused]);
  importInto(eager, core);
  eager.runPasses([unused]);
  const [functions, globals] = [functionsOf(eager), globalsOf(eager)].map((all) => all.filter(isLink));
  [...functions, ...globals].forEach(({ name, params, results, type, mutable }, i) => {
    const as = exportName(exported.length + i);
    if (params === undefined) {
      eager.addGlobalImport(name, link, as, type, mutable);
      core.addGlobalExport(name, as);
    } else {
      eager.addFunctionImport(name, link, as, params, results);
      core.addFunctionExport(name, as);
    }
  });
  return { core: binaryOf(core), eager: binaryOf(eager) };
}

/** All that `core` keeps becomes an import of `eager`, as yet by its name in there. */
function importInto(eager, core) {
  for (const { name, params, results } of functionsOf(core)) {
    eager.removeFunction(name);
    eager.addFunctionImport(name, link, name, params, results);
  }
  for (const { name, type, mutable } of globalsOf(core)) eager.addGlobalImport(name, link, name, type, mutable);
  // Data and table are the core's alone: validation refuses a function that goes through a table and would move.
  eager.setMemory(0, -1, null, []);
  eager.addMemoryImport("0", link, "memory");
  for (let i = eager.getNumElementSegments(); i-- > 0; ) {
    const { name, table } = binaryen.getElementSegmentInfo(eager.getElementSegmentByIndex(i));
    eager.removeElementSegment(name);
    eager.removeTable(table);
  }
}

const isLink = ({ module }) => module === link;

function binaryOf(module) {
  if (!isValid(module)) throw new Error("a wasm file of which no part can be linked later");
  return module.emitBinary();
}
