/** What is promised, and the tests that prove it: the rows of docs/reliability.md, which table.ts makes of them. */

/** Tests of a file; of all of them, or of those whose names have a part. */
export interface Proof {
  readonly file: string;
  readonly named?: string;
}

export interface Promised {
  readonly promise: string;
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

export const promises: readonly Promised[] = [
  {
    promise: "Forward passes, gradients and training equal PyTorch's, within the tolerances of the tests",
    proofs: [quick("nn/pytorch"), quick("training/pytorch"), quick("nn/gradients")],
  },
  {
    promise: "The same seed gives the same bits, in every engine (`simd128`)",
    proofs: [quick("core/same-bits")],
  },
  {
    promise: "A run that is resumed is the run that was not interrupted, byte for byte",
    proofs: [quick("training/resume"), long("call-sequences")],
  },
  {
    promise: "A checkpoint on the disk is the old one or the new one, never half of one",
    proofs: [long("disk", "kill"), long("disk", "full")],
  },
  {
    promise: "A damaged file is refused with `ERR_FORMAT` or read, and no read takes more than four times its size",
    proofs: [long("formats")],
  },
  {
    promise: "The files open elsewhere: PyTorch's names in safetensors, the same answers in ONNX Runtime",
    proofs: [quick("formats/pytorch"), quick("formats/onnx")],
  },
  {
    promise: "No number that is none gets into the weights: `ERR_DIVERGED` or `ERR_INVALID_OPTION` before the update",
    proofs: [quick("training/failures"), quick("nn/optim")],
  },
  {
    promise: "A crash is survived: the call says so, the next one works, and the run's last good weights are there",
    proofs: [
      quick("core/faults", "trap"),
      quick("core/faults", "worker"),
      quick("core/faults", "memory"),
      quick("core/engine"),
    ],
  },
  {
    promise: "Whatever values come as options, data and arguments: an answer, or an error with a code",
    proofs: [long("fuzz", "training"), long("fuzz", "other functions"), long("fuzz", "programs")],
  },
  {
    promise: "Whatever numbers the core is called with: an answer or a refusal, no trap",
    proofs: [long("fuzz", "the core"), long("core", "natively"), long("core", "Miri")],
  },
  {
    promise: "Calls in any order come to what the interface says, and none hangs",
    proofs: [long("call-sequences")],
  },
  {
    promise: "Cancelling ends a run within 100 ms, and leaves a checkpoint",
    proofs: [long("cancel")],
  },
  {
    promise: "Training on the main thread leaves the event loop its turns",
    proofs: [quick("host/event-loop")],
  },
  {
    promise: "Memory is flat, though nobody frees anything",
    proofs: [long("memory")],
  },
  {
    promise: "Text is text: any code points, lone surrogates, empty sequences; a stranger is named with its place",
    proofs: [quick("data/vocabularies"), quick("ciphers/ciphers")],
  },
  {
    promise: "Large input is answered, or refused with the bytes that it would need",
    proofs: [long("loads")],
  },
];
