/* tslint:disable */
/* eslint-disable */

/**
 * The arena and the room that operations use beside it.
 */
export class Eager {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Update `t` of Adam, with the hyperparameters lr, beta1, beta2, eps and weight decay. Flags: 1 `AMSGrad`, 2 decoupled
     * decay, which is `AdamW`.
     *
     * # Errors
     * A gradient or a new weight that is not finite; the arena is too small.
     */
    adam(start: number, len: number, total: number, t: number, flags: number): void;
    /**
     * `a [count], b [period]`: a becomes a + b (0), a − b (1), a · b (2) or a / b (3), where b repeats as often as it fits.
     *
     * # Errors
     * A period that does not divide the count; no such operation; the arena is too small.
     */
    arithmetic(operation: number, count: number, period: number): void;
    /**
     * `logits [rows][classes]`, in rows padded to whole vectors while it works; words `targets [rows]`. Returns the mean
     * loss. With `gradient` the logits become its gradient.
     *
     * # Errors
     * The arena is too small; a target that is no class.
     */
    cross_entropy(rows: number, classes: number, gradient: boolean): number;
    /**
     * The loss with all its options: `weight [classes]` if `weighted`, `losses [rows]` to be written, `logits` as in
     * [`Eager::cross_entropy`]. Returns Σ losses, over Σ w\[target\] for a `mean`. With `gradient` the logits become
     * the gradient of that, or of each row's own loss where losses are not reduced: that of their sum.
     *
     * # Errors
     * As [`Eager::cross_entropy`], but for targets that are ignored.
     */
    cross_entropy_with(rows: number, classes: number, weighted: boolean, ignore_index: number, label_smoothing: number, mean: boolean, gradient: boolean): number;
    /**
     * `x [count]` becomes eˣ.
     *
     * # Errors
     * The arena is too small.
     */
    exp(count: number): void;
    /**
     * f32\[reserved\].
     */
    floats_ptr(): number;
    /**
     * f64\[5\]: the hyperparameters of an optimizer, in the order that its method names.
     */
    hyperparameters_ptr(): number;
    /**
     * `x, weight, dy [rows][outputs]` → `dweight, dbias, dx`; dx is left out unless wanted, and works in padded rows.
     *
     * # Errors
     * As [`Eager::linear`].
     */
    linear_backward(rows: number, inputs: number, outputs: number, wants_dx: boolean): void;
    /**
     * `x [rows][inputs], weight [outputs][inputs], bias [outputs]` → `y [rows][outputs]`, in rows padded to whole
     * vectors while it works.
     *
     * # Errors
     * The arena is too small; out of memory.
     */
    linear(rows: number, inputs: number, outputs: number): void;
    /**
     * `x [rows][classes]` becomes x − ln Σ eˣ of its row.
     *
     * # Errors
     * A size of 0; the arena is too small.
     */
    log_softmax(rows: number, classes: number): void;
    /**
     * `a [count][rows][inner], b [count][inner][columns]` → `c [count][rows][columns]`, in rows padded to whole vectors
     * while it works. A transposed operand lies as `[count][inner][rows]` or `[count][columns][inner]`.
     *
     * # Errors
     * A size of 0; the arena is too small; out of memory.
     */
    matmul(count: number, rows: number, inner: number, columns: number, a_transposed: boolean, b_transposed: boolean): void;
    /**
     * An empty arena.
     */
    constructor();
    /**
     * A pair of normal numbers from two uniform ones, as `torch.randn` makes fewer than 16.
     */
    static normal_pair(u1: number, u2: number): Float64Array;
    /**
     * `x [count]` of uniform numbers, at least 16, becomes normal numbers as `torch.randn` makes them. Where `count` is
     * no multiple of 16, 16 more uniform numbers follow: the last 16 are made of those.
     *
     * # Errors
     * The arena is too small.
     */
    normals(count: number): void;
    /**
     * `weights, x`, with a state `h, c`, `dy [rows][D·out]`, with a state gradient those of the final `h, c`
     * → `dweights`, if wanted `dx [rows][input]`, with a state gradient those of the initial `h, c`. Weights and x are
     * left out where they are resident: nothing ran between the forward pass and this. Flags: 1 mapped, 2 with a state,
     * 4 with a state gradient, 8 dx wanted, 16 resident.
     *
     * # Errors
     * As [`Eager::recurrent_forward`].
     */
    recurrent_backward(rows: number, batch: number, steps: number, flags: number): void;
    /**
     * The sizes of the recurrence that the next calls run: a cell as in a model's configuration, its input, hidden units,
     * projection (0 for none), layers, directions; flags: 1 with biases, 2 with masks of dropout beside the input.
     *
     * # Errors
     * A size of 0, a cell or a projection that there is none of, or sizes whose weights no memory holds; those of before
     * stay.
     */
    recurrent(cell: number, input: number, hidden: number, projection: number, layers: number, directions: number, flags: number): void;
    /**
     * `weights, x [rows][input]`, with a state `h [L·D][B][out], c [L·D][B][H]`, with dropout `masks [L − 1][N][D·out]`
     * → `y [rows][D·out], h, c`; c only where the cell has one. The backward pass reads [`Eager::saved_ptr`].
     * Flags: 1 mapped, 2 with a state.
     *
     * # Errors
     * The arena is too small, the words do not fit the sizes; out of memory.
     */
    recurrent_forward(rows: number, batch: number, steps: number, flags: number): void;
    /**
     * Reserves memory for these numbers of f32 and u32 of operands and results.
     *
     * # Errors
     * Out of memory: what was reserved before stays usable.
     */
    reserve(floats: number, words: number): void;
    /**
     * An update of `RMSprop`, with the hyperparameters lr, alpha, eps, weight decay and momentum, over `params, grads, square
     * averages`, `momentum buffers` with a momentum, `gradient averages` if `centered`, each \[total\], of which it takes
     * `len` from `start` on.
     *
     * # Errors
     * A gradient or a new weight that is not finite; the arena is too small.
     */
    rmsprop(start: number, len: number, total: number, centered: boolean): void;
    /**
     * Floats that a forward pass over `rows` packed rows leaves.
     *
     * # Errors
     * More than any memory holds.
     */
    saved_len(rows: number): number;
    /**
     * f32\[[`Eager::saved_len`]\]: what a forward pass over `rows` packed rows left, to be taken away before the next one
     * and brought back before the backward pass.
     *
     * # Errors
     * Out of memory.
     */
    saved_ptr(rows: number, batch: number): number;
    /**
     * Update `t` of SGD, with the hyperparameters lr, momentum, dampening and weight decay.
     *
     * # Errors
     * As [`Eager::adam`].
     */
    sgd(start: number, len: number, total: number, t: number, nesterov: boolean): void;
    /**
     * `x [count]` becomes 1 / (1 + e⁻ˣ).
     *
     * # Errors
     * The arena is too small.
     */
    sigmoid(count: number): void;
    /**
     * `x [rows][classes]` becomes eˣ / Σ eˣ of its row; NaN where the row has no finite element, as in PyTorch.
     *
     * # Errors
     * A size of 0; the arena is too small.
     */
    softmax(rows: number, classes: number): void;
    /**
     * `x [count]` becomes tanh x.
     *
     * # Errors
     * The arena is too small.
     */
    tanh(count: number): void;
    /**
     * u32\[reserved\].
     */
    words_ptr(): number;
}

