// The oldest versions that the package works in. README.md, docs/compatibility.md and package.json name them; test/docs compares.
export const oldest = {
  // process.getBuiltinModule, by which code that also runs in pages reaches Node's own modules.
  node: "20.16",
  // A page's thread may instantiate a compiled module of this size at once; in a worker Chrome 110 suffices.
  chrome: "114",
  // Array#toSpliced and Array#with, in rnn-wasm/nn. The other entries need 113, for DecompressionStream("deflate-raw").
  firefox: "115",
  // WebAssembly SIMD, and DecompressionStream.
  safari: "16.4",
  typescript: "5.5",
};
