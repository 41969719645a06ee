/**
 * Parses and checks a command's arguments before it runs. `parseArgs` of node:util splits them into tokens; its strict mode would reject
 * `--key -3` and suggests no similar names, so the checks are here.
 */
import { parseArgs } from "node:util";
import { didYouMean, isNegativeNumber, type OptionKind } from "./option-kinds.js";
import { expected, UsageError } from "./usage-error.js";

export interface Option<T> {
  readonly kind: OptionKind<T>;
  readonly help: string;
  /** One letter, for `-m`. */
  readonly short?: string;
}

/** Options by flag name, without the dashes: "hidden-size", "until.accuracy". */
export type OptionTable = Readonly<Record<string, Option<unknown>>>;

/** The values given for a table of options. */
export type Values<O extends OptionTable> = {
  -readonly [Name in keyof O]?: O[Name] extends Option<infer T> ? T : never;
};

export interface Arguments<O extends OptionTable> {
  readonly values: Values<O>;
  readonly positionals: readonly string[];
}

/** Declares an option; infers the type of its value. */
export const option = <T>(kind: OptionKind<T>, help: string, short?: string): Option<T> =>
  short === undefined ? { kind, help } : { kind, help, short };

/**
 * @param args the command's arguments, without its name
 * @throws UsageError for an unknown option and for a missing or invalid value
 */
export function parseArguments<O extends OptionTable>(args: readonly string[], table: O): Arguments<O> {
  const values: Record<string, unknown> = {};
  const positionals: string[] = [];
  for (const token of tokensOf(args, table)) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    const [name, value] = parseOption(token, table);
    const before = own(table, name)?.kind.isRepeatable ? (values[name] ?? []) : undefined;
    values[name] = before ? [...(before as unknown[]), ...(value as unknown[])] : value;
  }
  return { values: values as Values<O>, positionals };
}

/** The arguments without the options in `names`: what a command that resumes this one repeats. */
export function argumentsWithout(args: readonly string[], table: OptionTable, names: readonly string[]): string[] {
  const tokens = tokensOf(args, table);
  return tokens.flatMap((token) => {
    if (token.kind !== "option") return token.kind === "positional" ? [token.value] : [];
    if (names.includes(token.name)) return [];
    if (token.value === undefined) return [token.rawName];
    return token.inlineValue ? [`${token.rawName}=${token.value}`] : [token.rawName, token.value];
  });
}

function tokensOf(args: readonly string[], table: OptionTable) {
  const options = Object.fromEntries(
    Object.entries(table).map(([name, known]) => [
      name,
      { type: isFlag(known) ? ("boolean" as const) : ("string" as const), ...(known.short && { short: known.short }) },
    ]),
  );
  return parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function parseOption(token: OptionToken, table: OptionTable): [name: string, value: unknown] {
  const { name, rawName, value, inlineValue } = token;
  const known = own(table, name);
  if (known === undefined) return [positiveName(token, table), false];
  if (isFlag(known) && value === undefined) return [name, true];
  // parseArgs takes the next argument as the value even if it is an option; accept it only if it is a number or joined by "=".
  if (value === undefined || (!inlineValue && /^-./.test(value) && !isNegativeNumber(value))) {
    const joined =
      value === undefined
        ? ""
        : ` (if it is the value, write ${rawName}${rawName.startsWith("--") ? "=" : ""}${value})`;
    throw new UsageError(`${expected(rawName, known.kind.wanted, value).message}${joined}`);
  }
  const parsed = known.kind.parse(value);
  if (parsed === undefined)
    throw new UsageError(`${expected(rawName, known.kind.wanted, value).message}${known.kind.hint?.(value) ?? ""}`);
  return [name, parsed];
}

/** The flag that `--no-NAME` turns off. */
function positiveName({ name, rawName, value }: OptionToken, table: OptionTable): string {
  const positive = name.replace(/^no-/, "");
  const known = own(table, positive);
  if (positive !== name && value === undefined && known && isFlag(known)) return positive;
  const flags = Object.entries(table).flatMap(([name, known]) => (isFlag(known) ? [name, `no-${name}`] : [name]));
  const near =
    rawName.startsWith("--") &&
    didYouMean(
      rawName,
      flags.map((name) => `--${name}`),
    );
  throw new UsageError(`unknown option ${rawName}${near || " (to pass it as an argument, write -- before it)"}`);
}

const isFlag = ({ kind }: Option<unknown>): boolean => kind.placeholder === undefined;

/** Ignores inherited properties: `--constructor` is not an option. */
const own = (table: OptionTable, name: string): Option<unknown> | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;
