/**
 * Resolves data that is read in blocks. The first block is resolved as data in memory is: it tells symbols, labels, columns and scaling, and a
 * part of it is held back. Later blocks are resolved as data for a model that has all this.
 */
import { RnnError } from "../../errors/rnn-error.js";
import { invalidOption } from "../../errors/validate.js";
import type { NetworkShape } from "../../model/config.js";
import type { AnyTask, GivenOptions, ResolveContext, Resolved } from "../task.js";
import { type BlockData, BlockFeed } from "./block-feed.js";

/** A later block for the thread of the loop. */
export interface SentBlock {
  /** What its source is made from. */
  readonly source: unknown;
  /** Sequences, or characters of the text, up to its end. */
  readonly end: number;
  readonly isLast: boolean;
}

/** What the loop's thread knows about the blocks before it requests one. */
export interface BlocksSpec {
  /** That of the first block. */
  readonly first: Pick<SentBlock, "end" | "isLast">;
  /** Whether the data can be read only once. */
  readonly isOneShot: boolean;
}

type AnyResolved = Resolved<unknown, unknown>;

/**
 * @param sizes of the network, besides its input and output
 * @throws RnnError as the task does; `ERR_INVALID_OPTION` for data that is not read in blocks
 */
export async function resolveBlocks(
  task: AnyTask,
  data: unknown,
  options: GivenOptions & { readonly blockSize: number; readonly batchSize: number },
  context: ResolveContext<unknown>,
  sizes: Omit<NetworkShape, "input" | "output">,
): Promise<AnyResolved & { readonly blocks: BlocksSpec }> {
  const { blockSize: size, batchSize } = options;
  const isText = typeof data === "object" && data !== null && "text" in data;
  // Each column of a text needs two symbols.
  const least = isText ? 2 * batchSize : 1;
  if (size < least) throw invalidOption("blockSize", `at least ${least}, two for each column`, size);
  const feed = context.reading.closeAtEnd(
    new BlockFeed(sourcesOf(data, size), { size, least, isText }, context.reading),
  );
  const first = await feed.block(0);
  const resolved: AnyResolved = await task.resolve(first.data, options, context);
  const { network, codec, services, stepsPerEpoch } = resolved;
  const isOneShot = feed.isOneShot && !first.isLast;
  const later = { ...options, validation: 0, monitor: undefined };
  const weights = { shape: { ...sizes, ...network }, codec, isFile: true, origin: undefined };
  return {
    ...resolved,
    services: {
      ...services,
      async block(index: number): Promise<SentBlock> {
        const { data, offset, end, isLast } = await feed.block(index);
        // The loop asks for a block only where an earlier pass had one, so the source does not begin anew, or has changed.
        if (end === offset)
          throw new RnnError(
            "ERR_EMPTY_DATASET",
            `data: expected the same again in each pass, as an array has it, got its end after ${offset} ${isText ? "characters" : "sequences"}`,
          );
        try {
          const { source } = await task.resolve(data, later, { ...context, weights, checkpoint: undefined });
          return { source, end, isLast };
        } catch (error) {
          throw inAll(error, offset);
        }
      },
    },
    options: { ...resolved.options, blockSize: size },
    stepsPerEpoch: first.isLast ? stepsPerEpoch : undefined,
    ends: isOneShot,
    blocks: { first: { end: first.end, isLast: first.isLast }, isOneShot },
  };
}

/** The sources of data by its keys. */
function sourcesOf(data: unknown, size: number): BlockData {
  const sources = Object.entries(data as object).filter(([, source]) => source !== undefined);
  const isIterable = (source: unknown) =>
    typeof source === "object" && source !== null && (Symbol.iterator in source || Symbol.asyncIterator in source);
  const keys = ["pairs", "labeled", "valued", "sequences", "labels", "values", "items", "text"];
  if (!sources.every(([key, source]) => keys.includes(key) && isIterable(source)))
    throw invalidOption("blockSize", "no such option for this data", size);
  return Object.fromEntries(sources);
}

/** An error about a block, with places in all the data. */
function inAll(error: unknown, offset: number): unknown {
  if (!(error instanceof RnnError)) return error;
  const shifted = (count: string) => Number(count) + offset;
  const message = error.message
    .replace(
      /(\d+)(, one for each sequence, got )(\d+)/,
      (_, wanted: string, between: string, got: string) => `${shifted(wanted)}${between}${shifted(got)}`,
    )
    .replace(/^(\w+)\[(\d+)\]/, (_, name: string, index: string) => `${name}[${shifted(index)}]`)
    .replace(/^(text: .* at )(\d+)/s, (_, before: string, place: string) => `${before}${shifted(place)}`);
  return message === error.message ? error : new RnnError(error.code, message, { cause: error });
}
