/** A wasm file of generated/ as the build embeds it: its bytes in base64. */
declare module "*.wasm" {
  const base64: string;
  export default base64;
}
