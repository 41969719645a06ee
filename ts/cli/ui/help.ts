/**
 * Help texts: examples first, then the options. They are generated from the option tables that also parse the arguments.
 */
import type { Command } from "../command.js";
import { streams } from "../io/streams.js";
import type { Option, OptionTable } from "../options/arguments.js";
import { styled } from "./output.js";

const heading = (title: string): string => styled("bold", title, streams.stdout);

/** Whether the options, which end at "--", include -h or --help. */
export const asksForHelp = (args: readonly string[]): boolean =>
  args.slice(0, args.includes("--") ? args.indexOf("--") : undefined).some((arg) => arg === "-h" || arg === "--help");

export function commandHelp({ summary, usage, examples, options, groups, notes }: Command): string {
  return [
    ...wrapped(`rnn-wasm ${usage}`, streams.stdout.columns ?? 120),
    summary,
    "",
    ...exampleLines(examples),
    ...Object.entries(groups ?? { Options: options }).flatMap(([title, table]) => [
      "",
      heading(title),
      ...optionLines(table),
    ]),
    ...(notes === undefined ? [] : ["", notes]),
    "",
  ].join("\n");
}

export function programHelp(commands: readonly Command[]): string {
  return [
    "rnn-wasm: train and use small recurrent networks",
    "",
    ...exampleLines([
      ["rnn-wasm demo", "a network learns to read a message while you watch"],
      ["rnn-wasm train --cipher caesar --key 13 -o model.safetensors", "learns a cipher from messages"],
      ["rnn-wasm decrypt -m model.safetensors FUVEMVEMNMERPDRF", "prints THIS-IS-A-SECRET"],
    ]),
    "",
    heading("Commands"),
    ...described(commands.map(({ name, summary }) => [name, summary])),
    "",
    "rnn-wasm COMMAND -h shows a command's options. Data goes to stdout, messages to stderr; - is a pipe.",
    "Exit codes: 0 success, 1 failure, 2 wrong usage, 130 interrupted (after saving). NO_COLOR turns colors off.",
    "",
  ].join("\n");
}

function exampleLines(examples: Command["examples"]): string[] {
  return [
    heading("Examples"),
    ...examples.flatMap(([command, purpose]) => [`  ${command}`, styled("dim", `      ${purpose}`, streams.stdout)]),
  ];
}

function optionLines(options: OptionTable): string[] {
  return Object.entries(options).length === 0
    ? []
    : described(Object.entries(options).map(([name, option]) => [flagOf(name, option), option.help]));
}

/** Two columns, of which the second is wrapped at the width of the terminal. */
function described(rows: readonly (readonly [name: string, help: string])[]): string[] {
  const margin = Math.max(...rows.map(([name]) => name.length)) + 4;
  const room = Math.max(20, (streams.stdout.columns ?? 120) - margin);
  return rows.flatMap(([name, help]) =>
    wrapped(help, room).map((line, i) => `  ${(i === 0 ? name : "").padEnd(margin - 2)}${line}`),
  );
}

const wrapped = (text: string, width: number): string[] =>
  text.match(new RegExp(`.{1,${width}}(?= |$)|\\S+`, "g"))?.map((line) => line.trimStart()) ?? [text];

function flagOf(name: string, { kind, short }: Option<unknown>): string {
  const letter = short === undefined ? "    " : `-${short}, `;
  return `${letter}--${name}${kind.placeholder === undefined ? "" : ` ${kind.placeholder}`}`;
}
