/**
 * The table of a chart's numbers, for users who do not see the chart. It is rendered while it is open.
 */
import { useState } from "preact/hooks";

export interface Table {
  readonly head: readonly string[];
  /** The first cell of a row is its header. */
  readonly rows: readonly (readonly string[])[];
}

export function TableBehind({ name, table }: { readonly name: string; readonly table: () => Table | undefined }) {
  const [isOpen, setOpen] = useState(false);
  const found = isOpen ? table() : undefined;
  return (
    <details class="behind" onToggle={(event) => setOpen((event.currentTarget as HTMLDetailsElement).open)}>
      <summary>{name}</summary>
      {isOpen && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls needs the keyboard
        <section class="table" tabIndex={0} aria-label={name}>
          {found ? <Rows name={name} {...found} /> : <p>Nothing yet.</p>}
        </section>
      )}
    </details>
  );
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
