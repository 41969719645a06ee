/** A wasm file of generated/ as the build embeds it: packed with DEFLATE, in base64. */
declare module "*.wasm" {
  const packed: string;
  export default packed;
}
