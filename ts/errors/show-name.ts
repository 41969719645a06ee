/**
 * Formats names from files for messages.
 */
import { quote } from "./quote.js";

/** Visible characters, with single spaces between them. */
const visible = /^[\p{L}\p{N}\p{P}\p{S}]+( [\p{L}\p{N}\p{P}\p{S}]+)*$/u;

/** A short name as it is, with invisible characters in quotes like {@link quote}; a long one truncated. */
export function showName(name: string): string {
  const short = name.length > 100 ? `${name.slice(0, 100)}…` : name;
  return visible.test(short) ? short : quote(short);
}