/**
 * A model: weights, moments and workspace live here for its whole life.
 */
export class Model {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * \[`queue_targets`\]\[width\]: for each target the likeliest class, u32, the first of equals; or the numbers, f32.
     */
    answers_ptr(): number;
    /**
     * u32\[`queue_time`\].
     */
    batch_sizes_ptr(): number;
    /**
     * Bytes that such a model takes with `copies` slices as long as its weights, itself among them, for batches of `rows`
     * rows in `batch` sequences; at least this many if they do not fit.
     *
     * # Errors
     * Words without a meaning.
     */
    static bytes_needed(config: Uint32Array | number[], rows: number, batch: number, copies: number): number;
    /**
     * Floats of the state with which the next update begins, where updates hand one on; 0 for zeros.
     */
    carried_len(): number;
    /**
     * Says that the next update begins with a state of this many floats, which are there in an order of its own; 0 for
     * zeros.
     *
     * # Errors
     * A length that no state has; out of memory.
     */
    carry_from(len: number): number;
    /**
     * f32\[outputs\]: the weight of each class, where the loss has them.
     */
    class_weights_ptr(): number;
    /**
     * Answers of the first `steps` batches of the queue, whose targets are ignored.
     *
     * # Errors
     * As [`Model::train`].
     */
    classify(steps: number): void;
    /**
     * `randint(0, high, [count])` into the draws.
     *
     * # Errors
     * Out of memory.
     */
    draw_integers(high: number, count: number): void;
    /**
     * `randperm(count)` into the draws.
     *
     * # Errors
     * Out of memory.
     */
    draw_permutation(count: number): void;
    /**
     * Draws all weights in the order of the state dict, as PyTorch does.
     */
    draw_weights(): void;
    /**
     * u32\[count\] of the latest draw.
     */
    draws_ptr(): number;
    /**
     * Losses, metrics and answers of the first `steps` batches of the queue.
     *
     * # Errors
     * As [`Model::train`].
     */
    evaluate(steps: number): void;
    /**
     * Copies a slot to the transfer buffer in PyTorch's layout and order: 0 weights, 1 gradients of the latest step,
     * 2 to 4 the optimizer's moments, 5 the average.
     *
     * # Errors
     * No such slot.
     */
    export_state(slot: number): void;
    /**
     * Words of a snapshot.
     */
    generator_len(): number;
    /**
     * u32\[`generator_len`\]: the snapshot.
     */
    generator_ptr(): number;
    /**
     * Copies the transfer buffer to a slot.
     *
     * # Errors
     * No such slot, or a value that is not finite: the slot is what it was.
     */
    import_state(slot: number): void;
    /**
     * \[`queue_rows`\]\[width\]: tokens, u32, or numbers, f32.
     */
    inputs_ptr(): number;
    /**
     * Sets the generator's state from the snapshot.
     */
    load_generator(): void;
    /**
     * f64\[`queue_steps`\].
     */
    lr_ptr(): number;
    /**
     * A model of zeros; its sizes are words as `Config::read` takes them.
     *
     * # Errors
     * Words without a meaning, a size of 0, a setting out of range; out of memory.
     */
    constructor(config: Uint32Array | number[]);
    /**
     * The weights as PyTorch counts them.
     */
    num_parameters(): number;
    /**
     * f32\[targets\]\[outputs\]: probabilities of all classes, or numbers, in the order of the queue's targets.
     */
    outputs_ptr(): number;
    /**
     * Answers and outputs of the first batch. With `carry` the pass starts from the state and leaves the final one there.
     *
     * # Errors
     * As [`Model::train`]; out of memory.
     */
    predict(carry: boolean): void;
    /**
     * Room for batches of up to `max_rows` rows in `max_batch` sequences, and for a queue of `queue_rows` rows and
     * `queue_targets` targets in `queue_steps` batches of `queue_time` steps in all.
     *
     * # Errors
     * Out of memory: what was reserved before stays usable.
     */
    reserve(max_rows: number, max_batch: number, queue_rows: number, queue_targets: number, queue_time: number, queue_steps: number): void;
    /**
     * f64\[`queue_steps`\]\[3\]: mean loss, right classes or absolute errors in all, gradient norm before clipping.
     */
    results_ptr(): number;
    /**
     * Copies the generator's state to the snapshot.
     */
    save_generator(): void;
    /**
     * `torch.manual_seed` of the run's generator.
     */
    seed(seed: number): void;
    /**
     * Adam, or `AdamW` when `decoupled`; moments begin at 0. To be called before `reserve` for training.
     *
     * # Errors
     * Out of memory.
     */
    set_adam(beta1: number, beta2: number, eps: number, weight_decay: number, amsgrad: boolean, decoupled: boolean): void;
    /**
     * SGD; its buffer begins empty. To be called before `reserve` for training.
     *
     * # Errors
     * Out of memory.
     */
    set_sgd(momentum: number, dampening: number, weight_decay: number, nesterov: boolean): void;
    /**
     * Sets the optimizer's count of updates.
     */
    set_step_count(steps: number): void;
    /**
     * What an update does besides the optimizer's step: scales gradients down to `max_norm`, `Infinity` for never, and
     * keeps a moving average of the weights, none for a decay of 0. To be called before the optimizer is chosen.
     */
    set_update(max_norm: number, ema_decay: number): void;
    /**
     * Room for the state of `batch` sequences, f32\[states\]\[L·D\]\[B\]\[H\]: h, then c where the cell has one.
     *
     * # Errors
     * Out of memory.
     */
    state_ptr(batch: number): number;
    /**
     * Updates that the optimizer has made.
     */
    step_count(): number;
    /**
     * \[`queue_targets`\]\[width\]: classes, u32, or numbers, f32; one for each row, or for each sequence.
     */
    targets_ptr(): number;
    /**
     * u32\[`queue_steps`\].
     */
    times_ptr(): number;
    /**
     * As [`Model::predict`], and all gates and states of the first batch, which is one sequence.
     *
     * # Errors
     * As [`Model::predict`]; more than one sequence.
     */
    trace(): void;
    /**
     * f32\[L·D\]\[…\]\[T\]\[H\]: h, c where the cell has one, its gates where it has several.
     */
    trace_ptr(): number;
    /**
     * Updates with the first `steps` batches of the queue. Returns how many were made: where it is fewer, the next
     * one diverged, and weights and moments are what they were before it.
     *
     * # Errors
     * A batch that does not fit, a token or target outside its alphabet: the updates before it stand. No optimizer, or
     * no room reserved since it was chosen.
     */
    train(steps: number): number;
    /**
     * f32\[`num_parameters`\].
     */
    transfer_ptr(): number;
}

