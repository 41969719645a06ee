// The pages show what every machine prints: the relaxed build, where an engine runs it, rounds as the processor does. The package asks
// the engine for it by this call alone. To load the package here as well would take longer than many of the programs.
WebAssembly.validate = () => false;
