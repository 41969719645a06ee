/**
 * All gates and states of all units over the steps.
 */
import { unitParts } from "../../../../ts/model/cells.js";
import { Term } from "../frame/glossary.js";
import { signed } from "../frame/numbers.js";
import { TableBehind } from "../frame/table.js";
import { HeatmapFigure, Key, unitKey } from "./heatmap.js";
import { memoryOf, readerOf, roleOf, stepName, stepNames, titleOf, valuesOf } from "./parts.js";
import type { TabProps } from "./tab.js";

export function Gates({ session, inside, layer, order: units, onUnit, onStep }: TabProps) {
  const read = readerOf(inside, layer);
  const at = session.at.value;
  return (
    <>
      <p class="note">
        All <Term of="gate">gates</Term>, the <Term of="memory" />, and what the cell shows of it. A row is a unit,
        those first that act early; a column is a step.
      </p>
      <div class="gates">
        {inside.parts.map((part) => (
          <div class="gate" key={part}>
            <h3 class={roleOf(part, inside) === "memory" ? "remembers" : undefined}>{titleOf(part, inside)}</h3>
            <HeatmapFigure
              id={`gate-${part}`}
              class="gate-map"
              title={titleOf(part, inside)}
              map={{
                rows: units.length,
                columns: inside.reads.length,
                value: (row, t) => Math.max(-1, Math.min(1, read(part, t, units[row] as number))),
                marked: at,
              }}
              words={(row, t) =>
                `unit ${units[row]}, ${stepName(inside, t)}: ${signed(read(part, t, units[row] as number))}`
              }
              hint={unitParts[part].low === 0 ? "0 … 1" : "−1 … 1"}
              onColumn={onStep}
              onRow={(row, isTap) => isTap && row !== undefined && onUnit(units[row] as number)}
            />
          </div>
        ))}
      </div>
      <Key {...unitKey(valuesOf(inside, layer, memoryOf(inside)))} />
      <TableBehind
        name="Table of the gates and states"
        table={() => ({
          head: ["Unit", ...stepNames(inside)],
          rows: inside.parts.flatMap((part) =>
            [...units]
              .sort((a, b) => a - b)
              .map((one) => [`${part} ${one}`, ...inside.reads.map((_, t) => signed(read(part, t, one)))]),
          ),
        })}
      />
    </>
  );
}