/**
 * The part that a model takes in training with others.
 */
export class Replica {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Adds the first `len` of the received gradients to those of the model from `from` on.
     *
     * # Errors
     * A part that is not one of the gradients; its length is a multiple of four.
     */
    add_received(of: Model, from: number, len: number): void;
    /**
     * Floats of the gradients.
     */
    gradients_len(of: Model): number;
    /**
     * The gradients, f32, in an order that is the same in all models of these sizes.
     */
    gradients_ptr(of: Model): number;
    /**
     * Number `index` of `of` replicas.
     *
     * # Errors
     * No such number.
     */
    constructor(index: number, of: number);
    /**
     * f32\[`gradients_len`\]: where gradients of another replica are written before [`Self::add_received`].
     *
     * # Errors
     * Out of memory.
     */
    received_ptr(of: Model): number;
    /**
     * The first half of an update with a batch of the model's queue, the first or the next one: the share's gradients,
     * and its part of the loss and the metric as the result. Over all shares they add up to the whole batch's.
     *
     * # Errors
     * As [`Model::train`].
     */
    train_share(of: Model, index: number): void;
    /**
     * The second half of an update, with gradients and loss as they now are; the result gets the gradients' norm.
     * Whether it was made: else it diverged, and weights and moments are what they were.
     *
     * # Errors
     * A number that no batch of the queue has; otherwise none that training has not reported.
     */
    update(of: Model, index: number): boolean;
}

