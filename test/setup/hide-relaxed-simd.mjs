/**
 * Runs a test file as on an engine without relaxed SIMD: the package's probe is the only small module that is validated, and hears no.
 */
const validate = WebAssembly.validate;
WebAssembly.validate = (bytes) => bytes.byteLength > 100 && validate(bytes);
