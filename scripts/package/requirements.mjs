// The oldest versions that the package works in. README.md, docs/compatibility.md and package.json name them; test/docs compares.
export const oldest = {
  // process.getBuiltinModule, through which code that also runs in browsers loads Node's modules.
  node: "20.16",
  // The main thread may instantiate a compiled module of this size synchronously; in a worker Chrome 110 suffices.
  chrome: "114",
  // Array#toSpliced and Array#with, in rnn-wasm/nn. The other entries need 113, for DecompressionStream("deflate-raw").
  firefox: "115",
  // WebAssembly SIMD, and DecompressionStream.
  safari: "16.4",
  typescript: "5.5",
};