/**
 * The room that drawing takes, and the words through which requests and symbols pass.
 */
export class Sampler {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * `torch.multinomial(weights, 1)` of the first `count` words of the request, which are the weights' bits; 0 where no
     * weight is above 0.
     *
     * # Errors
     * Fewer words.
     */
    draw_weighted(of: Model, count: number): number;
    /**
     * Draws what the request asks for, from the model's generator, and starts from its state of one sequence, which is
     * replaced by the one before the last symbol is read. Returns how many drawn symbols are there.
     *
     * # Errors
     * A request that does not fit, a symbol outside the alphabet; out of memory.
     */
    generate(of: Model, temperature: number, top_p: number): number;
    /**
     * A sampler for any model.
     */
    constructor();
    /**
     * Room for `len` words of a request:
     *
     * | word | |
     * |---|---|
     * | 0 | how many of the largest logits can be drawn |
     * | 1, 2 | an output that is never drawn, one that is the last; `u32::MAX` for none |
     * | 3, 4 | symbols to read, symbols of a stop |
     * | 5, 6 | drawn symbols that are there, and with those to draw |
     *
     * The symbols follow: those to read, the stop, those that are drawn.
     *
     * # Errors
     * Out of memory.
     */
    request_ptr(len: number): number;
}

export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;

