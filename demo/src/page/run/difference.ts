import type { Flat } from "../../shared/protocol.js";

/** Describes the differences between two settings: "lr 0.005, key 7". */
export function difference(from: Flat, to: Flat): string {
  const names = Object.keys(to).filter((name) => from[name] !== to[name]);
  return names.map((name) => `${name} ${to[name]}`).join(", ");
}
