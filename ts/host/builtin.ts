/**
 * Node's own modules where there are any (Node, Deno, Bun), asked for at run time: a bundler meets no name that it cannot resolve, and a
 * browser nothing that it lacks.
 */
interface NodeProcess {
  getBuiltinModule?(name: string): unknown;
}

/** @returns undefined in browsers */
export function builtin<Module>(name: `node:${string}`): Module | undefined {
  const { process } = globalThis as { process?: NodeProcess };
  return process?.getBuiltinModule?.(name) as Module | undefined;
}
