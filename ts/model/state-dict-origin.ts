/**
 * Remembers which model a state dict is of. A state dict has no symbols, so a run that starts from one could number them in another order
 * than the rows of the weights.
 */
import type { JsonObject } from "./file.js";

/** The model of a state dict. */
export interface StateDictOrigin {
  readonly task: string;
  /** Its description, as in its file. */
  readonly description: () => JsonObject;
}

const origins = new WeakMap<object, StateDictOrigin>();

export function rememberOrigin<Dict extends object>(dict: Dict, origin: StateDictOrigin): Dict {
  origins.set(dict, origin);
  return dict;
}

/** Undefined for state dicts that no model here gave. */
export const originOf = (dict: object): StateDictOrigin | undefined => origins.get(dict);