export interface InitOutput {
    readonly memory: WebAssembly.Memory;
    readonly __wbg_eager_free: (a: number, b: number) => void;
    readonly __wbg_model_free: (a: number, b: number) => void;
    readonly __wbg_replica_free: (a: number, b: number) => void;
    readonly __wbg_sampler_free: (a: number, b: number) => void;
    readonly eager_adam: (a: number, b: number, c: number, d: number, e: number, f: number, g: number) => void;
    readonly eager_arithmetic: (a: number, b: number, c: number, d: number, e: number) => void;
    readonly eager_cross_entropy: (a: number, b: number, c: number, d: number, e: number) => void;
    readonly eager_cross_entropy_with: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number) => void;
    readonly eager_exp: (a: number, b: number, c: number) => void;
    readonly eager_floats_ptr: (a: number) => number;
    readonly eager_hyperparameters_ptr: (a: number) => number;
    readonly eager_linear: (a: number, b: number, c: number, d: number, e: number) => void;
    readonly eager_linear_backward: (a: number, b: number, c: number, d: number, e: number, f: number) => void;
    readonly eager_log_softmax: (a: number, b: number, c: number, d: number) => void;
    readonly eager_matmul: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number) => void;
    readonly eager_new: () => number;
    readonly eager_normal_pair: (a: number, b: number, c: number) => void;
    readonly eager_normals: (a: number, b: number, c: number) => void;
    readonly eager_recurrent: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number) => void;
    readonly eager_recurrent_backward: (a: number, b: number, c: number, d: number, e: number, f: number) => void;
    readonly eager_recurrent_forward: (a: number, b: number, c: number, d: number, e: number, f: number) => void;
    readonly eager_reserve: (a: number, b: number, c: number, d: number) => void;
    readonly eager_rmsprop: (a: number, b: number, c: number, d: number, e: number, f: number) => void;
    readonly eager_saved_len: (a: number, b: number, c: number) => void;
    readonly eager_saved_ptr: (a: number, b: number, c: number, d: number) => void;
    readonly eager_sgd: (a: number, b: number, c: number, d: number, e: number, f: number, g: number) => void;
    readonly eager_sigmoid: (a: number, b: number, c: number) => void;
    readonly eager_softmax: (a: number, b: number, c: number, d: number) => void;
    readonly eager_tanh: (a: number, b: number, c: number) => void;
    readonly eager_words_ptr: (a: number) => number;
    readonly model_answers_ptr: (a: number) => number;
    readonly model_batch_sizes_ptr: (a: number) => number;
    readonly model_bytes_needed: (a: number, b: number, c: number, d: number, e: number, f: number) => void;
    readonly model_carried_len: (a: number) => number;
    readonly model_carry_from: (a: number, b: number, c: number) => void;
    readonly model_class_weights_ptr: (a: number) => number;
    readonly model_classify: (a: number, b: number, c: number) => void;
    readonly model_draw_integers: (a: number, b: number, c: number, d: number) => void;
    readonly model_draw_permutation: (a: number, b: number, c: number) => void;
    readonly model_draw_weights: (a: number) => void;
    readonly model_draws_ptr: (a: number) => number;
    readonly model_evaluate: (a: number, b: number, c: number) => void;
    readonly model_export_state: (a: number, b: number, c: number) => void;
    readonly model_generator_len: (a: number) => number;
    readonly model_generator_ptr: (a: number) => number;
    readonly model_import_state: (a: number, b: number, c: number) => void;
    readonly model_inputs_ptr: (a: number) => number;
    readonly model_load_generator: (a: number) => void;
    readonly model_lr_ptr: (a: number) => number;
    readonly model_new: (a: number, b: number, c: number) => void;
    readonly model_num_parameters: (a: number) => number;
    readonly model_outputs_ptr: (a: number) => number;
    readonly model_predict: (a: number, b: number, c: number) => void;
    readonly model_reserve: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number) => void;
    readonly model_results_ptr: (a: number) => number;
    readonly model_save_generator: (a: number) => void;
    readonly model_seed: (a: number, b: number) => void;
    readonly model_set_adam: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number) => void;
    readonly model_set_sgd: (a: number, b: number, c: number, d: number, e: number, f: number) => void;
    readonly model_set_step_count: (a: number, b: number) => void;
    readonly model_set_update: (a: number, b: number, c: number) => void;
    readonly model_state_ptr: (a: number, b: number, c: number) => void;
    readonly model_step_count: (a: number) => number;
    readonly model_targets_ptr: (a: number) => number;
    readonly model_times_ptr: (a: number) => number;
    readonly model_trace: (a: number, b: number) => void;
    readonly model_trace_ptr: (a: number) => number;
    readonly model_train: (a: number, b: number, c: number) => void;
    readonly model_transfer_ptr: (a: number) => number;
    readonly replica_add_received: (a: number, b: number, c: number, d: number, e: number) => void;
    readonly replica_gradients_len: (a: number, b: number) => number;
    readonly replica_gradients_ptr: (a: number, b: number) => number;
    readonly replica_new: (a: number, b: number, c: number) => void;
    readonly replica_received_ptr: (a: number, b: number, c: number) => void;
    readonly replica_train_share: (a: number, b: number, c: number, d: number) => void;
    readonly replica_update: (a: number, b: number, c: number, d: number) => void;
    readonly sampler_draw_weighted: (a: number, b: number, c: number, d: number) => void;
    readonly sampler_generate: (a: number, b: number, c: number, d: number, e: number) => void;
    readonly sampler_new: () => number;
    readonly sampler_request_ptr: (a: number, b: number, c: number) => void;
    readonly __wbindgen_add_to_stack_pointer: (a: number) => number;
    readonly __wbindgen_free: (a: number, b: number, c: number) => void;
    readonly __wbindgen_malloc: (a: number, b: number) => number;
}

export type SyncInitInput = BufferSource | WebAssembly.Module;

/**
 * Instantiates the given `module`, which can either be bytes or
 * a precompiled `WebAssembly.Module`.
 *
 * @param {{ module: SyncInitInput }} module - Passing `SyncInitInput` directly is deprecated.
 *
 * @returns {InitOutput}
 */
export function initSync(module: { module: SyncInitInput } | SyncInitInput): InitOutput;

/**
 * If `module_or_path` is {RequestInfo} or {URL}, makes a request and
 * for everything else, calls `WebAssembly.instantiate` directly.
 *
 * @param {{ module_or_path: InitInput | Promise<InitInput> }} module_or_path - Passing `InitInput` directly is deprecated.
 *
 * @returns {Promise<InitOutput>}
 */
export default function __wbg_init (module_or_path?: { module_or_path: InitInput | Promise<InitInput> } | InitInput | Promise<InitInput>): Promise<InitOutput>;
