/** The guarantees and the tests that prove them, from which table.ts writes the table of docs/reliability.md. */

/** The tests of a file, or those whose names contain a text. */
export interface Proof {
  readonly file: string;
  readonly named?: string;
}

export interface Guarantee {
  readonly guarantee: string;
  readonly proofs: readonly Proof[];
}

const long = (file: string, named?: string): Proof => ({
  file: `test/long/${file}.test.ts`,
  ...(named !== undefined && { named }),
});
const quick = (file: string, named?: string): Proof => ({
  file: `test/${file}.test.ts`,
  ...(named !== undefined && { named }),
});

export const guarantees: readonly Guarantee[] = [
  {
    guarantee: "Forward passes, gradients and training equal PyTorch's, within the tolerances of the tests",
    proofs: [quick("nn/pytorch"), quick("training/pytorch"), quick("nn/gradients")],
  },
  {
    guarantee: "The same seed gives the same bits, in every engine (`simd128`)",
    proofs: [quick("core/same-bits")],
  },
  {
    guarantee: "A resumed run gives the same bytes as a run without an interruption",
    proofs: [quick("training/resume"), long("call-sequences")],
  },
  {
    guarantee: "A checkpoint file is always complete: the previous one or the new one",
    proofs: [long("disk", "kill"), long("disk", "full")],
  },
  {
    guarantee: "Damaged files are read or rejected with `ERR_FORMAT`, and reading takes at most four times their size",
    proofs: [long("formats")],
  },
  {
    guarantee: "Files open elsewhere: safetensors with PyTorch's names, ONNX with the same outputs in ONNX Runtime",
    proofs: [quick("formats/pytorch"), quick("formats/onnx")],
  },
  {
    guarantee:
      "NaN and Infinity never reach the weights: the update fails with `ERR_DIVERGED` or `ERR_INVALID_OPTION` first",
    proofs: [quick("training/failures"), quick("nn/optim")],
  },
  {
    guarantee:
      "After a crash of the engine, the call throws, the next call works, and the run's last valid weights remain",
    proofs: [
      quick("core/faults", "trap"),
      quick("core/faults", "worker"),
      quick("core/faults", "memory"),
      quick("core/engine"),
    ],
  },
  {
    guarantee: "Any values as options, data and arguments give a result or an error with a code",
    proofs: [
      long("fuzz", "training"),
      long("fuzz", "other functions"),
      long("fuzz", "programs"),
      long("generate", "prompts"),
      long("forecast", "series"),
    ],
  },
  {
    guarantee: "Any numbers as arguments of the core give a result or an error, never a trap",
    proofs: [long("fuzz", "the core"), long("core", "natively"), long("core", "Miri")],
  },
  {
    guarantee: "Calls in any order do what the documentation says, and none hangs",
    proofs: [long("call-sequences"), long("forecast", "calls"), long("answers", "calls")],
  },
  {
    guarantee: "Cancelling ends a run within 100 ms, with a checkpoint",
    proofs: [long("cancel")],
  },
  {
    guarantee: "Training on the main thread does not block the event loop",
    proofs: [quick("host/event-loop")],
  },
  {
    guarantee: "Memory use stays constant without manual freeing",
    proofs: [long("memory"), long("forecast", "without end"), long("answers", "without end")],
  },
  {
    guarantee:
      "Any text works: all code points, lone surrogates, empty sequences; errors name unknown symbols and their positions",
    proofs: [quick("data/vocabularies"), quick("ciphers/ciphers")],
  },
  {
    guarantee: "Large inputs work, or fail with the number of bytes that they need",
    proofs: [long("loads")],
  },
];
