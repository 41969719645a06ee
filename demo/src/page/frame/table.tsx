/**
 * The table of a chart's numbers, for users who do not see the chart. It is rendered while it is open.
 */
import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

/** The minimum time between changes of a table: it is read, not watched, and may have a thousand cells. */
const calmMs = 500;

export interface Table {
  readonly head: readonly string[];
  /** The first cell of a row is its header. */
  readonly rows: readonly (readonly string[])[];
}

export function TableBehind({ name, table }: { readonly name: string; readonly table: () => Table | undefined }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="behind" onToggle={(event) => setOpen((event.currentTarget as HTMLDetailsElement).open)}>
      <summary>{name}</summary>
      {isOpen && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls needs the keyboard
        <section class="table" tabIndex={0} aria-label={name}>
          <Calm name={name} table={table} />
        </section>
      )}
    </details>
  );
}

function Calm({ name, table }: { readonly name: string; readonly table: () => Table | undefined }) {
  const [, lookAgain] = useState(0);
  const shown = useRef<{ readonly at: number; readonly rows: VNode } | undefined>(undefined);
  const age = performance.now() - (shown.current?.at ?? 0);
  const isOld = !shown.current || age >= calmMs;
  if (isOld) {
    const found = table();
    shown.current = { at: performance.now(), rows: found ? <Rows name={name} {...found} /> : <p>Nothing yet.</p> };
  }
  useEffect(() => {
    if (isOld) return undefined;
    const later = setTimeout(() => lookAgain((times) => times + 1), calmMs - age);
    return () => clearTimeout(later);
  });
  return shown.current?.rows ?? null;
}

function Rows({ name, head, rows }: Table & { readonly name: string }) {
  return (
    <table>
      <caption class="quiet">{name}</caption>
      <thead>
        <tr>
          {head.map((text) => (
            <th scope="col">{text}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([first, ...rest]) => (
          <tr>
            <th scope="row">{first}</th>
            {rest.map((text) => (
              <td>{text}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
