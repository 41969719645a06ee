/**
 * Data that the view "Your data" hands to the view that learns from it.
 */
import { signal } from "@preact/signals";
import type { SubjectName } from "../../shared/protocol.js";

export const handedOver = signal<{ readonly view: SubjectName; readonly text: string } | undefined>(undefined);
