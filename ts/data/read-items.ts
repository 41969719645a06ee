/**
 * Reads iterables and async iterables: to their end, or one item for each of others that were read.
 */
import { RnnError } from "../errors/rnn-error.js";
import { TimeSlice } from "../host/event-loop.js";
import { ReadingControl } from "./reading.js";

/**
 * Reads a source to its end and yields to the event loop in between. An error of the source is thrown as it is.
 * @param take called with each item
 * @param control may end the reading before the source does
 */
export async function readItems<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  take: (item: Item) => void,
  control = new ReadingControl(),
): Promise<void> {
  const slice = new TimeSlice();
  if (Symbol.asyncIterator in items) {
    await readAsync(items[Symbol.asyncIterator](), take, control, slice);
    return;
  }
  for (const item of items) {
    take(item);
    if (slice.isOver) {
      await slice.end();
      control.check();
    }
    if (control.isStopped) break;
  }
}

/**
 * Reads what belongs to items that were read: one for each. Stops at the first that is over, because the source may be endless.
 * @param what the items are, in the error
 * @throws RnnError `ERR_SHAPE` for another number, unless the reading was stopped
 */
export async function readBeside(
  name: string,
  source: Iterable<unknown> | AsyncIterable<unknown>,
  take: (item: unknown) => void,
  wanted: number,
  what: string,
  control = new ReadingControl(),
): Promise<void> {
  let count = 0;
  const check = (isOver: boolean, got: unknown) => {
    if (isOver && !control.isStopped)
      throw new RnnError("ERR_SHAPE", `${name}: expected ${wanted}, one for each ${what}, got ${got}`);
  };
  const takeOne = (item: unknown) => {
    check(++count > wanted, "length" in source ? source.length : "more");
    take(item);
  };
  await readItems(source, takeOne, control);
  check(count < wanted, count);
}

async function readAsync<Item>(
  iterator: AsyncIterator<Item>,
  take: (item: Item) => void,
  control: ReadingControl,
  slice: TimeSlice,
): Promise<void> {
  let isOver = false;
  try {
    while (!control.isStopped) {
      const result = await control.next(iterator);
      control.check();
      isOver = result?.done === true;
      if (!result || result.done) return;
      take(result.value);
      if (!slice.isOver) continue;
      await slice.end();
      control.check();
    }
  } finally {
    if (!isOver) closeIterator(iterator);
  }
}

/** Closes an iterator. Not awaited, because an async generator may be blocked forever. */
export function closeIterator(iterator: Iterator<unknown> | AsyncIterator<unknown> | undefined): void {
  new Promise((resolve) => resolve(iterator?.return?.())).catch(() => {});
}
