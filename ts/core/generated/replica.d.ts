// Made by build.sh. Do not edit.
import type { Shared } from "./glue.js";

/** The class of the instance whose glue was initialized; its wasm with what the linked file exports. */
export declare function createReplica(glue: Shared): typeof import("./core.js").Replica;
