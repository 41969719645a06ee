/**
 * The subjects by their names. A view's part of the worker is one entry here.
 */
import type { SubjectName } from "../shared/protocol.js";
import type { AnySubject } from "./subject.js";
import { decipher } from "./subjects/decipher.js";
import { forecast } from "./subjects/forecast.js";
import { names } from "./subjects/names.js";
import { write } from "./subjects/write.js";

export const subjects: Readonly<Record<SubjectName, AnySubject>> = { forecast, names, write, decipher };
