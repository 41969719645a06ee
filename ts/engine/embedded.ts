/**
 * The wasm that the package carries, each file a module of its own that is loaded when it is needed.
 */
import type { Carried } from "./load.js";
import { unpack } from "./unpack.js";

type Packed = () => Promise<{ default: string | Promise<string> }>;

const core = {
  simd128: () => import("packed:simd128"),
  relaxed: () => import("packed:relaxed"),
};
const eager = {
  simd128: () => import("packed:eager-simd128"),
  relaxed: () => import("packed:eager-relaxed"),
};

export const embedded: Carried = {
  core: (variant) => compile(core[variant]),
  eager: (variant) => compile(eager[variant]),
};

async function compile(packed: Packed): Promise<WebAssembly.Module> {
  const text = await (await packed()).default;
  return WebAssembly.compile(await unpack(text));
}
