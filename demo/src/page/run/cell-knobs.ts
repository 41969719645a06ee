/**
 * The settings of the cell, which all views have.
 */
import { type CellName, cellNames, hasNonlinearity, nonlinearities } from "../../../../ts/model/cells.js";
import type { Words } from "./address.js";
import type { Knob } from "./view.js";

export const cellWords: Words = { cell: cellNames, nonlinearity: nonlinearities };

export function cellKnobs(cell: CellName): Knob[] {
  const kind = "choice";
  return [
    { name: "cell", label: "Cell", kind, choices: cellNames.map((name) => [name, name.toUpperCase()] as const) },
    ...(hasNonlinearity(cell)
      ? [
          {
            name: "nonlinearity",
            label: "Nonlinearity",
            kind,
            choices: nonlinearities.map((name) => [name, name] as const),
          } as const,
        ]
      : []),
    { name: "lr", label: "Learning rate", kind: "number", min: 0, max: 1 },
  ];
}
