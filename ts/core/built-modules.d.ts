/** What the build makes modules of: the wasm files and the worker's program, packed as unpack.ts takes them. */
declare module "packed:*" {
  const packed: string | Promise<string>;
  export default packed;
}

/** A wasm file as a Workers runtime gives it. */
declare module "wasm:*" {
  const module: WebAssembly.Module;
  export default module;
}
