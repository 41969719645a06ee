/** Command lines of anything: arguments that are near to right ones, and such as are near to nothing. */
import fc from "fast-check";
import { bench } from "../../ts/cli/commands/bench.js";
import { decrypt } from "../../ts/cli/commands/decrypt.js";
import { encrypt } from "../../ts/cli/commands/encrypt.js";
import { evaluate } from "../../ts/cli/commands/eval.js";
import { exportModel } from "../../ts/cli/commands/export.js";
import { inspect } from "../../ts/cli/commands/inspect.js";
import { train } from "../../ts/cli/commands/train.js";
import { parseArguments } from "../../ts/cli/options/arguments.js";
import { UsageError } from "../../ts/cli/options/usage-error.js";
import { codePoint } from "../code-points.js";

const commands = [train, decrypt, encrypt, evaluate, exportModel, inspect, bench];

const flags = [...new Set(commands.flatMap(({ options }) => Object.keys(options)))];

const flag = fc.oneof(
  fc.constantFrom(...flags),
  fc.constantFrom(...flags).map((name) => name.slice(1)),
  fc.constantFrom("constructor", "__proto__", "toString", "", "-", "until", "no-", "no-shuffle", "no-no-shuffle"),
);

const value = fc.oneof(
  fc.constantFrom("", "-", "--", "-1", "1e999", "NaN", "caesar", "[", '["A",', "[1]", "A,B", ",", "0.5", "true", "AB"),
  fc.string({ unit: codePoint, maxLength: 4 }).map((text) => text.replaceAll("\0", "?")),
);

const argument = fc.oneof(
  flag.map((name) => `--${name}`),
  fc.tuple(flag, value).map(([name, given]) => `--${name}=${given}`),
  fc.constantFrom("-m", "-o", "-x", "-mo", "-", "--", "-h5"),
  value,
);

/** Arguments of a command. */
const commandLine = fc.array(argument, { maxLength: 6 });

/** Cuts command lines into values, of every command; each is taken or refused with a sentence. Returns how many. */
export function fuzzArguments(seed: number, count: number): number {
  fc.assert(
    fc.property(fc.constantFrom(...commands), commandLine, ({ options }, args) => {
      try {
        parseArguments(args, options);
      } catch (error) {
        if (!(error instanceof UsageError) || /undefined|\[object/.test(error.message)) throw error;
      }
    }),
    { numRuns: count, seed },
  );
  return count;
}

/** What programs are started with: a command and its arguments, none of which lets it work for long. */
export const programLine = fc
  .tuple(
    fc.constantFrom("decrypt", "encrypt", "eval", "export", "inspect", "help", "trian", "--version", ""),
    commandLine,
  )
  .map(([name, args]) => [name, ...args]);
