/**
 * Python code: parts of programs, and literals as ruff lays them out: on one line where it fits, else with an item on each line.
 */

/** A part of a program, written as it is: backslashes are Python's. */
export const python = ({ raw }: TemplateStringsArray): string => (raw[0] as string).trim();

/** The columns of a line, which ruff and Black agree on. */
const maxColumns = 88;

/**
 * A value as Python code.
 * @param indent the columns before the line that it begins on
 * @param before the columns that its line has before it, and after it
 */
export function literal(value: unknown, indent = 0, before = indent): string {
  if (Array.isArray(value))
    return collection(
      "[",
      value.map((item) => (inner: number) => literal(item, inner, inner + 1)),
      "]",
      indent,
      before,
    );
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    const items = entries.map(([key, item]) => (inner: number) => {
      const name = `${literal(key)}: `;
      return name + literal(item, inner, inner + name.length + 1);
    });
    return collection("{", items, "}", indent, before);
  }
  return scalar(value);
}

/** A call with keyword arguments, or a function's value with a name before it. */
export function call(name: string, named: Readonly<Record<string, unknown>>, indent = 0, before = indent): string {
  const items = Object.entries(named).map(
    ([key, value]) =>
      (inner: number) =>
        `${key}=${literal(value, inner, inner + key.length + 2)}`,
  );
  return name + collection("(", items, ")", indent, before + name.length);
}

function collection(
  open: string,
  items: readonly ((indent: number) => string)[],
  close: string,
  indent: number,
  before: number,
): string {
  const flat = `${open}${items.map((item) => item(Number.NEGATIVE_INFINITY)).join(", ")}${close}`;
  // A line above the limit is broken; the limit does not hold within a line that is asked for.
  if (indent === Number.NEGATIVE_INFINITY || before + [...flat].length <= maxColumns || items.length === 0) return flat;
  const inner = indent + 4;
  const margin = " ".repeat(inner);
  return `${open}\n${items.map((item) => `${margin}${item(inner)},\n`).join("")}${" ".repeat(indent)}${close}`;
}

function scalar(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (typeof value === "number") return numeral(value);
  return quoted(String(value));
}

/** Python's shortest form of a number. */
function numeral(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return 'float("inf")';
  const text = String(value);
  return text.includes("e") ? text.replace("e+", "e").replace(/^(-?\d+)e/, "$1e") : text;
}

/** In double quotes unless it holds more of these than of single ones, as ruff chooses; invisible characters are escaped. */
function quoted(text: string): string {
  const doubles = text.split('"').length;
  const quote = doubles > text.split("'").length ? "'" : '"';
  const inside = Array.from(text, (symbol) => {
    if (symbol === quote || symbol === "\\") return `\\${symbol}`;
    return visible.test(symbol) ? symbol : escaped(symbol);
  });
  return quote + inside.join("") + quote;
}

/** What a reader can see and a decoder can read: no controls, separators, private or lone surrogate code points. */
const visible = /^(?:[\p{L}\p{N}\p{P}\p{S}]| )$/u;

function escaped(symbol: string): string {
  const short = { "\n": "\\n", "\r": "\\r", "\t": "\\t" }[symbol];
  const code = symbol.codePointAt(0) as number;
  const digits = (length: number) => code.toString(16).padStart(length, "0");
  return short ?? (code < 0x100 ? `\\x${digits(2)}` : code < 0x10000 ? `\\u${digits(4)}` : `\\U${digits(8)}`);
}
