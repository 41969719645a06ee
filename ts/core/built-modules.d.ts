/** Modules that the build generates: the wasm files and the worker's program, in the form that unpack.ts reads. */
declare module "packed:*" {
  const packed: string;
  export default packed;
}

/** A wasm file imported in a Workers runtime. */
declare module "wasm:*" {
  const module: WebAssembly.Module;
  export default module;
}
