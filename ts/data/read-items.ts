/**
 * Reads iterables and async iterables to their end.
 */
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
