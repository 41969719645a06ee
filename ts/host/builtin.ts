/**
 * Loads Node's built-in modules (Node, Deno, Bun) at run time rather than by `import`, which bundlers for browsers cannot resolve.
 */
interface NodeProcess {
  getBuiltinModule?(name: string): unknown;
}

/** Loads a built-in module. @returns undefined in browsers */
export function builtin<Module>(name: `node:${string}`): Module | undefined {
  const { process } = globalThis as { process?: NodeProcess };
  return process?.getBuiltinModule?.(name) as Module | undefined;
}
